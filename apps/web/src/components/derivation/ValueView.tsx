import type { MarkedPart } from '@lockstep/schemes/compare-derivations'
import type { Party } from '@lockstep/schemes/scheme'
import { useState } from 'react'
import { Hex } from '../Hex.tsx'
import { hueOf } from '../parties.ts'
import { Secret } from '../Secret.tsx'
import { MarkedText } from './MarkedText.tsx'
import { foldLines, foldText, valueLines } from './value-lines.ts'

type Props = {
  parts: readonly MarkedPart[]
  parties: readonly Party[]
  /** Groups of hexadecimal digits before the rest is left out; all where it is missing. */
  shown?: number | undefined
  /** Characters of a line before the rest is left out; all where it is missing. */
  most?: number | undefined
}

/** A derived value, each piece in the hue of its maker; a long one in lines, folded. */
export function ValueView({ parts, parties, shown, most }: Props) {
  const [unfolded, setUnfolded] = useState(false)
  const lines = valueLines(parts)
  const differs = parts.some(({ mark }) => mark !== undefined)
  const piece = (part: MarkedPart, i: number) => (
    <Piece key={i} part={part} parties={parties} shown={shown} differs={differs} />
  )
  const [only] = lines
  if (lines.length < 2) {
    const { line, left } = foldText(
      only ?? [],
      unfolded || most === undefined ? Number.POSITIVE_INFINITY : most,
    )
    return (
      <>
        {line.map(piece)}
        {left > 0 && (
          <button type="button" className="vfold" onClick={() => setUnfolded(true)}>
            + {left} characters
          </button>
        )}
      </>
    )
  }
  return (unfolded ? lines : foldLines(lines)).map((line, i) =>
    'folded' in line ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of one value have no other name
      <button type="button" className="vfold" key={i} onClick={() => setUnfolded(true)}>
        + {line.folded} {line.folded === 1 ? 'line' : 'lines'}
        {differs && ', alike or after it'}
      </button>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <span className="vline" key={i} title={line.find(({ component }) => component)?.component}>
        {line.map(piece)}
      </span>
    ),
  )
}

type PieceProps = { part: MarkedPart; parties: Props['parties']; shown: Props['shown']; differs: boolean }

function Piece({ part, parties, shown, differs }: PieceProps) {
  const hue = hueOf(parties, part.maker)
  if (part.secret) return <Secret text={part.text} called="the secret" hue={hue} />
  return (
    <span className={hue && 'v'} data-party={hue}>
      {differs ? (
        <MarkedText text={part.text} mark={part.mark} />
      ) : (
        <Hex text={part.text} {...(shown === undefined ? {} : { shown })} />
      )}
    </span>
  )
}
