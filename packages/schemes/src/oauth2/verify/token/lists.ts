import { branches } from '../../../run-checks.ts'

const device = 'RFC 8628 §3.4'

/** What every token request goes through first. */
const common = [
  ['method-is-post', 'RFC 6749 §3.2'],
  ['body-is-form', 'RFC 6749 §3.2, §4.1.3'],
  ['channel-is-private', 'RFC 6749 §3.2'],
  ['parameters-unique', 'RFC 6749 §3.2'],
  ['one-client-authentication', 'RFC 6749 §2.3'],
  ['grant-type-supported', 'RFC 6749 §5.2, RFC 9700 §2.4'],
  ['client-authenticated', 'RFC 6749 §2.3.1, §3.2.1'],
  ['grant-allowed-to-client', 'RFC 6749 §5.2, §4.4'],
  ['dpop-proof-valid', 'RFC 9449 §5, §4.3'],
] as const

/** The lists of the token endpoint, by grant. */
export const tokenLists = branches('token', {
  code: [
    ...common,
    ['code-known', 'RFC 6749 §4.1.3'],
    ['code-issued-to-client', 'RFC 6749 §4.1.3, RFC 9449 §10'],
    ['redirect-uri-matches', 'RFC 6749 §4.1.3'],
    ['code-not-expired', 'RFC 6749 §4.1.2'],
    ['verifier-expected', 'RFC 9700 §4.8.2'],
    ['verifier-matches', 'RFC 7636 §4.6'],
    ['code-unused', 'RFC 6749 §4.1.2'],
  ],
  refresh: [
    ...common,
    ['refresh-token-known', 'RFC 6749 §6'],
    ['refresh-token-issued-to-client', 'RFC 6749 §6, §10.4'],
    ['grant-alive', 'RFC 9700 §4.14.2'],
    ['refresh-key-matches', 'RFC 9449 §5'],
    ['scope-within-grant', 'RFC 6749 §6'],
    ['refresh-token-unused', 'RFC 9700 §4.14.2'],
  ],
  'client-credentials': [...common, ['scope-within-grant', 'RFC 6749 §3.3, §4.4.2']],
  device: [
    ...common,
    ['device-code-known', device],
    ['device-code-issued-to-client', device],
    ['device-code-not-expired', 'RFC 8628 §3.5'],
    ['polled-patiently', 'RFC 8628 §3.5'],
    ['user-decided', 'RFC 8628 §3.5'],
    ['consent-given', 'RFC 8628 §3.5'],
    ['device-code-unused', 'policy; RFC 8628 §3.5'],
  ],
  // Served only where `grant-type-supported` was taken away (RFC 9700 §2.4 forbids it).
  password: [
    ...common,
    ['resource-owner-authenticated', 'RFC 6749 §4.3.2'],
    ['scope-within-grant', 'RFC 6749 §3.3, §4.3.2'],
  ],
})
