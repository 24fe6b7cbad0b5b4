/** How long until a moment, in the largest unit that fits: "23 h left", "4 min left", "ended". */
export function timeLeft(until: string, now: number): string {
  const minutes = Math.floor((Date.parse(until) - now) / 60_000)
  if (minutes < 0) return 'ended'
  if (minutes < 1) return 'a moment left'
  return minutes < 60 ? `${minutes} min left` : `${Math.floor(minutes / 60)} h left`
}
