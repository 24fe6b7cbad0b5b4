import type { Inspect, Party } from '@lockstep/schemes/scheme'
import { useId, useRef, useState } from 'react'
import type { Editor } from './editor.ts'
import { InspectLinks } from './InspectLinks.tsx'
import { MessageLine } from './MessageLine.tsx'
import { type Built, type Line, messageLines } from './message-lines.ts'
import type { Message } from './message-of.ts'
import { PartCard } from './PartCard.tsx'
import type { ShownPart } from './parts-of.ts'

type Props = {
  message: Message
  inspect: Inspect
  parties: readonly Party[]
  /** What the message was built as, and what was changed in it. */
  built?: Built | undefined
  /** Makes every part editable. The editor's hue is worn by what was changed. */
  editor?: Editor | undefined
}

/** A message as it is on the wire: raw, every part labelled, one of them explained in the card below. */
export function MessageView({ message, inspect, parties, built, editor }: Props) {
  const [selected, setSelected] = useState<string>()
  const [unfolded, setUnfolded] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  const card = useId()
  const lines = messageLines(message, inspect, built)
  const stops = lines.flatMap((line) => stopsOf(line))
  const current = stops.find(({ id }) => id === selected)
  const first = stops[0]

  const move = (by: 1 | -1) => {
    const at = stops.findIndex(({ id }) => id === selected)
    const next = stops[at < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, at + by))]
    if (!next) return
    setSelected(next.id)
    list.current?.querySelector<HTMLElement>(`[data-part="${CSS.escape(next.line)}"]`)?.focus()
  }
  const idle = lines.filter((line) => line.idle)
  const firstIdle = idle[0]
  return (
    <>
      <ol
        className="http"
        ref={list}
        data-message
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          if ((event.target as HTMLElement).isContentEditable) return
          event.preventDefault()
          event.stopPropagation()
          move(event.key === 'ArrowDown' ? 1 : -1)
        }}
      >
        {lines.map((line) => {
          if (line.idle && !unfolded)
            return line === firstIdle ? (
              <Folded key="folded" count={idle.length} onUnfold={() => setUnfolded(true)} />
            ) : null
          const mine = stopsOf(line)
          const on = mine.find(({ id }) => id === selected)
          const stop = on ?? mine.find(({ part }) => part.was !== undefined) ?? mine[0]
          return (
            <MessageLine
              key={line.key}
              line={line}
              parties={parties}
              label={stop?.part}
              on={on !== undefined}
              tabbable={current ? on !== undefined : stop?.line === first?.line}
              card={card}
              onSelect={(id) => setSelected(id ?? stop?.id)}
              editor={editor}
            />
          )
        })}
      </ol>
      <div id={card} className="card">
        {current && <PartCard part={current.part} />}
      </div>
      <InspectLinks message={message} />
    </>
  )
}

function Folded({ count, onUnfold }: { count: number; onUnfold: () => void }) {
  return (
    <li className="ln">
      <code className="fold">
        + {count} {count === 1 ? 'field that plays' : 'fields that play'} no part here
      </code>
      <span className="dots" />
      <button type="button" className="lbl" onClick={onUnfold}>
        unfold
      </button>
    </li>
  )
}

export type Stop = { readonly id: string; readonly line: string; readonly part: ShownPart }

/** The parts of a line that have something to say for themselves, or were changed. */
export function stopsOf(line: Line): Stop[] {
  return line.pieces.flatMap((piece, i) =>
    piece.kind === 'part' && (piece.part.label !== undefined || piece.part.was !== undefined)
      ? [{ id: `${line.key}#${i}`, line: line.key, part: piece.part }]
      : [],
  )
}
