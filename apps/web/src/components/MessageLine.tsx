import type { Party } from '@lockstep/schemes/scheme'
import { useRef } from 'react'
import type { Editor } from './editor.ts'
import { Mark } from './Mark.tsx'
import type { Line } from './message-lines.ts'
import { PieceView } from './PieceView.tsx'
import { hueOf } from './parties.ts'
import { nameOfPart, type ShownPart } from './parts-of.ts'

type Props = {
  line: Line
  parties: readonly Party[]
  /** The part whose label stands at the end of the line. */
  label: ShownPart | undefined
  on: boolean
  tabbable: boolean
  /** The id of the card that explains the part in focus. */
  card: string
  /** Without an id: the part whose label stands there. */
  onSelect: (stop?: string) => void
  editor: Editor | undefined
}

/** One line: name in ink, values in their makers' hues, a dotted leader, and what the value is. */
export function MessageLine({ line, parties, label, on, tabbable, card, onSelect, editor }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  const text = useRef<HTMLElement>(null)
  const hue = label && (label.was === undefined ? hueOf(parties, label.maker) : editor?.hue)
  return (
    <li
      className="ln"
      data-on={on || undefined}
      data-body={line.key.startsWith('body') || undefined}
      style={{ '--in': line.indent } as React.CSSProperties}
    >
      <code ref={text}>
        {line.pieces.map((piece, i) => {
          const id = `${line.key}#${i}`
          return (
            <PieceView
              key={id}
              piece={piece}
              parties={parties}
              editor={editor}
              onFocus={() => onSelect(id)}
              onLeave={() => button.current?.focus()}
            />
          )
        })}
      </code>
      {label && (
        <>
          <span className="dots" />
          <button
            ref={button}
            type="button"
            className="lbl"
            data-part={line.key}
            tabIndex={tabbable ? 0 : -1}
            aria-expanded={on}
            aria-controls={card}
            onFocus={() => !on && onSelect()}
            onClick={() => onSelect()}
            onKeyDown={(event) => {
              if (!editor) return
              if (event.key === 'Enter') editor.onSend()
              else if (event.key === 'e' || event.key === 'F2')
                edit(text.current, nameOfPart(label, label.key ?? ''))
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          >
            {hue && <Mark hue={hue} />}
            {wordsOf(label)}
          </button>
        </>
      )}
    </li>
  )
}

function wordsOf({ label, was }: ShownPart): string {
  return was === undefined ? (label ?? '') : 'edited by you'
}

/** Puts the caret into a value, with all of it chosen. */
function edit(line: HTMLElement | null, name: string) {
  const value = line?.querySelector<HTMLElement>(`[role="textbox"][aria-label="${CSS.escape(name)}"]`)
  if (!value) return
  value.focus()
  getSelection()?.selectAllChildren(value)
}
