/** What a learner changed, step by step. Kept while the page is open; the link holds what is no secret. */
import { create } from 'zustand'
import type { Edits } from '../components/parts-of.ts'

export type Changed = { readonly edits: Edits; readonly inputs: Readonly<Record<string, string>> }

const nothing: Changed = { edits: {}, inputs: {} }

/** By the key of a step: `slug/walkthrough/step`. */
export const useEdits = create<{ readonly changed: Readonly<Record<string, Changed>> }>(() => ({
  changed: {},
}))

export function changedIn(
  state: { readonly changed: Readonly<Record<string, Changed>> },
  step: string,
): Changed {
  return state.changed[step] ?? nothing
}

/** Sets one part of a message to a text, or one input. */
export function change(step: string, kind: keyof Changed, name: string, text: string): void {
  useEdits.setState(({ changed }) => {
    const before = changed[step] ?? nothing
    return { changed: { ...changed, [step]: { ...before, [kind]: { ...before[kind], [name]: text } } } }
  })
}

/** Takes up what a link says, unless the step was changed here already. */
export function takeUp(step: string, changed: Partial<Changed>): void {
  useEdits.setState((state) =>
    state.changed[step] ? state : { changed: { ...state.changed, [step]: { ...nothing, ...changed } } },
  )
}

/** Back to what the client half builds by itself. */
export function revert(step: string): void {
  useEdits.setState(({ changed: { [step]: _, ...rest } }) => ({ changed: rest }))
}

/** Every step of a scheme back to the beginning. */
export function revertAll(prefix: string): void {
  useEdits.setState(({ changed }) => ({
    changed: Object.fromEntries(Object.entries(changed).filter(([step]) => !step.startsWith(prefix))),
  }))
}
