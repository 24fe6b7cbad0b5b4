import type { Input, Inspect } from '@lockstep/schemes/scheme'
import { messageLines } from '../../components/message-lines.ts'
import { draftMessage } from '../../components/message-of.ts'
import type { Changed } from '../../stores/edits.ts'
import type { Draft } from './use-draft.ts'

/**
 * What of a learner's changes may stand in a link. Never a part or an input that is marked secret; and of a field or
 * content that the scheme cannot read nothing at all, since it could hold anything.
 */
export function publicChanges(
  { edits, inputs }: Changed,
  draft: Draft,
  inspect: Inspect,
  declared: readonly Input[],
): { edits?: Record<string, string>; inputs?: Record<string, string> } {
  const open = new Set(draft.built.flatMap((built, i) => (built ? publicKeys(draft, i, inspect) : [])))
  const secret = new Set(declared.filter((input) => input.secret).map(({ name }) => name))
  return {
    ...someOf(edits, (key) => open.has(key), 'edits'),
    ...someOf(inputs, (name) => !secret.has(name), 'inputs'),
  }
}

function publicKeys(draft: Draft, index: number, inspect: Inspect): string[] {
  const request = draft.built[index]?.request
  if (!request) return []
  const message = draftMessage(request)
  return messageLines(message, inspect, { message, index, edits: {} }).flatMap(({ key: line, pieces }) =>
    pieces.flatMap((piece) => {
      if (piece.kind !== 'part' || piece.part.key === undefined || piece.part.secret) return []
      return piece.part.label !== undefined || line === 'start' ? [piece.part.key] : []
    }),
  )
}

function someOf<Name extends string>(
  record: Readonly<Record<string, string>>,
  keep: (key: string) => boolean,
  name: Name,
): { [K in Name]?: Record<string, string> } {
  const kept = Object.entries(record).filter(([key]) => keep(key))
  return (kept.length > 0 ? { [name]: Object.fromEntries(kept) } : {}) as {
    [K in Name]?: Record<string, string>
  }
}
