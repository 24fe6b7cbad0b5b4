import type { MarkedPart } from '@lockstep/schemes/compare-derivations'
import { hexGroups } from '../hex-groups.ts'

/** The pieces that stand in one line of a value. */
export type ValueLine = readonly MarkedPart[]
export type FoldedLines = { readonly folded: number }

/** From so many components on each has a line of its own. */
const many = 6

/**
 * A value in lines: at its own line feeds where it has some, else a line for each component and the punctuation that
 * follows it, where there are many. Joined they are the value.
 */
export function valueLines(parts: readonly MarkedPart[]): ValueLine[] {
  if (parts.some(({ text }) => text.includes('\n'))) return linesOf(parts.flatMap(splitAtLineFeeds), endsLine)
  const components = parts.filter(({ component }) => component !== undefined).length
  if (components < many) return [parts]
  return linesOf(parts, (_, next) => next?.component !== undefined)
}

function linesOf(
  parts: readonly MarkedPart[],
  ends: (part: MarkedPart, next: MarkedPart | undefined) => boolean,
): ValueLine[] {
  const lines: MarkedPart[][] = [[]]
  for (const [i, part] of parts.entries()) {
    lines.at(-1)?.push(part)
    if (parts[i + 1] && ends(part, parts[i + 1])) lines.push([])
  }
  return lines
}

function endsLine({ text }: MarkedPart): boolean {
  return text.endsWith('\n')
}

/** A piece in several, each with its share of the mark. */
function splitAtLineFeeds(part: MarkedPart): MarkedPart[] {
  const texts = part.text.split(/(?<=\n)/)
  if (texts.length < 2) return [part]
  let start = 0
  return texts.map((text) => {
    const [from, to] = [start, start + text.length]
    start = to
    const { mark, ...rest } = part
    const mine = mark && ([Math.max(mark[0], from) - from, Math.min(mark[1], to) - from] as const)
    return { ...rest, text, ...(mine && mine[0] < mine[1] ? { mark: mine } : {}) }
  })
}

/** Lines beyond the first few are folded. */
const shown = 4

/**
 * The lines as far as they say something: of a value that differs those around the difference, of any other the first few.
 * A fold says how many lines are in it.
 */
export function foldLines(lines: readonly ValueLine[]): (ValueLine | FoldedLines)[] {
  const at = lines.findIndex((line) => line.some(({ mark }) => mark !== undefined))
  if (lines.length <= shown + 1) return [...lines]
  const [from, to] = at < 0 ? [0, shown] : [Math.max(0, at - 1), Math.min(lines.length, at + 2)]
  return [...fold(from), ...lines.slice(from, to), ...fold(lines.length - to)]
}

function fold(folded: number): FoldedLines[] {
  return folded > 0 ? [{ folded }] : []
}

/** A cut leaves out so much at least: less is not worth a press. */
const worth = 40

/** A line by its first `most` characters, and how many were left out; octets in groups are folded by their groups. */
export function foldText(line: ValueLine, most: number): { readonly line: ValueLine; readonly left: number } {
  const length = line.reduce((sum, { text }) => sum + text.length, 0)
  const isWhole = line.some(
    ({ text, mark, secret }) => mark || secret || hexGroups(text).some(({ groups }) => groups),
  )
  if (isWhole || length < most + worth) return { line, left: 0 }
  let room = most
  const kept = line.flatMap((part) => {
    const text = part.text.slice(0, room)
    room -= text.length
    return text === '' ? [] : [{ ...part, text }]
  })
  return { line: kept, left: length - most }
}
