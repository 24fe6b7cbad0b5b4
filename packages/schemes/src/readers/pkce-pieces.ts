import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'

export type PkceName = 'code_verifier' | 'code_challenge' | 'code_challenge_method'
export type PkcePiece = {
  readonly name: PkceName
  readonly at: number
  readonly value: string
  readonly named: boolean
}

/** A value is written as `name=value`, `name: value` or a JSON member; it ends where the alphabet of RFC 3986 §2.3 does. */
const namedValue =
  /\b(code_verifier|code_challenge_method|code_challenge)\b["']?\s*[=:]\s*["']?([^\s&"',;]*)/g
const bare = /^\s*([A-Za-z0-9._~-]{43,128})\s+([A-Za-z0-9._~-]{43,128})\s*$/

/** The values of a pair in a text, by name or bare; undefined where there are none. */
export function pkcePieces(text: string): PkcePiece[] | undefined {
  const named = [...text.matchAll(namedValue)].map(
    ({ index, 0: whole, 1: name, 2: value = '' }): PkcePiece => ({
      name: name as PkceName,
      value,
      at: index + whole.length - value.length,
      named: true,
    }),
  )
  // A name that stands twice is taken once: the first.
  const once = named.filter(({ name }, i) => named.findIndex((one) => one.name === name) === i)
  if (once.some(({ name }) => name !== 'code_challenge_method')) return once
  const two = bare.exec(text)
  if (!two) return undefined
  const [, first = '', second = ''] = two
  const firstAt = text.indexOf(first)
  const pair = [
    { value: first, at: firstAt },
    { value: second, at: text.indexOf(second, firstAt + first.length) },
  ] as const
  // Which is which: the one that is the digest of the other. Without that nothing says that they are a pair at all.
  const at = pair.findIndex(({ value }, i) => s256ChallengeOf(pair[1 - i]?.value ?? '') === value)
  if (at < 0) return undefined
  return pair.map((one, i) => ({ ...one, name: i === at ? 'code_challenge' : 'code_verifier', named: false }))
}

/** S256 (RFC 7636 §4.2). */
export function s256ChallengeOf(verifier: string): string {
  return base64url.encode(sha256(octets(verifier)))
}
