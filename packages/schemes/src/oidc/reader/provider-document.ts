/** What a provider says of itself (Discovery §3): which members are there, and at which address it belongs. */
import type { Reader, Warning } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import type { Json } from '../client.ts'
import { inspect } from '../inspect/inspect.ts'

/** Discovery §3 calls these REQUIRED; the token endpoint is so unless only the implicit flow is used. */
const required = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
] as const

export const providerDocumentReader: Reader = {
  id: 'oidc-provider-document',
  name: 'OpenID Provider document',
  sample: ({ origin, base }) => {
    const issuer = `${origin}${base}`
    return JSON.stringify(
      {
        issuer,
        authorization_endpoint: `${issuer}/oidc/authorize`,
        token_endpoint: `${issuer}/oidc/token`,
        userinfo_endpoint: `${issuer}/oidc/userinfo`,
        jwks_uri: `${issuer}/oidc/jwks.json`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      null,
      2,
    )
  },
  read(text) {
    if (!text.startsWith('{') || !/"issuer"\s*:/.test(text)) return undefined
    const { value, flaw } = readJsonText(text)
    const document = (typeof value === 'object' && value !== null ? value : {}) as Json
    const isOne = document.subject_types_supported ?? document.id_token_signing_alg_values_supported
    if (isOne === undefined) return undefined
    const { issuer } = document
    return {
      kind: 'OpenID Provider document',
      parts: inspect(text, { kind: 'body', of: 'response' }) ?? [{ text }],
      facts:
        typeof issuer === 'string'
          ? [
              {
                name: 'where it belongs',
                value: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
                note: 'fetched from elsewhere, it is not to be used',
                clause: 'Discovery §4.1, §4.3',
              },
            ]
          : [],
      problems: flaw
        ? [
            {
              at: flaw.at,
              length: Math.min(1, text.length - flaw.at),
              says: flaw.says,
              clause: 'RFC 8259 §2',
            },
          ]
        : required
            .filter((name) => document[name] === undefined)
            .map((name) => ({
              at: text.length,
              length: 0,
              says: `Unexpected end, expected the member ${name}.`,
              clause: 'Discovery §3',
            })),
      warnings: warningsOf(document),
    }
  },
}

function warningsOf(document: Json): Warning[] {
  const { issuer, id_token_signing_alg_values_supported: listed } = document
  const algs: readonly unknown[] = Array.isArray(listed) ? listed : []
  return [
    ...(algs.includes('none')
      ? [{ says: 'It offers ID Tokens without a signature.', clause: 'Discovery §3' }]
      : []),
    ...(algs.length > 0 && !algs.includes('RS256')
      ? [{ says: 'RS256 is missing, which every provider has to know.', clause: 'Discovery §3' }]
      : []),
    ...(typeof issuer === 'string' && !issuer.startsWith('https:')
      ? [{ says: 'The issuer is no https address: only fit for one’s own machine.', clause: 'Discovery §3' }]
      : []),
  ]
}
