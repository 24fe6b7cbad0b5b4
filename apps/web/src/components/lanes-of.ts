import type { Party, Walkthrough } from '@lockstep/schemes/scheme'

/** The parties that act or are spoken to, in their order. Others only made a value, and need no lane. */
export function lanesOf({ parties, steps }: Walkthrough): readonly Party[] {
  const acting = new Set(
    steps.flatMap(({ from, messages }) => [
      from,
      ...messages.flatMap((message) => [message.from, message.to]),
    ]),
  )
  return parties.filter(({ id }) => acting.has(id))
}
