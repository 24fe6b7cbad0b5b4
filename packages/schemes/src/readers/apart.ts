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
