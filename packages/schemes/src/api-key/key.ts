/** The form of a key: what a server, a scanner and a reader can tell from its text alone. */
import { base62 } from '@lockstep/crypto/base62'
import { crc32 } from '@lockstep/crypto/crc32'
import { octets } from '@lockstep/http/message'

/** Says whose key this is, and that it opens something. Scanners of repositories and logs search for it. */
const brand = 'lk_live_'
const idOctets = 7
/**
 * 160 bits from a cryptographic random source. ASVS 11.5.1 asks for 128, "note that UUIDs do not respect this
 * condition": a version 4 UUID has 122.
 */
const bodyOctets = 20
/** What one key is made of. */
export const keyOctets = idOctets + bodyOctets

export type KeyParts = {
  /** `lk_live_` and ten characters: names the key, is no secret, and is what the server looks up. */
  readonly prefix: string
  /** The ten characters alone. */
  readonly id: string
  /** The secret. */
  readonly body: string
  /** CRC-32 of prefix and body: tells a scanner that this is a key and not a look-alike. Protects nothing. */
  readonly checksum: string
}

/** A key of 27 random octets: 7 for its name, 20 for its secret. */
export function makeKey(random: Uint8Array): string {
  return keyNamed(base62.encode(random.subarray(0, idOctets), 10), random.subarray(idOctets, keyOctets))
}

/** The key with this id and this secret. */
export function keyNamed(id: string, secret: Uint8Array): string {
  const text = `${brand}${id}${base62.encode(secret, 27)}`
  return text + checksumOf(text)
}

const form = /^(lk_live_([0-9A-Za-z]{10}))([0-9A-Za-z]{27})([0-9A-Za-z]{6})$/

/** The parts of a whole key, or undefined where the text has another form. The checksum is not compared. */
export function partsOf(key: string): KeyParts | undefined {
  const match = form.exec(key)
  if (!match) return undefined
  const [, prefix = '', id = '', body = '', checksum = ''] = match
  return { prefix, id, body, checksum }
}

/** The id that a text claims as its own, or undefined. Enough to look a key up, never enough to trust it. */
export function claimedId(text: string): string | undefined {
  return /^lk_live_([0-9A-Za-z]{10})/.exec(text)?.[1]
}

/** The prefix of the key with this id. */
export function prefixOf(id: string): string {
  return brand + id
}

/** True where the last six characters fit the rest: what a scanner asks before it raises an alarm. */
export function checksumFits({ prefix, body, checksum }: KeyParts): boolean {
  return checksumOf(prefix + body) === checksum
}

/** The octets that a secret was made of, or undefined where no 20 octets make it. */
export function secretOctets({ body }: KeyParts): Uint8Array | undefined {
  return base62.decode(body, bodyOctets)
}

function checksumOf(text: string): string {
  const value = crc32(octets(text))
  return base62.encode(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value), 6)
}
