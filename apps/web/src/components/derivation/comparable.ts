import { textOf } from '@lockstep/schemes/compare-derivations'
import type { Derived, DerivedPart } from '@lockstep/schemes/scheme'

/** A derived value that a text can be compared with, and whose it is. */
export type Comparable = {
  readonly name: string
  readonly parts: readonly DerivedPart[]
  readonly of: 'server' | 'client'
}

/**
 * What there is to compare with: of each value the server's own, or the client half's where the server has not been asked
 * or tells only its beginning. What is covered is left out: a paste would uncover it letter by letter.
 */
export function comparable(client: readonly Derived[], server: readonly Derived[] = []): Comparable[] {
  return client.flatMap(({ name, parts }): Comparable[] => {
    const theirs = server.find((one) => one.name === name)?.parts
    if (theirs && !theirs.some(({ text }) => text.endsWith('…')))
      return [{ name, parts: theirs, of: 'server' }]
    return parts.some(({ secret }) => secret) || textOf(parts) === '' ? [] : [{ name, parts, of: 'client' }]
  })
}

/** The value to begin with: the one that most goes into. */
export function mostTelling(values: readonly Comparable[]): Comparable | undefined {
  const size = ({ parts }: Comparable) => parts.filter(({ component }) => component !== undefined).length
  return values.toSorted((one, other) => size(other) - size(one))[0]
}
