/** The answer of a token endpoint (RFC 6749 §5.1, §5.2): JSON that names a token or an error. */
import type { Fact, Reader, Warning } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import { answerCards } from '../inspect/answer-cards.ts'
import { jsonMembers } from '../inspect/json-members.ts'

export const tokenResponseReader: Reader = {
  id: 'oauth2-token-response',
  name: 'OAuth 2.0 token response',
  sample: () =>
    JSON.stringify(
      {
        access_token: '2YotnFZFEjr1zCsicMWpAA',
        token_type: 'Bearer',
        expires_in: 600,
        refresh_token: 'tGzv3JOkF0XG5Qx2TlKWIA',
        scope: 'notes:read',
      },
      null,
      2,
    ),
  read(text) {
    if (!/^\s*\{/.test(text) || !/"(?:access_token|token_type|error)"\s*:/.test(text)) return undefined
    const { value, flaw } = readJsonText(text)
    const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
    const members = object as Readonly<Record<string, unknown>>
    const isError = typeof members.error === 'string' && members.access_token === undefined
    if (!flaw && !isError && members.access_token === undefined) return undefined
    return {
      kind: isError ? 'OAuth 2.0 error of a token endpoint' : 'OAuth 2.0 token response',
      parts: jsonMembers(text, answerCards) ?? [{ text }],
      facts: Object.entries(members).map(
        ([name, member]): Fact => ({
          name,
          value: typeof member === 'string' ? member : JSON.stringify(member),
          ...(/_token$/.test(name) ? { secret: true } : {}),
        }),
      ),
      problems: flaw
        ? [
            {
              at: flaw.at,
              length: Math.min(1, text.length - flaw.at),
              says: flaw.says,
              clause: 'RFC 8259 §2',
            },
          ]
        : isError
          ? []
          : missing(members, text.length),
      warnings: isError ? [] : warnings(members),
    }
  },
}

/** RFC 6749 §5.1: both are REQUIRED. */
function missing(members: Readonly<Record<string, unknown>>, end: number) {
  return ['access_token', 'token_type']
    .filter((name) => typeof members[name] !== 'string')
    .map((name) => ({
      at: end,
      length: 0,
      says: `Unexpected end, expected the member ${name}.`,
      clause: 'RFC 6749 §5.1',
    }))
}

function warnings({ token_type, expires_in, refresh_token }: Readonly<Record<string, unknown>>): Warning[] {
  return [
    ...(typeof token_type === 'string' && token_type.toLowerCase() === 'bearer'
      ? [{ says: 'A bearer token: whoever has copied it can use it until it ends.', clause: 'RFC 6750 §1.2' }]
      : []),
    ...(typeof expires_in === 'number' && expires_in > 3600
      ? [{ says: 'It lives for more than an hour.', clause: 'RFC 6750 §5.3' }]
      : []),
    ...(refresh_token === undefined
      ? []
      : [
          {
            says: 'The refresh token is for the authorization server alone, and outlives the access token.',
            clause: 'RFC 6749 §1.5',
          },
        ]),
  ]
}
