/** What there is to say of one key, in words: its kind, its size, its thumbprint, and what is weak in it. */
import { base64url } from '@lockstep/crypto/base64'
import type { Fact, Warning } from '../reader.ts'
import { privateMembers } from './jwk-members.ts'
import { jwkThumbprint } from './jwk-thumbprint.ts'

export type Jwk = Readonly<Record<string, unknown>>

export type Described = {
  /** "private P-256 key", "2048-bit RSA public key", "shared secret of 32 octets". */
  readonly kind: string
  readonly isPrivate: boolean
  readonly facts: readonly Fact[]
  readonly warnings: readonly Warning[]
  /** What keeps it from being used, each with the member it stands in. */
  readonly flaws: readonly { readonly member: string; readonly says: string; readonly clause: string }[]
}

export function describeJwk(jwk: Jwk): Described {
  const isPrivate = privateMembers.some((name) => name in jwk)
  const thumbprint = jwkThumbprint(jwk)
  return {
    kind: kindOf(jwk, isPrivate),
    isPrivate,
    facts: [
      ...(thumbprint === undefined
        ? []
        : [
            {
              name: 'thumbprint',
              value: thumbprint,
              note: 'SHA-256, the same for both halves of a pair',
              clause: 'RFC 7638 §3',
            },
          ]),
    ],
    warnings: warningsOf(jwk, isPrivate),
    flaws: flawsOf(jwk),
  }
}

/** Octets of a coordinate by curve (RFC 7518 §6.2.1.2, RFC 8037 §2). */
const curves: Readonly<Record<string, { readonly kty: string; readonly octets: number }>> = {
  'P-256': { kty: 'EC', octets: 32 },
  'P-384': { kty: 'EC', octets: 48 },
  'P-521': { kty: 'EC', octets: 66 },
  secp256k1: { kty: 'EC', octets: 32 },
  Ed25519: { kty: 'OKP', octets: 32 },
  Ed448: { kty: 'OKP', octets: 57 },
  X25519: { kty: 'OKP', octets: 32 },
  X448: { kty: 'OKP', octets: 56 },
}

function kindOf(jwk: Jwk, isPrivate: boolean): string {
  const half = isPrivate ? 'private' : 'public'
  if (jwk.kty === 'RSA') {
    const bits = bitsOf(jwk.n)
    return bits === undefined ? `${half} RSA key` : `${half} RSA key of ${bits} bits`
  }
  if (jwk.kty === 'EC' || jwk.kty === 'OKP')
    return `${half} ${typeof jwk.crv === 'string' ? jwk.crv : jwk.kty} key`
  if (jwk.kty === 'oct') {
    const secret = decoded(jwk.k)
    return secret ? `shared secret of ${secret.length} octets` : 'shared secret'
  }
  return typeof jwk.kty === 'string' ? `key of the unknown kind ${jwk.kty}` : 'key without a kind'
}

function warningsOf(jwk: Jwk, isPrivate: boolean): Warning[] {
  const warnings: Warning[] = []
  if (isPrivate && jwk.kty !== 'oct')
    warnings.push({
      says: 'This is the private half: whoever has it can sign as its owner. If it is not made for trying out, make a new one.',
      clause: 'RFC 7517 §9.2',
    })
  if (!('kid' in jwk))
    warnings.push({
      says: 'It has no kid: a token cannot name it, and a set with several keys leaves the receiver to try them all.',
      clause: 'RFC 7517 §4.5',
    })
  const bits = jwk.kty === 'RSA' ? bitsOf(jwk.n) : undefined
  if (bits !== undefined && bits < 2048)
    warnings.push({
      says: `${bits} bits are too few: RSA signatures need 2048 or more.`,
      clause: 'RFC 7518 §3.3',
    })
  const secret = jwk.kty === 'oct' ? decoded(jwk.k) : undefined
  if (secret && secret.length < 32)
    warnings.push({
      says: `${secret.length} octets are too few: HS256 needs 32 or more, and a short secret can be guessed away from the server.`,
      clause: 'RFC 7518 §3.2',
    })
  return warnings
}

function flawsOf(jwk: Jwk): Described['flaws'] {
  const flaws: { member: string; says: string; clause: string }[] = []
  if (typeof jwk.kty !== 'string')
    return [
      {
        member: 'kty',
        says: 'Unexpected key without kty, expected the kind of key.',
        clause: 'RFC 7517 §4.1',
      },
    ]
  const curve = curves[String(jwk.crv)]
  for (const member of { EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], RSA: ['n', 'e'], oct: ['k'] }[jwk.kty] ??
    []) {
    const value = jwk[member]
    const clause = jwk.kty === 'OKP' ? 'RFC 8037 §2' : 'RFC 7518 §6'
    if (typeof value !== 'string')
      flaws.push({
        member,
        says: `Unexpected ${jwk.kty} key without ${member}, expected it as a string.`,
        clause,
      })
    else if (member !== 'crv' && !decoded(value))
      flaws.push({
        member,
        says: `Unexpected text in ${member}, expected base64url without padding.`,
        clause,
      })
    else if ((member === 'x' || member === 'y') && curve && decoded(value)?.length !== curve.octets)
      flaws.push({
        member,
        says: `Unexpected ${decoded(value)?.length} octets in ${member}, expected ${curve.octets} for ${jwk.crv}.`,
        clause,
      })
    else if (member === 'crv' && curve && curve.kty !== jwk.kty)
      flaws.push({
        member,
        says: `Unexpected curve ${value} in a key of kind ${jwk.kty}, expected kind ${curve.kty}.`,
        clause,
      })
  }
  return flaws
}

function bitsOf(modulus: unknown): number | undefined {
  const octets = decoded(modulus)
  const first = octets?.[0]
  return octets && first ? (octets.length - 1) * 8 + (32 - Math.clz32(first)) : undefined
}

function decoded(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? base64url.decode(value) : undefined
}
