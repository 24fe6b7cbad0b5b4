import type { Seen } from '../../scheme.ts'

/** Whether a time in seconds is within so many seconds of the server’s clock, and what of it the trace tells. */
export function withinWindow(seconds: number, now: number, window: number): { recent: boolean; seen: Seen } {
  const server = Math.floor(now / 1000)
  const apart = seconds - server
  return {
    recent: Math.abs(apart) <= window,
    seen: {
      expected: `within ${window} s of ${server}, the server’s time`,
      actual: apart > 0 ? `${seconds}, ${apart} s ahead` : `${seconds}, ${-apart} s ago`,
    },
  }
}
