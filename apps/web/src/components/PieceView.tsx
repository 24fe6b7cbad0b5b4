import type { Party } from '@lockstep/schemes/scheme'
import { EditableText } from './EditableText.tsx'
import type { Editor } from './editor.ts'
import { Hex } from './Hex.tsx'
import type { Piece } from './message-lines.ts'
import { hueOf } from './parties.ts'
import { nameOfPart, type ShownPart } from './parts-of.ts'

type Props = {
  piece: Piece
  parties: readonly Party[]
  editor: Editor | undefined
  onFocus: () => void
  onLeave: () => void
}

/** A piece of a line: a field's name, or a value in its maker's hue that can be changed where it stands. */
export function PieceView({ piece, parties, editor, onFocus, onLeave }: Props) {
  if (piece.kind === 'name') return <span className="n">{piece.text}</span>
  if (piece.kind === 'plain') return piece.text
  const { part } = piece
  const { key, was } = part
  const hue = was === undefined ? hueOf(parties, part.maker) : editor?.hue
  if (!editor || key === undefined) return <Value part={part} hue={hue} />
  return (
    <>
      <EditableText
        text={part.text}
        label={nameOfPart(part, key)}
        hue={hue}
        edited={was !== undefined}
        onEdit={(text) => editor.onEdit(key, text)}
        onFocus={onFocus}
        onLeave={onLeave}
        onSend={editor.onSend}
      />
      {was !== undefined && <Was text={was} />}
    </>
  )
}

function Value({ part, hue }: { part: ShownPart; hue: string | undefined }) {
  if (part.label === undefined && part.maker === undefined)
    return (
      <span className="n">
        <Hex text={part.text} />
      </span>
    )
  return (
    <span className={part.was === undefined ? 'v' : 'v edited'} data-party={hue}>
      <Hex text={part.text} />
    </span>
  )
}

function Was({ text }: { text: string }) {
  const shown = text.length > 24 ? `${text.slice(0, 23)}…` : text
  return (
    <>
      {' '}
      <del className="was">{shown || 'empty'}</del>
    </>
  )
}
