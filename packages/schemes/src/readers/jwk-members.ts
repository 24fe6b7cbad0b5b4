import type { Member } from '../reader.ts'

const rfc7517 = (section: string) => `RFC 7517 §${section}`
const rfc7518 = (section: string) => `RFC 7518 §${section}`

/** The registered members of a JWK: of every key, then of the kinds. */
export const jwkMembers: readonly Member[] = [
  {
    name: 'kty',
    says: 'the kind of key',
    clause: rfc7517('4.1'),
    values: ['"EC"', '"RSA"', '"OKP"', '"oct"'],
  },
  { name: 'use', says: 'what it is for', clause: rfc7517('4.2'), values: ['"sig"', '"enc"'] },
  {
    name: 'key_ops',
    says: 'what may be done with it',
    clause: rfc7517('4.3'),
    values: ['["verify"]', '["sign"]'],
  },
  {
    name: 'alg',
    says: 'the one algorithm it is for',
    clause: rfc7517('4.4'),
    values: ['"ES256"', '"RS256"', '"PS256"', '"EdDSA"', '"HS256"'],
  },
  { name: 'kid', says: 'its name', clause: rfc7517('4.5') },
  { name: 'x5u', says: 'where a certificate for it lies', clause: rfc7517('4.6') },
  { name: 'x5c', says: 'its certificate chain', clause: rfc7517('4.7') },
  { name: 'x5t', says: 'SHA-1 thumbprint of its certificate', clause: rfc7517('4.8') },
  { name: 'x5t#S256', says: 'SHA-256 thumbprint of its certificate', clause: rfc7517('4.9') },
  { name: 'keys', says: 'the keys of the set', clause: rfc7517('5.1') },
  {
    name: 'crv',
    says: 'the curve',
    clause: rfc7518('6.2.1.1'),
    values: ['"P-256"', '"P-384"', '"P-521"', '"Ed25519"', '"X25519"'],
  },
  { name: 'x', says: 'the public point, x', clause: rfc7518('6.2.1.2') },
  { name: 'y', says: 'the public point, y', clause: rfc7518('6.2.1.3') },
  { name: 'n', says: 'the modulus, public', clause: rfc7518('6.3.1.1') },
  { name: 'e', says: 'the exponent, public', clause: rfc7518('6.3.1.2') },
  { name: 'd', says: 'the private part', clause: rfc7518('6.2.2.1') },
  { name: 'p', says: 'first prime factor, private', clause: rfc7518('6.3.2.2') },
  { name: 'q', says: 'second prime factor, private', clause: rfc7518('6.3.2.3') },
  { name: 'dp', says: 'd mod (p − 1), private', clause: rfc7518('6.3.2.4') },
  { name: 'dq', says: 'd mod (q − 1), private', clause: rfc7518('6.3.2.5') },
  { name: 'qi', says: 'q⁻¹ mod p, private', clause: rfc7518('6.3.2.6') },
  { name: 'k', says: 'the shared secret', clause: rfc7518('6.4.1') },
]

/** Members that only the holder of a private or shared key has. */
export const privateMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
