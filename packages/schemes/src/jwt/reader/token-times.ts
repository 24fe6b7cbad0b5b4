import type { Fact } from '../../reader.ts'
import { isNumericDate } from '../shown.ts'

const times: Readonly<Record<string, string>> = {
  iat: 'RFC 7519 §4.1.6',
  nbf: 'RFC 7519 §4.1.5',
  exp: 'RFC 7519 §4.1.4',
  auth_time: 'Core §2',
  updated_at: 'Core §5.1',
}

/** The times of a claims set, each as a date and by how far it is from now (milliseconds since 1970). */
export function timeFacts(claims: Readonly<Record<string, unknown>>, now: number): Fact[] {
  return Object.entries(times).flatMap(([name, clause]): Fact[] => {
    if (!(name in claims)) return []
    const value = claims[name]
    if (!isNumericDate(value))
      return [{ name, value: JSON.stringify(value), note: 'not a number of seconds', clause }]
    const at = value * 1000
    const passed = now >= at
    const away = apart(Math.abs(now - at))
    const expiry = passed ? `expired ${away} ago` : `expires in ${away}`
    const note = name === 'exp' ? expiry : passed ? `${away} ago` : `in ${away}`
    return [{ name, value: new Date(at).toISOString().replace('.000Z', 'Z'), note, clause }]
  })
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
