/** Octets joined end to end. */
export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/**
 * True where both are the same, in time that depends on the length alone. Lengths are not secret here: what is
 * compared is a digest, a MAC or a key of fixed form.
 */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let differing = 0
  for (let i = 0; i < a.length; i++) differing |= (a[i] as number) ^ (b[i] as number)
  return differing === 0
}
