import type { Flaw, Member } from '@lockstep/schemes/reader'

/** What both editors take: the plain text area and Monaco. */
export type EditorProps = {
  readonly id: string
  readonly label: string
  /** The id of what stands below: where it breaks, and how to leave. */
  readonly describedBy: string
  readonly language: 'json' | 'text'
  readonly text: string
  /** The received text of the document: lines that differ from it are marked. */
  readonly before: string
  readonly members: readonly Member[]
  readonly flaws: readonly Flaw[]
  onChange(text: string): void
  /** Esc: where the focus goes. */
  onLeave(): void
  onSend(): void
}
