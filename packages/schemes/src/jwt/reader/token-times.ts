import type { Fact } from '../../reader.ts'
import { apart } from '../../readers/apart.ts'
import { isNumericDate } from '../shown.ts'

/** How long a token was to live, and how much of that is left, by a clock in milliseconds since 1970. */
export function lifeFacts({ iat, exp }: Readonly<Record<string, unknown>>, now: number): Fact[] {
  if (!isNumericDate(exp)) return []
  const left = exp * 1000 - now
  const note = left <= 0 ? `expired ${apart(-left)} ago` : `${apart(left)} left`
  const value = isNumericDate(iat) && exp >= iat ? apart((exp - iat) * 1000) : 'from no stated time'
  return [{ name: 'life', value, note, clause: 'RFC 7519 §4.1.4' }]
}
