/** Times of a signature in words. */
import type { Fact, Warning } from '../../reader.ts'

/** `2026-11-24 12:00:00 UTC, 40 seconds ago`. */
export function timeFact(name: string, seconds: number, now: number, clause: string): Fact {
  const time = new Date(seconds * 1000)
  const value = Number.isNaN(time.getTime())
    ? String(seconds)
    : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const apart = Math.round(seconds - now / 1000)
  const note = apart > 0 ? `${apart} seconds ahead` : `${-apart} seconds ago`
  return { name, value, note, clause }
}

export function timeWarning(seconds: number, now: number, window: number, clause: string): Warning[] {
  const apart = Math.abs(seconds - now / 1000)
  return apart <= window ? [] : [{ says: `More than ${window} seconds from now: it is refused.`, clause }]
}
