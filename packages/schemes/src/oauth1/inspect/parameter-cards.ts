import type { Part } from '../../scheme.ts'

/** What is said about a piece of a message, whatever its value. */
export type Card = Pick<Part, 'maker' | 'label' | 'explain' | 'clause' | 'secret'>
type Cards = Readonly<Record<string, Card>>

/** Protocol parameters, and the fields of the server's two forms. They mean the same wherever they travel. */
export const parameterCards: Cards = {
  realm: {
    maker: 'server',
    label: 'whose protection space',
    explain: 'Names the protection space. It is the one parameter of the field that is not signed.',
    clause: 'RFC 5849 §3.5.1, §3.4.1.3.1',
  },
  oauth_consumer_key: {
    maker: 'server',
    label: 'which client',
    explain:
      'The identifier of the client credentials, from the days when a client was called a consumer. It is no secret.',
    clause: 'RFC 5849 §3.1',
  },
  oauth_token: {
    maker: 'server',
    label: 'which yes, or which question',
    explain:
      'Identifies temporary credentials until the flow is done, and token credentials after. Without its secret it signs nothing.',
    clause: 'RFC 5849 §2.1, §2.3, §3.1',
  },
  oauth_token_secret: {
    maker: 'server',
    label: 'the secret of the token',
    explain:
      'Half of the key for every signature with this token. It travels once, in this answer, which is why the answer needs TLS.',
    clause: 'RFC 5849 §2.1, §2.3',
    secret: true,
  },
  oauth_signature_method: {
    maker: 'client',
    label: 'how it is signed',
    explain:
      'The client picks one that the server documents. It is signed as well, so nobody else can pick another.',
    clause: 'RFC 5849 §3.1, §3.4',
  },
  oauth_timestamp: {
    maker: 'client',
    label: 'when it was signed',
    explain: 'Seconds since 1970. The server refuses what is too old, and can forget nonces of that age.',
    clause: 'RFC 5849 §3.3',
  },
  oauth_nonce: {
    maker: 'client',
    label: 'used once',
    explain:
      'A random text of the client’s. With the same timestamp, client and token it may not come a second time.',
    clause: 'RFC 5849 §3.3',
  },
  oauth_version: {
    maker: 'client',
    label: 'of the protocol',
    explain: 'May be left out. Where it is sent, it must be 1.0.',
    clause: 'RFC 5849 §3.1',
  },
  oauth_callback: {
    maker: 'client',
    label: 'where Ada returns to',
    explain:
      'Given in the first request, which is signed, so it cannot be changed on its way. `oob` stands for no callback.',
    clause: 'RFC 5849 §2.1',
  },
  oauth_callback_confirmed: {
    maker: 'server',
    label: 'always true',
    explain:
      'Tells the client that the server took the callback. A server of the first edition, without a verifier, does not say so.',
    clause: 'RFC 5849 §2.1',
  },
  oauth_verifier: {
    maker: 'server',
    label: 'given to who approved',
    explain:
      'Handed to the user agent of the person who said yes. The client takes whoever brings it for that person, so it is to be kept from others.',
    clause: 'RFC 5849 §2.2, §2.3',
    secret: true,
  },
  oauth_signature: {
    maker: 'client',
    label: 'the proof',
    explain:
      'Made from the base string and the secrets. The server makes its own and compares. PLAINTEXT is the secrets themselves.',
    clause: 'RFC 5849 §3.4',
    secret: true,
  },
  oauth_expires_in: {
    maker: 'server',
    label: 'for how long',
    explain:
      'Seconds until the token ends. The RFC has no such parameter; clients pass over what they do not know.',
  },
  oauth_problem: {
    maker: 'server',
    label: 'what was wrong',
    explain: 'A word for programs, from an extension of the time. The RFC itself has statuses only.',
    clause: 'RFC 5849 §3.2',
  },
  oauth_acceptable_timestamps: {
    maker: 'server',
    label: 'what would be recent',
    explain: 'The window that the server takes, in seconds since 1970. A client can set its clock by it.',
    clause: 'RFC 5849 §3.3',
  },
  server_time: {
    maker: 'server',
    label: 'the server’s clock',
    explain: 'Seconds since 1970, for a client whose own clock is wrong.',
    clause: 'RFC 5849 §3.3',
  },
  decisionToken: {
    maker: 'server',
    label: 'from its own page',
    explain:
      'A hidden field that only this page of this session has. A form that another site made up lacks it.',
    clause: 'RFC 5849 §4.13',
    secret: true,
  },
  userId: {
    maker: 'resource-owner',
    label: 'who is logging in',
    explain: 'Typed into the server’s own page. How a user logs in is up to the server.',
    clause: 'RFC 5849 §2.2',
  },
  password: {
    maker: 'resource-owner',
    label: 'for the server only',
    explain: 'Goes to the server and never to the client: that is what the detour is for.',
    clause: 'RFC 5849 §2.2',
    secret: true,
  },
  decision: {
    maker: 'resource-owner',
    label: 'yes or no',
    explain: 'The button that was pressed. Without approve there is no verifier.',
    clause: 'RFC 5849 §2.2',
  },
  scope: {
    maker: 'resource-owner',
    label: 'how much',
    explain: 'What is granted. The RFC has no scopes and leaves it to the server to limit a token.',
    clause: 'RFC 5849 §4.8',
  },
}

export const schemeCard: Card = {
  label: 'the scheme',
  explain: 'Tells how the rest is to be read. Upper and lower case mean the same.',
  clause: 'RFC 5849 §3.5.1',
}

/** A signed endpoint. */
export const signedPathCard: Card = {
  maker: 'client',
  label: 'signed, with method and host',
  explain:
    'The base string begins with the method, then the scheme, host and path. The host is the one that the server knows as its own.',
  clause: 'RFC 5849 §3.4.1.1, §3.4.1.2',
}

/** A page, to which a user agent goes. */
export const pagePathCard: Card = {
  maker: 'user-agent',
  label: 'a page; nothing is signed',
  explain: 'A user agent has no client secret. What it carries can be read and changed by whoever uses it.',
  clause: 'RFC 5849 §2.2',
}

export const locationCard: Card = {
  maker: 'server',
  label: 'where to go next',
  explain: 'The user agent follows it by itself, and keeps it in its history with everything after the `?`.',
  clause: 'RFC 5849 §2.2',
}

export const unsignedBodyCard: Card = {
  maker: 'client',
  label: 'not signed',
  explain: 'Only the parameters of a form are part of the base string. Any other content can be exchanged.',
  clause: 'RFC 5849 §3.4.1.3.1, §4.12',
}

export const otherCard: Card = {
  label: 'signed as well',
  explain:
    'In a signed request every parameter of the query and of a form goes into the base string, known or not.',
  clause: 'RFC 5849 §3.4.1.3.1',
}
