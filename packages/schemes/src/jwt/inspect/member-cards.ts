/** What is said about the members of the JSON that this scheme sends and answers. */
import type { Card } from './member-parts.ts'

type Cards = Readonly<Record<string, Card>>

/** Of `POST login`. */
export const logInMembers: Cards = {
  userId: {
    maker: 'resource-owner',
    label: 'who logs in',
    explain: 'Becomes sub, the subject of the token.',
  },
  password: {
    maker: 'resource-owner',
    label: 'proves it, this once',
    explain: 'It goes to the log-in alone. From here on the token takes its place.',
    secret: true,
  },
  alg: {
    maker: 'user-agent',
    label: 'which key signs',
    explain: 'A wish, for this lesson: the server signs with its key for this algorithm, or refuses.',
    clause: 'RFC 7518 §3.1',
  },
  scope: {
    maker: 'user-agent',
    label: 'how much is wanted',
    explain: 'Less than Ada may do, if less is enough.',
    clause: 'RFC 6749 §3.3',
  },
}

/** Of an answer to `POST login`, `POST revoke` or the owner’s calls about keys, and of a refusal. */
export const answerMembers: Cards = {
  access_token: {
    label: 'the whole token',
    explain: 'Whoever has this text may use it until it ends.',
    clause: 'RFC 6749 §5.1',
    secret: true,
  },
  token_type: {
    label: 'how to send it',
    explain: 'Bearer: in Authorization, as it is. There is no further proof to make.',
    clause: 'RFC 6749 §7.1',
  },
  expires_in: {
    label: 'seconds it will live',
    explain: 'The same end stands in the token as exp. Here the client need not read the token to know it.',
    clause: 'RFC 6749 §5.1',
  },
  error: {
    label: 'why, for a program',
    explain:
      'One of a few registered words. The client can act on it, and an attacker learns little from it.',
    clause: 'RFC 6749 §5.2',
  },
  error_description: {
    label: 'why, for a developer',
    explain: 'For people who build clients, and not for users.',
    clause: 'RFC 6749 §5.2',
  },
  scope: {
    label: 'what it may do',
    explain: 'The same scope stands in the token.',
    clause: 'RFC 6749 §5.1',
  },
  jti: {
    label: 'name of the token',
    explain: 'What the deny list holds: this and no token, until the token would have ended.',
    clause: 'RFC 7519 §4.1.7',
  },
  kid: {
    label: 'name of the key',
    explain: 'Stands in the header of every token that this key signs.',
    clause: 'RFC 7515 §4.1.4',
  },
  alg: { label: 'its one algorithm', explain: 'This key signs with no other.', clause: 'RFC 8725 §3.1' },
  state: {
    label: 'where it stands',
    explain:
      'unpublished, published, in use, replaced, retired or withdrawn. Signatures count from published to retired.',
  },
  publishedAt: { label: 'in the set since', explain: 'From here on others can verify with it.' },
  usedFrom: { label: 'signs since', explain: 'From here on new tokens name this key.' },
  retiresAt: {
    label: 'end of its time',
    explain: 'When the last token that it signed has ended. Then it leaves the set, and nobody notices.',
  },
  withdrawnAt: { label: 'taken back', explain: 'Out of the set at once, with every token under it.' },
}

/** Of the principal that `whoami` tells. */
export const whoamiMembers: Cards = {
  type: { label: 'a user, no program', explain: 'The token was issued to somebody who logged in.' },
  id: {
    label: 'sub of the token',
    explain: 'Read from the token. No table of users was asked.',
    clause: 'RFC 7519 §4.1.2',
  },
  scope: {
    label: 'what it may do',
    explain: 'The scope in the token: as it was when it was issued.',
    clause: 'RFC 9068 §2.2.3',
  },
}

/** Of the key set. All of it is public. */
export const keyMembers: Cards = {
  kty: {
    label: 'kind of key',
    explain: 'EC: an elliptic curve. RSA: a modulus. OKP: Ed25519.',
    clause: 'RFC 7517 §4.1',
  },
  kid: {
    label: 'name of the key',
    explain: 'A token names its key by this, so that old and new ones can stand side by side.',
    clause: 'RFC 7517 §4.5',
  },
  use: {
    label: 'for signatures only',
    explain: 'A key has one use. sig is for signatures, enc for encryption.',
    clause: 'RFC 7517 §4.2',
  },
  alg: {
    label: 'its one algorithm',
    explain: 'A verifier takes this key for this algorithm and for no other.',
    clause: 'RFC 7517 §4.4',
  },
  crv: { label: 'which curve', explain: 'The curve that the point lies on.', clause: 'RFC 7518 §6.2.1.1' },
  x: {
    label: 'half of the point',
    explain: 'The x coordinate; of Ed25519 all there is.',
    clause: 'RFC 7518 §6.2.1.2',
  },
  y: { label: 'its other half', explain: 'The y coordinate.', clause: 'RFC 7518 §6.2.1.3' },
  n: {
    label: 'the RSA modulus',
    explain: 'At least 2048 bits, so 342 characters.',
    clause: 'RFC 7518 §6.3.1.1',
  },
  e: {
    label: 'the RSA exponent',
    explain: 'Nearly always AQAB, which is 65537.',
    clause: 'RFC 7518 §6.3.1.2',
  },
}

/** Of the owner's call that makes a key. */
export const newKeyMembers: Cards = {
  published: {
    maker: 'user-agent',
    label: 'in the set already',
    explain: 'false keeps the new key out of the key set for now, so that nobody can verify with it.',
    clause: 'RFC 7517 §5',
  },
}
