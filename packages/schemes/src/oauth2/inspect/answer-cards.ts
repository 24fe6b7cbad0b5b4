import type { Cards } from './cards.ts'

const maker = 'authorization-server'

/** Members of JSON answers: of the token endpoint and the endpoints around it. */
export const answerCards: Cards = {
  access_token: {
    maker,
    label: 'opens the API',
    explain: 'To the client it is opaque: nothing in it is for the client to read.',
    clause: 'RFC 6749 §1.4, §5.1',
    secret: true,
  },
  token_type: {
    maker,
    label: 'how to send it',
    explain: 'Bearer: as it is. DPoP: with a proof by the key that it is bound to.',
    clause: 'RFC 6749 §7.1; RFC 9449 §5',
  },
  expires_in: {
    maker,
    label: 'seconds it will live',
    explain: 'Counted from this answer.',
    clause: 'RFC 6749 §5.1',
  },
  refresh_token: {
    maker,
    label: 'for the next ones',
    explain: 'Kept by the client, and sent to this server alone. It works once.',
    clause: 'RFC 6749 §1.5',
    secret: true,
  },
  scope: {
    maker,
    label: 'what was granted',
    explain: 'It can be less than what was asked for; then it has to be said.',
    clause: 'RFC 6749 §3.3, §5.1',
  },
  error: {
    maker,
    label: 'why not, for a program',
    explain: 'One of a few registered words. The client acts on it; an attacker learns little from it.',
    clause: 'RFC 6749 §5.2',
  },
  error_description: {
    maker,
    label: 'why not, for a developer',
    explain: 'For people who build clients, and no more than the code says.',
    clause: 'RFC 6749 §5.2',
  },
  device_code: {
    maker,
    label: 'for the device alone',
    explain: 'It polls with this and never shows it.',
    clause: 'RFC 8628 §3.2',
    secret: true,
  },
  user_code: {
    maker,
    label: 'for the user’s eyes',
    explain: 'Short, without letters that look alike. Whoever types it can say yes.',
    clause: 'RFC 8628 §3.2, §6.1',
  },
  verification_uri: {
    maker,
    label: 'where to type it',
    explain: 'Shown beside the code. It should be short enough to be typed as well.',
    clause: 'RFC 8628 §3.2',
  },
  verification_uri_complete: {
    maker,
    label: 'the same, with the code',
    explain: 'For a QR code. The page shows the code all the same, to be compared.',
    clause: 'RFC 8628 §3.3.1',
  },
  interval: {
    maker,
    label: 'seconds between polls',
    explain: 'The least that is taken. Each slow_down adds five.',
    clause: 'RFC 8628 §3.2, §3.5',
  },
  request_uri: {
    maker,
    label: 'a name for the request',
    explain: 'The user agent carries this and not the parameters.',
    clause: 'RFC 9126 §2.2',
  },
  active: {
    maker,
    label: 'good or not',
    explain: 'false says nothing more: unknown, expired, revoked and not for you look alike.',
    clause: 'RFC 7662 §2.2',
  },
  client_id: {
    maker,
    label: 'whom it was issued to',
    explain: 'The client that the token belongs to.',
    clause: 'RFC 7662 §2.2',
  },
  username: {
    maker,
    label: 'who said yes',
    explain: 'A name for people; the API should go by sub.',
    clause: 'RFC 7662 §2.2',
  },
  exp: { maker, label: 'when it ends', explain: 'Seconds since 1970.', clause: 'RFC 7662 §2.2' },
  iat: { maker, label: 'when it began', explain: 'Seconds since 1970.', clause: 'RFC 7662 §2.2' },
  sub: {
    maker,
    label: 'for whom it stands',
    explain: 'The resource owner, or the client where it acts for itself.',
    clause: 'RFC 7662 §2.2',
  },
  aud: {
    maker,
    label: 'for which API',
    explain: 'An API has to refuse a token that is for another one.',
    clause: 'RFC 7662 §2.2',
  },
  iss: { maker, label: 'who issued it', explain: 'The authorization server.', clause: 'RFC 7662 §2.2' },
  jti: {
    maker,
    label: 'a name for the token',
    explain: 'Names it without being able to replace it.',
    clause: 'RFC 7662 §2.2',
  },
  jkt: {
    maker,
    label: 'the key it is bound to',
    explain: 'The thumbprint of a public key: the token comes with a proof by that key, or not at all.',
    clause: 'RFC 9449 §6.2',
  },
}

/** Of the principal that the API tells. */
export const whoamiCards: Cards = {
  type: {
    maker: 'resource-server',
    label: 'a person or a program',
    explain: 'user: the client acts for somebody. client: it acts for itself.',
    clause: 'RFC 6749 §1.1',
  },
  id: {
    maker: 'resource-server',
    label: 'whose rights these are',
    explain: 'Looked up by the token. The token itself says nothing to whoever reads it.',
  },
  client: {
    maker: 'resource-server',
    label: 'which client acts',
    explain: 'The one that the token was issued to.',
  },
  scope: {
    maker: 'resource-server',
    label: 'how much',
    explain: 'What was granted with this token.',
    clause: 'RFC 6749 §3.3',
  },
}

/** Of the server's metadata (RFC 8414 §2). What has no card here is a list of what it supports. */
export const metadataCards: Cards = {
  issuer: {
    maker,
    label: 'who this is',
    explain:
      'Compared with the issuer that was asked for, character by character. Otherwise any document would do.',
    clause: 'RFC 8414 §3.3',
  },
  authorization_endpoint: {
    maker,
    label: 'for user agents',
    explain: 'The one endpoint that people see.',
    clause: 'RFC 8414 §2',
  },
  token_endpoint: {
    maker,
    label: 'for clients',
    explain: 'Codes, refresh tokens and secrets are sent there.',
    clause: 'RFC 8414 §2',
  },
  code_challenge_methods_supported: {
    maker,
    label: 'how PKCE is spoken',
    explain: 'S256 and no plain. Without this member a client would have to assume that there is no PKCE.',
    clause: 'RFC 8414 §2',
  },
  grant_types_supported: {
    maker,
    label: 'the grants',
    explain: 'Implicit and password are not among them.',
    clause: 'RFC 8414 §2; RFC 9700 §2.1.2, §2.4',
  },
  response_types_supported: {
    maker,
    label: 'what can come back',
    explain: 'A code, and no token.',
    clause: 'RFC 8414 §2',
  },
  authorization_response_iss_parameter_supported: {
    maker,
    label: 'answers say who sent them',
    explain: 'So the client refuses an answer without iss.',
    clause: 'RFC 9207 §3',
  },
  dpop_signing_alg_values_supported: {
    maker,
    label: 'for proofs of possession',
    explain: 'The algorithms in which a DPoP proof can be signed. All of them have a public half.',
    clause: 'RFC 9449 §5.1',
  },
  pushed_authorization_request_endpoint: {
    maker,
    label: 'for pushed requests',
    explain: 'A client can send its parameters there before its user agent comes.',
    clause: 'RFC 9126 §5',
  },
  introspection_endpoint: {
    maker,
    label: 'for APIs',
    explain: 'Asks what a token stands for.',
    clause: 'RFC 8414 §2',
  },
  revocation_endpoint: {
    maker,
    label: 'to give a token back',
    explain: 'A client ends its own tokens there.',
    clause: 'RFC 8414 §2',
  },
  device_authorization_endpoint: {
    maker,
    label: 'for devices',
    explain: 'A device without a keyboard begins there.',
    clause: 'RFC 8628 §4',
  },
  jwks_uri: {
    maker,
    label: 'public keys',
    explain: 'By which JWT access tokens can be checked without asking.',
    clause: 'RFC 8414 §2',
  },
}
