/** The keys that a client registers (RFC 7591 §2, RFC 7517): public ones, of kinds that are verified here. */
import { base64url } from '@lockstep/crypto/base64'

const mostKeys = 8
/** The members that make a key of each kind (RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2). */
const members = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] } as const
const curves: Readonly<Record<string, string>> = { EC: 'P-256', OKP: 'Ed25519' }
/** RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** The keys of a set, or what is wrong with it, in words. */
export function publicJwks(given: unknown): readonly JsonWebKey[] | string {
  const keys = isObject(given) ? given.keys : undefined
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > mostKeys)
    return `jwks is not a set of 1 to ${mostKeys} keys.`
  for (const key of keys) {
    const flaw = isObject(key) ? keyFlaw(key) : 'that is no object'
    if (flaw !== undefined) return `jwks has a key ${flaw}.`
  }
  return keys.map(cleaned)
}

function keyFlaw(key: Readonly<Record<string, unknown>>): string | undefined {
  // Whoever sends a private key has told it to one more party than may know it: it is worth nothing any more.
  if (privateMembers.some((name) => name in key)) return 'with private members'
  const { kty } = key
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return 'that is neither RSA, EC nor OKP'
  if (kty !== 'RSA' && key.crv !== curves[kty]) return `on another curve than ${curves[kty]}`
  const values = members[kty].map((name) => octetsOf(key[name]))
  if (values.some((value) => value === undefined)) return `without ${members[kty].join(' and ')}`
  const [first] = values
  const length = first?.length ?? 0
  // RFC 7518 §3.3: 2048 bits or more; longer than 4096 only costs time.
  if (kty === 'RSA' && (length < 256 || length > 512)) return 'of RSA that is not of 2048 to 4096 bits'
  if (kty !== 'RSA' && values.some((value) => value?.length !== 32))
    return 'with a coordinate that is not of 32 octets'
  const named = ['kid', 'use', 'alg'].filter((name) => key[name] !== undefined)
  const odd = named.find((name) => typeof key[name] !== 'string' || String(key[name]).length > 128)
  return odd && `with a ${odd} that is no short string`
}

/** What is verified with, and what chooses among several. Certificates and the like are left out. */
function cleaned(key: Readonly<Record<string, unknown>>): JsonWebKey {
  const kept = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'use', 'alg']
  return Object.fromEntries(Object.entries(key).filter(([name]) => kept.includes(name)))
}

function octetsOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' && value !== '' ? base64url.decode(value) : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
