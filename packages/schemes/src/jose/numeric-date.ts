/** A NumericDate (RFC 7519 §2) as people say it: `2026-11-24 12:15:00 UTC`. Undefined for what is none. */
export function numericDateOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || Math.abs(seconds) > latest) return undefined
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** The last second of the year 9999: what is later has no four-digit year. */
const latest = 253_402_300_799
