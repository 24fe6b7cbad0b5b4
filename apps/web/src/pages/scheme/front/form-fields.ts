import { readable } from '@lockstep/http/message'
import type { Inspect, Step } from '@lockstep/schemes/scheme'
import { applyEdits } from '../../../components/apply-edits.ts'
import type { Changed } from '../../../stores/edits.ts'
import type { FieldValues } from '../../../stores/front/fill-form.ts'
import type { Draft } from '../use-draft.ts'

/** The fields of the form that a step sends next, as they stand on the page; undefined where no form is next. */
export function formFields(
  step: Step,
  draft: Draft,
  { edits }: Pick<Changed, 'edits'>,
  inspect: Inspect,
  message: number,
): FieldValues | undefined {
  const built = draft.built[message]
  if (!built || step.messages[message]?.channel !== 'front' || built.request.method !== 'POST') return
  return [...new URLSearchParams(readable(applyEdits(built.request, message, edits, inspect).body))]
}
