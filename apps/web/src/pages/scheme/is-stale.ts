import type { Changed } from '../../stores/edits.ts'
import type { Sent } from '../../stores/run.ts'

/** Whether a step was changed since it was sent: then what came back is not about what is on the page. */
export function isStale(played: Sent | undefined, now: Changed): boolean {
  return (
    played !== undefined &&
    !(same(played.changed.edits, now.edits) && same(played.changed.inputs, now.inputs))
  )
}

function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => one[name] === other[name])
}
