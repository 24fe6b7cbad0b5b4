import type { Inspect, Step } from '@lockstep/schemes/scheme'
import { applyEdits } from '../../../components/apply-edits.ts'
import type { Changed } from '../../../stores/edits.ts'
import type { Draft } from '../use-draft.ts'

/**
 * The page that a step begins at, where somebody goes on from it by hand: the first message opens it and the next one is
 * another's, such as what a person types there. Undefined elsewhere: what only leads on is sent.
 */
export function pageToOpen(
  { messages: [first, second] }: Step,
  { built: [opening] }: Draft,
  { edits }: Pick<Changed, 'edits'>,
  inspect: Inspect,
): string | undefined {
  if (first?.channel !== 'front' || second?.channel !== 'front' || first.from === second.from) return
  if (opening?.request.method !== 'GET') return
  return applyEdits(opening.request, 0, edits, inspect).target
}
