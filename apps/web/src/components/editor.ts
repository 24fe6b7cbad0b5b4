import type { Hue } from '@lockstep/schemes/scheme'

/** Who edits a message: what they changed wears their hue. */
export type Editor = {
  readonly hue: Hue
  onEdit(key: string, text: string): void
  onSend(): void
}
