/** Times of a signature in words. */
import type { Fact, Warning } from '../../reader.ts'
import { apart } from '../../readers/apart.ts'

/** `2026-11-24 12:00:00 UTC, 40 seconds ago`. */
export function timeFact(name: string, seconds: number, now: number, clause: string): Fact {
  const time = new Date(seconds * 1000)
  const value = Number.isNaN(time.getTime())
    ? String(seconds)
    : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const ahead = seconds * 1000 - now
  const note = ahead > 0 ? `${apart(ahead)} ahead` : `${apart(-ahead)} ago`
  return { name, value, note, clause }
}

export function timeWarning(seconds: number, now: number, window: number, clause: string): Warning[] {
  const off = Math.abs(seconds - now / 1000)
  return off <= window ? [] : [{ says: `More than ${window} seconds from now: it is refused.`, clause }]
}
