import type { Flaw } from '@lockstep/schemes/reader'
import type { Part, Party } from '@lockstep/schemes/scheme'
import { useId, useState } from 'react'
import { Mark } from '../../components/Mark.tsx'
import { PartCard } from '../../components/PartCard.tsx'
import { hueOf } from '../../components/parties.ts'
import { Flawed } from './Flawed.tsx'
import { moveLabel } from './move-label.ts'
import { type Piece, type TextLine, textLines } from './text-lines.ts'

type Props = { parts: readonly Part[]; flaws: readonly Flaw[]; parties: readonly Party[] }

/** The received text as it came, every part labelled; the one in focus is explained below. */
export function ReceivedText({ parts, flaws, parties }: Props) {
  const [selected, setSelected] = useState<number>()
  const card = useId()
  const lines = textLines(parts)
  const stops = lines.flatMap(({ stop }) => (stop ? [stop] : []))
  const current = lines.flatMap(({ pieces }) => pieces).find(({ at }) => at === selected)
  // A token of a few long pieces reads as a list of terms; many short ones as the lines of a message.
  const isLong = stops.length <= 4 && stops.some(({ part }) => part.text.length > 60)
  return (
    <>
      <ol className={isLong ? 'http pasted pasted-long' : 'http pasted'} onKeyDown={moveLabel}>
        {lines.map((line) => (
          <Line
            key={line.key}
            line={line}
            flaws={flaws}
            parties={parties}
            isOn={line.stop !== undefined && line.pieces.some(({ at }) => at === selected)}
            isTabbable={line.stop?.at === (current ? lineOf(lines, current)?.stop?.at : stops[0]?.at)}
            card={card}
            onSelect={setSelected}
          />
        ))}
      </ol>
      <div id={card}>{current && <PartCard part={current.part} />}</div>
    </>
  )
}

type LineProps = {
  line: TextLine
  flaws: readonly Flaw[]
  parties: readonly Party[]
  isOn: boolean
  isTabbable: boolean
  card: string
  onSelect: (at: number) => void
}

function Line({ line: { pieces, stop }, flaws, parties, isOn, isTabbable, card, onSelect }: LineProps) {
  const hue = stop && hueOf(parties, stop.part.maker)
  return (
    <li className="ln" data-on={isOn || undefined}>
      <code>
        {pieces.map(({ part, at }) => (
          <span
            key={at}
            className={part.label === undefined && part.maker === undefined ? 'n' : 'v'}
            data-party={hueOf(parties, part.maker)}
          >
            <Flawed text={part.text} at={at} flaws={flaws} />
          </span>
        ))}
      </code>
      {stop && (
        <>
          <span className="dots" />
          <button
            type="button"
            className="lbl"
            tabIndex={isTabbable ? 0 : -1}
            aria-expanded={isOn}
            aria-controls={card}
            onFocus={() => isOn || onSelect(stop.at)}
            onClick={() => onSelect(stop.at)}
          >
            {hue && <Mark hue={hue} />}
            {stop.part.label}
          </button>
        </>
      )}
    </li>
  )
}

function lineOf(lines: readonly TextLine[], { at }: Piece): TextLine | undefined {
  return lines.find(({ pieces }) => pieces.some((piece) => piece.at === at))
}
