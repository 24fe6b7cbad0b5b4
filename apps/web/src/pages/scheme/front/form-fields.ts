import { readable } from '@lockstep/http/message'
import type { Inspect, Step } from '@lockstep/schemes/scheme'
import { applyEdits } from '../../../components/apply-edits.ts'
import type { Changed } from '../../../stores/edits.ts'
import type { FieldValues } from '../../../stores/front/fill-form.ts'
import type { Draft } from '../use-draft.ts'

/**
 * The fields of the form that a step sends next, as they stand on the page; undefined where no form is next. `done` counts
 * the messages that were done already: where the last of them failed, its own form is the next one again.
 */
export function formFields(
  { messages }: Step,
  { built }: Draft,
  { edits }: Pick<Changed, 'edits'>,
  inspect: Inspect,
  done: number,
): FieldValues | undefined {
  const index = built[done] ? done : done - 1
  const next = built[index]
  if (!next || messages[index]?.channel !== 'front' || next.request.method !== 'POST') return
  return [...new URLSearchParams(readable(applyEdits(next.request, index, edits, inspect).body))]
}
