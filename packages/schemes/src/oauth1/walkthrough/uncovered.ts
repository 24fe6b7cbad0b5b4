import type { Derived } from '../../scheme.ts'

/** The value with nothing covered: a finished proof that is there to be looked at, and is never sent. */
export function uncovered(derived: Derived): Derived {
  return { ...derived, parts: derived.parts.map(({ secret: _, ...part }) => part) }
}
