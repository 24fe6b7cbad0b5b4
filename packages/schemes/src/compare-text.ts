/** Compares a text that somebody made with a program of their own with what this side derived. Nothing is sent for it. */
import { octets } from '@lockstep/http/message'
import { textOf } from './compare-derivations.ts'
import type { DerivedPart, Difference } from './scheme.ts'

/** How a paste was read: what a terminal, a debugger or a log did to it on its way is no difference. */
export type Reading = 'as it is' | 'without its last line feed' | 'without quotes' | 'with \\n for line feeds'

export type TextComparison = {
  readonly reading: Reading
  /** The text that was compared. */
  readonly text: string
  /** Octets of the whole text that agree before the first that differs; all of them where nothing does. */
  readonly alike: number
  /** Undefined where the texts are the same. */
  readonly difference?: Difference
}

/** Where a pasted text first differs from the value, and in which of its components. `value` is the value's name. */
export function compareText(pasted: string, value: string, parts: readonly DerivedPart[]): TextComparison {
  const wanted = textOf(parts)
  const readings = readingsOf(pasted).map(([reading, text]) => ({
    reading,
    text,
    alike: octetsAlike(text, wanted),
    same: text === wanted,
  }))
  // The reading that comes closest; of equals the plainest.
  const best = readings.reduce((best, one) =>
    one.same !== best.same ? (one.same ? one : best) : one.alike > best.alike ? one : best,
  )
  const { same, ...told } = best
  return same ? told : { ...told, difference: differenceAt(told.text, value, parts) }
}

type Read = readonly [reading: Reading, text: string]

function readingsOf(pasted: string): readonly [Read, ...Read[]] {
  const readings: [Read, ...Read[]] = [['as it is', pasted]]
  const trimmed = pasted.replace(/\r?\n$/, '')
  if (trimmed !== pasted) readings.push(['without its last line feed', trimmed])
  const unquoted = /^(["'])(.*)\1$/s.exec(trimmed)?.[2]
  if (unquoted !== undefined) readings.push(['without quotes', unquoted])
  const inner = unquoted ?? trimmed
  if (inner.includes('\\n')) readings.push(['with \\n for line feeds', inner.replaceAll('\\n', '\n')])
  return readings
}

function differenceAt(text: string, value: string, parts: readonly DerivedPart[]): Difference {
  const last = parts.length - 1
  let start = 0
  let at = 0
  for (; at <= last; at++) {
    const { text: own } = parts[at] ?? { text: '' }
    // What is too much at the end belongs to the last part.
    if (!text.startsWith(own, start) || (at === last && text.length > start + own.length)) break
    start += own.length
  }
  const before = parts[at - 1]
  const grown = before && isGrown(text.slice(start), parts.slice(at))
  const [from, first] = grown ? [start - before.text.length, at - 1] : [start, at]
  const mine = pieceAt(text, from, parts.slice(first))
  const theirs = parts[first]?.text ?? ''
  return {
    value,
    component: componentNear(parts, first) ?? value,
    at: octetsAlike(mine, theirs),
    client: mine,
    server: theirs,
  }
}

/** Where a separator should stand and does not, but none is missing: then what comes before it has become longer. */
function isGrown(text: string, parts: readonly DerivedPart[]): boolean {
  const separator = parts[0]
  if (!separator || separator.component !== undefined || separator.text === '') return false
  return count(text, separator.text) >= count(textOf(parts), separator.text)
}

function count(text: string, piece: string): number {
  return text.split(piece).length - 1
}

/** What the text has in the place of the first of these parts: up to where the rest of them follows, or the next one. */
function pieceAt(text: string, start: number, [, ...after]: readonly DerivedPart[]): string {
  const rest = textOf(after)
  if (rest !== '' && text.length - rest.length >= start && text.endsWith(rest))
    return text.slice(start, text.length - rest.length)
  const end = after[0] ? text.indexOf(after[0].text, start) : -1
  return end < 0 ? text.slice(start) : text.slice(start, end)
}

/** Punctuation belongs to what comes after it, or at the end to what came before. */
function componentNear(parts: readonly DerivedPart[], at: number): string | undefined {
  const after = parts.slice(at).find(({ component }) => component !== undefined)
  return (after ?? parts.slice(0, at).findLast(({ component }) => component !== undefined))?.component
}

function octetsAlike(one: string, other: string): number {
  const [a, b] = [octets(one), octets(other)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
