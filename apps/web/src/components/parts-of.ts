import type { Inspect, Part, Place } from '@lockstep/schemes/scheme'

/** What a learner changed, by the key of a part: `0/authorization/nc`. */
export type Edits = Readonly<Record<string, string>>

/** A part as it is shown: where it stands, and what it was before an edit. */
export type ShownPart = Part & {
  /** Names the part in its message. Absent for punctuation, which is not edited on its own. */
  readonly key?: string
  readonly was?: string
}

/**
 * The parts of a value. Joined they are the value: where an inspection loses a character, the value is one part, since
 * a message is shown as it is or not at all.
 */
export function partsOf(inspect: Inspect, value: string, place: Place): readonly Part[] {
  const parts = inspect(value, place)
  return parts && parts.map(({ text }) => text).join('') === value ? parts : [{ text: value }]
}

/** The parts with their keys, and the learner's edits in them. `index` is the message's place in its step. */
export function withEdits(parts: readonly Part[], place: string, edits: Edits): ShownPart[] {
  return parts.map((part) => {
    const id = part.id ?? (parts.length === 1 ? '' : undefined)
    if (id === undefined) return part
    const key = `${place}/${id}`
    const edit = edits[key]
    return edit === undefined || edit === part.text
      ? { ...part, key }
      : { ...part, key, text: edit, was: part.text }
  })
}

/** What a part is called, for a label that is read aloud. */
export function nameOfPart(part: ShownPart, key: string): string {
  return part.id || part.label || key.split('/').slice(1).join(' ').trim()
}
