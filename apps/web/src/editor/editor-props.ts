import type { Flaw, Member } from '@lockstep/schemes/reader'
import type { Hue } from '@lockstep/schemes/scheme'

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
  /** Who made the value of an outer member, or the whole text; ink where nobody is named. */
  hueOf(member: string | number | undefined): Hue | undefined
  onChange(text: string): void
  /** Esc: where the focus goes. */
  onLeave(): void
  onSend(): void
}
