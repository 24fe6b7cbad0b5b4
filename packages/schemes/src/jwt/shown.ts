/** A value of a token as a trace shows it: JSON, cut short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** The last second of the year 9999: what is later was not meant as a time. */
const lastDate = 253_402_300_799

/** RFC 7519 §2: a number of seconds since 1970. Not a string of digits, not infinite. */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= lastDate
}
