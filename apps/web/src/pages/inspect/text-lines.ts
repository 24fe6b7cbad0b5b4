import type { Part } from '@lockstep/schemes/scheme'

/** A piece of the text, and where it begins in it. */
export type Piece = { readonly part: Part; readonly at: number }
export type TextLine = { readonly key: string; readonly pieces: readonly Piece[]; readonly stop?: Piece }

/** From here on a value takes a line of its own. */
const long = 40

/** The text in lines, without a character lost: one part with a label in each, where there is room for its label. */
export function textLines(parts: readonly Part[]): TextLine[] {
  const lines: TextLine[] = []
  let pieces: Piece[] = []
  let at = 0
  const end = () => {
    if (pieces.length === 0) return
    const stop = pieces.find(({ part }) => part.label !== undefined)
    lines.push({ key: String(pieces[0]?.at), pieces, ...(stop ? { stop } : {}) })
    pieces = []
  }
  for (const part of parts) {
    if (part.breaks || (part.label !== undefined && hasLong(pieces, part))) end()
    // Only plain text is cut at its line ends: a part stays whole.
    const texts = part.label === undefined ? part.text.split(/(?<=\n)/) : [part.text]
    for (const text of texts) {
      pieces.push({ part: { ...part, text }, at })
      at += text.length
      if (text.endsWith('\n')) end()
    }
  }
  end()
  return lines
}

function hasLong(pieces: readonly Piece[], next: Part): boolean {
  const labelled = pieces.filter(({ part }) => part.label !== undefined)
  return (
    labelled.length > 0 && (next.text.length > long || labelled.some(({ part }) => part.text.length > long))
  )
}
