/**
 * A NumericDate (RFC 7519 §2) in words, in the reader's own time zone: "today 10:10:00, in 7 min". Undefined for what is
 * no moment that a calendar knows.
 */
export function humanTime(seconds: unknown, now: number): string | undefined {
  const moment = humanMoment(seconds, now)
  if (moment === undefined || typeof seconds !== 'number' || isBeyond(seconds)) return moment
  return `${moment}, ${distance(seconds * 1000 - now)}`
}

/** The same without how far it is from now: it stays true while it is looked at. */
export function humanMoment(seconds: unknown, now: number): string | undefined {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return undefined
  // Milliseconds, taken for seconds, lie in the year 50,000: the usual slip, worth words of its own.
  if (isBeyond(seconds))
    return Number.isNaN(new Date(seconds).valueOf()) ? undefined : 'milliseconds? Seconds are expected'
  const then = new Date(seconds * 1000)
  return `${dayOf(then, new Date(now))} ${clock.format(then)}`
}

function isBeyond(seconds: number): boolean {
  return Math.abs(seconds) > 1e11
}

/** The reader's own zone: "UTC+1". */
export function zoneName(now: number): string {
  const minutes = -new Date(now).getTimezoneOffset()
  const sign = minutes < 0 ? '−' : '+'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return minutes === 0 ? 'UTC' : `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

function dayOf(then: Date, now: Date): string {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).valueOf()
  const days = Math.round((midnight(then) - midnight(now)) / 86_400_000)
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)] ?? date.format(then)
}

const units = [
  ['year', 365.25 * 86_400_000],
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

function distance(milliseconds: number): string {
  const size = Math.abs(milliseconds)
  const [name, length] = units.find(([, length]) => size >= length) ?? ['s', 1000]
  const count = Math.floor(size / length)
  if (count === 0) return 'now'
  const words = `${count} ${name.length > 3 || name === 'day' ? `${name}${count === 1 ? '' : 's'}` : name}`
  return milliseconds < 0 ? `${words} ago` : `in ${words}`
}
