import type { Part } from '../scheme.ts'

/** What is said about a parameter, whatever its value. */
export type Card = Pick<Part, 'maker' | 'label' | 'explain' | 'clause' | 'secret'>
type Cards = Readonly<Record<string, Card>>

/** Parameters of `Authorization`, and who chose each value. */
export const credentialsCards: Cards = {
  username: {
    maker: 'resource-owner',
    label: 'who is asking',
    explain:
      'The name, or with userhash=true the hash of name and realm. The first of the three inputs of A1.',
    clause: 'RFC 7616 §3.4, §3.4.4',
  },
  'username*': {
    maker: 'resource-owner',
    label: 'who is asking, encoded',
    explain:
      'The name as percent-encoded UTF-8, for names that a quoted-string cannot hold. The hash takes the plain name.',
    clause: 'RFC 7616 §3.4; RFC 8187 §3.2',
  },
  realm: {
    maker: 'server',
    label: 'copied back',
    explain:
      'Names the protection space. It goes into A1, so one password gives a different H(A1) in each realm.',
    clause: 'RFC 7616 §3.3, §3.4',
  },
  nonce: {
    maker: 'server',
    label: 'the server’s question',
    explain: 'The server made it for this challenge. A proof over another nonce is worth nothing here.',
    clause: 'RFC 7616 §3.3',
  },
  uri: {
    maker: 'user-agent',
    label: 'the target, hashed too',
    explain: 'Says which target the proof is for. It must equal the request line as it arrived.',
    clause: 'RFC 7616 §3.4, §3.4.6',
  },
  algorithm: {
    maker: 'server',
    label: 'picked from the offer',
    explain: 'The hash. The server expects the one that it offered together with this nonce.',
    clause: 'RFC 7616 §3.3, §3.7',
  },
  qop: {
    maker: 'server',
    label: 'picked from the offer',
    explain: 'Quality of protection. auth covers method and uri, auth-int the content as well.',
    clause: 'RFC 7616 §3.4',
  },
  nc: {
    maker: 'user-agent',
    label: 'count of this nonce',
    explain:
      'How many requests this user agent has sent with this nonce, in hexadecimal. Each count works once.',
    clause: 'RFC 7616 §3.4',
  },
  cnonce: {
    maker: 'user-agent',
    label: 'the user agent’s nonce',
    explain: 'Chosen by the user agent, so that a server cannot have the whole hash prepared.',
    clause: 'RFC 7616 §3.4, §5.9',
  },
  response: {
    maker: 'user-agent',
    label: 'the proof',
    explain:
      'The hash over H(A1), both nonces, the count, qop and H(A2). Only somebody with H(A1) can make it.',
    clause: 'RFC 7616 §3.4.1',
    secret: true,
  },
  opaque: {
    maker: 'server',
    label: 'handed back unread',
    explain: 'Means something to the server only. The user agent returns it as it is.',
    clause: 'RFC 7616 §3.3',
  },
  userhash: {
    maker: 'user-agent',
    label: 'is the name hashed',
    explain: 'true where username holds the hash of the name. Then the name itself does not travel.',
    clause: 'RFC 7616 §3.4.4',
  },
}

/** Parameters of `WWW-Authenticate`: all the server's own. */
export const challengeCards: Cards = {
  realm: {
    maker: 'server',
    label: 'what the password is for',
    explain: 'Names the protection space. A user agent shows it when it asks for name and password.',
    clause: 'RFC 7616 §3.3',
  },
  qop: {
    maker: 'server',
    label: 'what can be covered',
    explain: 'The user agent picks one of these. auth-int also covers the content.',
    clause: 'RFC 7616 §3.3',
  },
  algorithm: {
    maker: 'server',
    label: 'which hash',
    explain: 'One challenge for each algorithm, best first. The user agent takes the first that it supports.',
    clause: 'RFC 7616 §3.3, §3.7',
  },
  nonce: {
    maker: 'server',
    label: 'the server’s question',
    explain: 'New in each challenge. This one holds its time, its lifetime and its algorithm under a MAC.',
    clause: 'RFC 7616 §3.3',
  },
  opaque: {
    maker: 'server',
    label: 'to be handed back',
    explain: 'The user agent returns it unread.',
    clause: 'RFC 7616 §3.3',
  },
  stale: {
    maker: 'server',
    label: 'only the nonce is spent',
    explain: 'true says: the proof was right, take the new nonce and do not ask the user again.',
    clause: 'RFC 7616 §3.3',
  },
  charset: {
    maker: 'server',
    label: 'how names are encoded',
    explain: 'Name and password are hashed as UTF-8.',
    clause: 'RFC 7616 §3.3, §4',
  },
  userhash: {
    maker: 'server',
    label: 'names may be hashed',
    explain: 'true says that the server can find a user by the hash of the name.',
    clause: 'RFC 7616 §3.3, §3.4.4',
  },
  domain: {
    maker: 'server',
    label: 'where else it works',
    explain: 'URIs of the same protection space.',
    clause: 'RFC 7616 §3.3',
  },
}

/** Parameters of `Authentication-Info`: the server's proof in return. */
export const infoCards: Cards = {
  rspauth: {
    maker: 'server',
    label: 'the server’s proof',
    explain: 'As the response, but over an A2 without a method. It shows that the sender knows H(A1).',
    clause: 'RFC 7616 §3.5',
    secret: true,
  },
  qop: {
    maker: 'server',
    label: 'what the proof covers',
    explain: 'auth-int covers the content of this answer.',
    clause: 'RFC 7616 §3.5',
  },
  cnonce: {
    maker: 'user-agent',
    label: 'handed back',
    explain: 'The nonce of the request that is answered. It is hashed into rspauth.',
    clause: 'RFC 7616 §3.5',
  },
  nc: {
    maker: 'user-agent',
    label: 'which request',
    explain: 'The count of the request that is answered.',
    clause: 'RFC 7616 §3.5',
  },
  nextnonce: {
    maker: 'server',
    label: 'use this one next',
    explain: 'The nonce for the next request. It saves a refusal and a round trip.',
    clause: 'RFC 7616 §3.5',
  },
}
