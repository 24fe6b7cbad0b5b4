import type { Cards } from './cards.ts'

const as = 'authorization-server'

/** Parameters of the authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9126 §4). */
const requestCards: Cards = {
  response_type: {
    maker: 'client',
    label: 'what shall come back',
    explain:
      'code: a code by the front channel, to be exchanged by the back one. This server knows no other.',
    clause: 'RFC 6749 §3.1.1',
  },
  client_id: {
    maker: as,
    label: 'which client',
    explain: 'A name on record. It is no secret and proves nothing by itself.',
    clause: 'RFC 6749 §2.2',
  },
  redirect_uri: {
    maker: 'client',
    label: 'where the answer goes',
    explain:
      'Compared with what was registered, character by character. Only the port of a loopback address is free.',
    clause: 'RFC 9700 §2.1',
  },
  scope: {
    maker: 'client',
    label: 'how much',
    explain:
      'Words with a space between, defined by the server. What is granted can be less than what is asked.',
    clause: 'RFC 6749 §3.3',
  },
  state: {
    maker: 'client',
    label: 'which user agent began',
    explain: 'Comes back as it was sent. The client compares it with what it keeps for this user agent.',
    clause: 'RFC 6749 §10.12',
  },
  code_challenge: {
    maker: 'client',
    label: 'the hash of the verifier',
    explain: 'Shows that the verifier exists and not what it is. The server keeps it with the code.',
    clause: 'RFC 7636 §4.2',
  },
  code_challenge_method: {
    maker: 'client',
    label: 'how it was hashed',
    explain: 'S256 is SHA-256. plain would send the verifier itself, and is refused here.',
    clause: 'RFC 7636 §4.3',
  },
  request_uri: {
    maker: as,
    label: 'a name for a pushed request',
    explain:
      'Stands for everything that the client pushed. Good for a minute, once, and with this client_id.',
    clause: 'RFC 9126 §2.2',
  },
  response_mode: {
    maker: 'client',
    label: 'how the answer travels',
    explain: 'In the query, behind a #, or as a form that the user agent posts.',
  },
  resource: {
    maker: 'client',
    label: 'for which API',
    explain: 'Narrows the audience of the token that will come.',
    clause: 'RFC 8707 §2',
  },
  dpop_jkt: {
    maker: 'client',
    label: 'whose key may redeem',
    explain: 'The thumbprint of a key: the code is worth something only with a proof by it.',
    clause: 'RFC 9449 §10',
  },
}

/** Parameters of the answer in the redirect (RFC 6749 §4.1.2, RFC 9207 §2). */
const redirectCards: Cards = {
  code: {
    maker: as,
    label: 'to be exchanged, once',
    explain:
      'Stands for the yes. It lives for a minute, works once, and is worth nothing without the verifier.',
    clause: 'RFC 6749 §4.1.2',
    secret: true,
  },
  iss: {
    maker: as,
    label: 'which server answers',
    explain:
      'The client compares it with the server that it began with, and so notices an answer of another.',
    clause: 'RFC 9207 §2.4',
  },
  error: {
    maker: as,
    label: 'why not, for a program',
    explain: 'One of a few registered words.',
    clause: 'RFC 6749 §4.1.2.1, §5.2',
  },
  error_description: {
    maker: as,
    label: 'why not, for a developer',
    explain: 'For people who build clients. No user should be shown it.',
    clause: 'RFC 6749 §4.1.2.1, §5.2',
  },
}

/** Parameters of forms to the back-channel endpoints. */
const formCards: Cards = {
  grant_type: {
    maker: 'client',
    label: 'by which right',
    explain: 'Names the grant, and with it what else has to be in the form.',
    clause: 'RFC 6749 §4.5',
  },
  code_verifier: {
    maker: 'client',
    label: 'what the challenge hid',
    explain: 'The server hashes it and compares. It travels here for the first time, by the back channel.',
    clause: 'RFC 7636 §4.5',
    secret: true,
  },
  refresh_token: {
    maker: as,
    label: 'for new tokens',
    explain:
      'Goes to the authorization server and nowhere else. Each works once; the answer brings the next.',
    clause: 'RFC 6749 §6',
    secret: true,
  },
  client_secret: {
    maker: as,
    label: 'the client’s own secret',
    explain: 'In the form, where a client cannot use HTTP Basic. It belongs in no address.',
    clause: 'RFC 6749 §2.3.1',
    secret: true,
  },
  device_code: {
    maker: as,
    label: 'the device’s own code',
    explain: 'Long and secret: the device polls with it, and never shows it.',
    clause: 'RFC 8628 §3.4',
    secret: true,
  },
  token: {
    maker: as,
    label: 'the token in question',
    explain: 'To be looked up, or to be ended.',
    clause: 'RFC 7662 §2.1; RFC 7009 §2.1',
    secret: true,
  },
  token_type_hint: {
    maker: 'client',
    label: 'where to look first',
    explain: 'A hint and no condition: a wrong one makes the server look a little longer.',
    clause: 'RFC 7009 §2.1',
  },
  username: {
    maker: 'resource-owner',
    label: 'whose password',
    explain: 'In the hands of the client, which is why this grant is retired.',
    clause: 'RFC 9700 §2.4',
  },
  client_assertion: {
    maker: 'client',
    label: 'a signed statement',
    explain: 'A JWT by the client’s key, in place of a secret.',
    clause: 'RFC 7523 §2.2',
    secret: true,
  },
  client_assertion_type: {
    maker: 'client',
    label: 'of which kind',
    explain: 'Says that the assertion is a JWT.',
    clause: 'RFC 7523 §2.2',
  },
}

/** Fields of the server's own pages. */
const pageCards: Cards = {
  interaction: {
    maker: as,
    label: 'which question',
    explain: 'A hidden field: the request that waits for an answer. Each is decided once.',
  },
  pageSecret: {
    maker: as,
    label: 'from its own page',
    explain:
      'A hidden field that only this page of this session has. A form that another site made up lacks it.',
    clause: 'RFC 6749 §10.12',
    secret: true,
  },
  userId: {
    maker: 'resource-owner',
    label: 'who is logging in',
    explain: 'Typed into the server’s own page. How people log in is left to the server.',
    clause: 'RFC 6749 §3.1',
  },
  password: {
    maker: 'resource-owner',
    label: 'for the server only',
    explain: 'On the server’s page the client never sees it. That is what the detour is for.',
    clause: 'RFC 6749 §1',
    secret: true,
  },
  decision: {
    maker: 'resource-owner',
    label: 'yes or no',
    explain: 'The button that was pressed.',
    clause: 'RFC 6749 §4.1.1',
  },
  user_code: {
    maker: as,
    label: 'read from the device',
    explain: 'Short, for people. It brings the two screens together, and nothing else does.',
    clause: 'RFC 8628 §3.3',
  },
}

/** Everything that stands in a query or a form of this scheme, by its name. */
export const parameterCards: Cards = { ...requestCards, ...redirectCards, ...formCards, ...pageCards }
