/** Salted slow hashes of passwords: PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256, kept as one line of text. */
import { base64url } from './base64.ts'
import { equalConstantTime } from './bytes.ts'

/** What OWASP advises for this function; about 0.1 s of one core. A guesser pays it for every guess. */
export const iterations = 600_000
const hashBits = 256
const name = 'pbkdf2-sha256'

/**
 * `pbkdf2-sha256$600000$salt$hash`, salt and hash in base64url. The salt, 16 random octets, makes two users with one
 * password differ, and a table made in advance useless. The password is taken as it is: normalise before.
 */
export async function hashPassword(password: string, salt: Uint8Array, count = iterations): Promise<string> {
  const hash = await pbkdf2(password, salt, count)
  return [name, count, base64url.encode(salt), base64url.encode(hash)].join('$')
}

/**
 * True where the password is the one that was hashed. Takes as long for a wrong one as for the right one.
 * Throws where `stored` is not what `hashPassword` makes; the message does not repeat it.
 */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [scheme, count, salt, hash, ...rest] = stored.split('$')
  const saltOctets = base64url.decode(salt ?? '')
  const hashOctets = base64url.decode(hash ?? '')
  if (scheme !== name || !/^[1-9]\d*$/.test(count ?? '') || !saltOctets || !hashOctets || rest.length > 0) {
    throw new Error(`Unexpected stored password, expected ${name}$iterations$salt$hash`)
  }
  return equalConstantTime(await pbkdf2(password, saltOctets, Number(count)), hashOctets)
}

async function pbkdf2(password: string, salt: Uint8Array, count: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, [
    'deriveBits',
  ])
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations: count }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, hashBits))
}
