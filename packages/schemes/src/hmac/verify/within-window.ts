import type { Seen, Server } from '../../scheme.ts'

/**
 * Whether a time in seconds is within so many seconds of the server’s clock, and what of it the trace tells. Which nonces
 * were used before a reset is not known any more, so a time before it is too old.
 */
export function withinWindow(
  seconds: number,
  { now, since }: Pick<Server, 'now' | 'since'>,
  window: number,
): { recent: boolean; seen: Seen } {
  const server = Math.floor(now / 1000)
  const apart = seconds - server
  const reset = Math.floor(since / 1000)
  // Worth telling only where it is what decides.
  const from = reset > server - window ? `, and from ${reset} on, when the nonces were forgotten` : ''
  return {
    recent: Math.abs(apart) <= window && seconds >= reset,
    seen: {
      expected: `within ${window} s of ${server}, the server’s time${from}`,
      actual: apart > 0 ? `${seconds}, ${apart} s ahead` : `${seconds}, ${-apart} s ago`,
    },
  }
}
