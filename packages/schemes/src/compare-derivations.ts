import { firstDifference } from './first-difference.ts'
import type { Derived, DerivedPart } from './scheme.ts'

/** A piece of a value, with the stretch of it that differs. */
export type MarkedPart = DerivedPart & { readonly mark?: readonly [from: number, to: number] }

export type Compared = {
  readonly name: string
  readonly how?: string
  readonly clause?: string
  readonly client: readonly MarkedPart[]
  /** Absent where the server did not derive this value, or has not been asked. */
  readonly server?: readonly MarkedPart[]
  readonly state: 'alone' | 'same' | 'first' | 'follows'
}

/**
 * Both halves, value by value and by name. The first value that differs is `first`; later ones that differ follow from
 * it. A server value ending in `…` is a beginning: a finished proof is never told whole.
 */
export function compareDerivations(client: readonly Derived[], server: readonly Derived[] = []): Compared[] {
  const left = [...server]
  let differed = false
  return client.map((mine): Compared => {
    const at = left.findIndex(({ name }) => name === mine.name)
    const [theirs] = at < 0 ? [] : left.splice(at, 1)
    const about = {
      name: mine.name,
      ...(mine.how === undefined ? {} : { how: mine.how }),
      ...(mine.clause === undefined ? {} : { clause: mine.clause }),
    }
    if (!theirs) return { ...about, client: mine.parts, state: 'alone' }
    if (same(mine.parts, theirs.parts))
      return { ...about, client: mine.parts, server: theirs.parts, state: 'same' }
    const state = differed ? 'follows' : 'first'
    differed = true
    if (state === 'follows') return { ...about, client: mine.parts, server: theirs.parts, state }
    const [one, other] = markFirst(mine.parts, theirs.parts)
    return { ...about, client: one, server: other, state }
  })
}

export function textOf(parts: readonly DerivedPart[]): string {
  return parts.map(({ text }) => text).join('')
}

/** True where the texts agree, whole or piece by piece: what is cut to its beginning can stand anywhere in a value. */
function same(mine: readonly DerivedPart[], theirs: readonly DerivedPart[]): boolean {
  if (agrees(textOf(mine), textOf(theirs))) return true
  return mine.length === theirs.length && mine.every(({ text }, i) => agrees(text, theirs[i]?.text ?? ''))
}

/** True where two pieces say the same. One of the server's that ends in `…` is a beginning. */
export function agrees(mine: string, theirs: string): boolean {
  return theirs.endsWith('…') ? mine.startsWith(theirs.slice(0, -1)) : mine === theirs
}

/**
 * Marks the first piece that differs. Pieces that stand for components correspond one by one; of others that do not, the
 * whole texts are compared.
 */
function markFirst(
  mine: readonly DerivedPart[],
  theirs: readonly DerivedPart[],
): readonly [readonly MarkedPart[], readonly MarkedPart[]] {
  const byPiece =
    mine.length === theirs.length || [...mine, ...theirs].some(({ component }) => component !== undefined)
  const [a, b] = byPiece ? [mine, theirs] : [[{ text: textOf(mine) }], [{ text: textOf(theirs) }]]
  const differing = a.findIndex(({ text }, i) => !agrees(text, b[i]?.text ?? ''))
  const at = differing < 0 ? a.length : differing
  const differs = firstDifference(a[at]?.text ?? '', b[at]?.text ?? '')
  if (!differs) return [mine, theirs]
  const marks = differs.map(({ before, differs }): [number, number] => [
    before.length,
    before.length + differs.length,
  ])
  const mark = (parts: readonly DerivedPart[], half: 0 | 1) =>
    parts.map((part, i): MarkedPart => (i === at && marks[half] ? { ...part, mark: marks[half] } : part))
  return [mark(a, 0), mark(b, 1)]
}
