import { reasonPhrase } from '@lockstep/http/reason-phrase'
import type { Inspect, Place } from '@lockstep/schemes/scheme'
import { fieldPlaces } from './field-places.ts'
import type { Message } from './message-of.ts'
import { type Edits, partsOf, type ShownPart, withEdits } from './parts-of.ts'

export type Piece =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'part'; readonly part: ShownPart }

/** One line of a message, as it is shown. */
export type Line = {
  readonly key: string
  readonly pieces: readonly Piece[]
  /** Columns by which it is moved in. */
  readonly indent: number
  /** True where the scheme has nothing to say about this field: it is folded. */
  readonly idle: boolean
}

/** What the message was built as, and what the learner changed in it; for `was` and for editing. */
export type Built = { readonly message: Message; readonly index: number; readonly edits: Edits }

/**
 * The lines of a message. Every character of it is in them, in order; a field whose value the scheme breaks takes
 * several lines.
 */
export function messageLines(message: Message, inspect: Inspect, built?: Built): Line[] {
  const explain = (value: string, place: Place, name: string): readonly ShownPart[] => {
    const key = `${built?.index ?? 0}/${name}`
    const before = built && valueAt(built.message, place, name)
    if (built && before !== undefined) {
      const parts = withEdits(partsOf(inspect, before, place), key, built.edits)
      // What arrived is what was built and edited, unless something on the way changed it: then it stands as it came.
      if (parts.map(({ text }) => text).join('') === value) return parts
    }
    const parts = partsOf(inspect, value, place)
    // A field that the user agent added by itself cannot be changed here: there is nothing to change it in.
    return built && before === undefined ? parts : withEdits(parts, key, {})
  }
  const { of } = message
  const lines: Line[] = [firstLine(message, explain)]
  for (const { name, value, place } of fieldPlaces(message.headers)) {
    const parts = explain(value, { kind: 'field', name, of }, place)
    const idle = parts.every(({ label, was }) => label === undefined && was === undefined)
    lines.push(...fieldLines(name, parts, place, idle))
  }
  if (message.body !== '') lines.push(...bodyLines(explain(message.body, { kind: 'body', of }, 'body')))
  return lines
}

type Explain = (value: string, place: Place, name: string) => readonly ShownPart[]

function firstLine(message: Message, explain: Explain): Line {
  const { of } = message
  const parts = (value: string, kind: 'method' | 'target' | 'status') =>
    explain(value, { kind, of }, kind).map((part): Piece => ({ kind: 'part', part }))
  const pieces: Piece[] =
    message.of === 'request'
      ? [
          ...parts(message.method, 'method'),
          plain(' '),
          ...parts(message.target, 'target'),
          plain(' HTTP/1.1'),
        ]
      : [
          plain('HTTP/1.1 '),
          ...parts(String(message.status), 'status'),
          plain(` ${reasonPhrase(message.status)}`),
        ]
  return { key: 'start', pieces, indent: 0, idle: false }
}

function fieldLines(name: string, parts: readonly ShownPart[], place: string, idle: boolean): Line[] {
  const lines: Line[] = []
  let pieces: Piece[] = [{ kind: 'name', text: `${name}: ` }]
  const end = () => lines.push({ key: `${place}:${lines.length}`, pieces, indent: lines.length && 2, idle })
  for (const part of parts) {
    // The first part stands beside the name.
    if (part.breaks && pieces.at(-1)?.kind === 'part') {
      end()
      pieces = []
    }
    pieces.push({ kind: 'part', part })
  }
  end()
  return lines
}

/** Content begins a line of its own wherever a part says so, and at its own line feeds. */
function bodyLines(parts: readonly ShownPart[]): Line[] {
  const lines: Line[] = []
  let pieces: Piece[] = []
  const end = () => lines.push({ key: `body:${lines.length}`, pieces, indent: 0, idle: false })
  for (const part of parts) {
    if (part.breaks && pieces.length > 0) {
      end()
      pieces = []
    }
    pieces.push({ kind: 'part', part })
  }
  end()
  return lines
}

function plain(text: string): Piece {
  return { kind: 'plain', text }
}

function valueAt(message: Message, place: Place, name: string): string | undefined {
  switch (place.kind) {
    case 'method':
    case 'target':
      return message.of === 'request' ? message[place.kind] : undefined
    case 'status':
      return message.of === 'response' ? String(message.status) : undefined
    case 'body':
      return message.body
    case 'field':
      return fieldPlaces(message.headers).find((field) => field.place === name)?.value
  }
}
