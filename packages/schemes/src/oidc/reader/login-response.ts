/** The answer to a login: an ID Token, and whether the access token beside it is the one that it speaks of (Core §3.1.3.8). */
import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import type { Fact, Flaw, Reader, Warning } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import type { Json } from '../client.ts'
import { inspect } from '../inspect/inspect.ts'
import { readIdToken } from '../relying-party/id-token-form.ts'
import { tokenHash } from '../token-hash.ts'

export const loginResponseReader: Reader = {
  id: 'oidc-token-response',
  name: 'OpenID Connect token response',
  sample: () => {
    const access_token = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
    const part = (value: object) => base64url.encode(octets(JSON.stringify(value)))
    const claims = { iss: 'https://server.example.com', sub: '248289761001', aud: 's6BhdRkqt3' }
    const id_token = [
      part({ alg: 'RS256', kid: '1' }),
      part({ ...claims, at_hash: tokenHash('RS256', access_token) }),
      base64url.encode(new Uint8Array(256)),
    ].join('.')
    return JSON.stringify({ access_token, token_type: 'Bearer', expires_in: 600, id_token }, null, 2)
  },
  read(text) {
    if (!text.startsWith('{') || !/"id_token"\s*:\s*"/.test(text)) return undefined
    const { value, flaw } = readJsonText(text)
    const members = isObject(value) ? value : {}
    const { id_token, access_token } = members
    if (!flaw && typeof id_token !== 'string') return undefined
    const compared = compare(id_token, access_token)
    const at = text.indexOf('"id_token"')
    return {
      kind: 'OpenID Connect token response',
      parts: inspect(text, { kind: 'body', of: 'response' }) ?? [{ text }],
      facts: compared.facts,
      problems: [
        ...(flaw
          ? [
              {
                at: flaw.at,
                length: Math.min(1, text.length - flaw.at),
                says: flaw.says,
                clause: 'RFC 8259 §2',
              },
            ]
          : []),
        ...compared.problems.map((one): Flaw => ({ at, length: '"id_token"'.length, ...one })),
      ],
      warnings: compared.warnings,
    }
  },
}

type Compared = {
  readonly facts: readonly Fact[]
  readonly problems: readonly Omit<Flaw, 'at' | 'length'>[]
  readonly warnings: readonly Warning[]
}

function compare(idToken: unknown, accessToken: unknown): Compared {
  const form = typeof idToken === 'string' ? readIdToken(idToken) : 'no text'
  if (typeof form === 'string')
    return {
      facts: [],
      problems: [{ says: `Unexpected ID Token: ${form}.`, clause: 'Core §2' }],
      warnings: [],
    }
  const alg = String(form.header.object.alg)
  const { at_hash, aud, nonce } = form.claims.object
  const facts: Fact[] = [
    { name: 'subject', value: form.sub, clause: 'Core §2' },
    { name: 'for the client', value: JSON.stringify(aud) ?? 'nobody', clause: 'Core §2' },
  ]
  const warnings: Warning[] = [
    ...(nonce === undefined
      ? [{ says: 'No nonce: this token answers no request in particular.', clause: 'Core §3.1.2.1' }]
      : []),
    ...(alg === 'none'
      ? [{ says: 'It has no signature. Only what came with it over TLS speaks for it.', clause: 'Core §2' }]
      : []),
  ]
  if (typeof accessToken !== 'string') return { facts, problems: [], warnings }
  const expected = tokenHash(alg, accessToken)
  const fits =
    at_hash === undefined ? 'not said' : at_hash === expected ? 'yes, by at_hash' : 'no, by at_hash'
  return {
    facts: [
      ...facts,
      { name: 'at_hash of the access token', value: expected, clause: 'Core §3.1.3.6' },
      { name: 'do the two belong together', value: fits, clause: 'Core §3.1.3.8' },
    ],
    problems:
      at_hash === undefined || at_hash === expected
        ? []
        : [
            {
              says: `Unexpected at_hash, expected ${expected} for this access token.`,
              clause: 'Core §3.1.3.8',
            },
          ],
    warnings,
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
