import type { Member } from '../../reader.ts'
import { anyAlgorithms } from './any-algorithm.ts'

/** The registered header parameters (RFC 7515 §4.1). */
export const headerMembers: readonly Member[] = [
  {
    name: 'alg',
    says: 'How it is signed. The receiver’s own list decides whether that is taken.',
    clause: 'RFC 7515 §4.1.1',
    values: [...[...anyAlgorithms.keys()].map((alg) => `"${alg}"`), '"none"'],
  },
  {
    name: 'typ',
    says: 'What kind of token it is, so that no other is taken for it.',
    clause: 'RFC 7515 §4.1.9',
    values: ['"at+jwt"', '"JWT"', '"dpop+jwt"', '"logout+jwt"'],
  },
  { name: 'kid', says: 'Which key of the issuer’s set signed it.', clause: 'RFC 7515 §4.1.4' },
  {
    name: 'cty',
    says: 'What the payload is, where it is no claims set.',
    clause: 'RFC 7515 §4.1.10',
    values: ['"JWT"'],
  },
  {
    name: 'crit',
    says: 'The extensions that a receiver has to process, or refuse the token.',
    clause: 'RFC 7515 §4.1.11',
  },
  { name: 'jwk', says: 'A public key, brought along. No reason to trust it.', clause: 'RFC 7515 §4.1.3' },
  { name: 'jku', says: 'An address of a JWK Set. Not to be followed.', clause: 'RFC 7515 §4.1.2' },
  { name: 'x5u', says: 'An address of a certificate. Not to be followed.', clause: 'RFC 7515 §4.1.5' },
  { name: 'x5c', says: 'A certificate chain, brought along.', clause: 'RFC 7515 §4.1.6' },
  { name: 'x5t', says: 'The SHA-1 thumbprint of a certificate.', clause: 'RFC 7515 §4.1.7' },
  { name: 'x5t#S256', says: 'The SHA-256 thumbprint of a certificate.', clause: 'RFC 7515 §4.1.8' },
  { name: 'enc', says: 'How the content is encrypted. Of a JWE only.', clause: 'RFC 7516 §4.1.2' },
  { name: 'b64', says: 'false leaves the payload unencoded. No JWT may.', clause: 'RFC 7797 §3' },
]

/** The registered claims (RFC 7519 §4.1), those of access tokens (RFC 9068 §2.2) and of ID Tokens (Core §2). */
export const claimMembers: readonly Member[] = [
  { name: 'iss', says: 'Who says all this, and whose keys count for it.', clause: 'RFC 7519 §4.1.1' },
  { name: 'sub', says: 'Whom it is about, by an id of the issuer.', clause: 'RFC 7519 §4.1.2' },
  { name: 'aud', says: 'Whom it is for: one name, or a list.', clause: 'RFC 7519 §4.1.3' },
  {
    name: 'exp',
    says: 'From this second on it is worth nothing.',
    clause: 'RFC 7519 §4.1.4',
    kind: 'time',
  },
  {
    name: 'nbf',
    says: 'Before this second it is worth nothing.',
    clause: 'RFC 7519 §4.1.5',
    kind: 'time',
  },
  { name: 'iat', says: 'When it was issued.', clause: 'RFC 7519 §4.1.6', kind: 'time' },
  { name: 'jti', says: 'Its own id, by which it can be denied.', clause: 'RFC 7519 §4.1.7' },
  { name: 'client_id', says: 'The client that asked for it.', clause: 'RFC 9068 §2.2' },
  {
    name: 'scope',
    says: 'What it allows, as words with spaces between.',
    clause: 'RFC 8693 §4.2',
    values: ['"notes:read"', '"notes:write"', '"notes:read notes:write"'],
  },
  { name: 'roles', says: 'The roles of whom it is about.', clause: 'RFC 9068 §2.2.3.1' },
  { name: 'groups', says: 'The groups of whom it is about.', clause: 'RFC 9068 §2.2.3.1' },
  { name: 'entitlements', says: 'What whom it is about may use.', clause: 'RFC 9068 §2.2.3.1' },
  { name: 'cnf', says: 'The key that the holder has to prove besides.', clause: 'RFC 7800 §3.1' },
  { name: 'act', says: 'Who acts for whom it is about.', clause: 'RFC 8693 §4.1' },
  {
    name: 'auth_time',
    says: 'When the user last logged in.',
    clause: 'Core §2',
    kind: 'time',
  },
  { name: 'nonce', says: 'What the client sent, to tie the ID Token to its request.', clause: 'Core §2' },
  { name: 'acr', says: 'How well the user was authenticated.', clause: 'Core §2' },
  { name: 'amr', says: 'By which means the user was authenticated.', clause: 'Core §2' },
  { name: 'azp', says: 'The client that the ID Token was issued to.', clause: 'Core §2' },
  { name: 'at_hash', says: 'A hash that ties an access token to it.', clause: 'Core §3.1.3.6' },
  { name: 'c_hash', says: 'A hash that ties a code to it.', clause: 'Core §3.3.2.11' },
  { name: 'sid', says: 'The session at the provider.', clause: 'RP-Logout §2' },
  { name: 'name', says: 'The full name, for showing.', clause: 'Core §5.1' },
  { name: 'email', says: 'An e-mail address. It is no id.', clause: 'Core §5.1' },
  {
    name: 'email_verified',
    says: 'Whether the address was proven.',
    clause: 'Core §5.1',
    values: ['true', 'false'],
  },
]
