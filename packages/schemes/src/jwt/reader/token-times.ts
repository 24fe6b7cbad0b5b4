import type { Fact } from '../../reader.ts'
import { isNumericDate } from '../shown.ts'

/** How long a token was to live, and how much of that is left, by a clock in milliseconds since 1970. */
export function lifeFacts({ iat, exp }: Readonly<Record<string, unknown>>, now: number): Fact[] {
  if (!isNumericDate(exp)) return []
  const left = exp * 1000 - now
  const note = left <= 0 ? `expired ${apart(-left)} ago` : `${apart(left)} left`
  const value = isNumericDate(iat) && exp >= iat ? apart((exp - iat) * 1000) : 'from no stated time'
  return [{ name: 'life', value, note, clause: 'RFC 7519 §4.1.4' }]
}

/** "3 minutes", "2 days": the largest unit that there is one of. */
export function apart(milliseconds: number): string {
  const units = [
    ['year', 31_557_600],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const seconds = Math.round(milliseconds / 1000)
  const [unit, size] = units.find(([, one]) => seconds >= one) ?? ['second', 1]
  const count = Math.floor(seconds / size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
