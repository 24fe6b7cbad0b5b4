import type { FieldLine } from '@lockstep/http/message'

export type FieldPlace = { readonly name: string; readonly value: string; readonly place: string }

/** Field lines with a name for each place: the lower-case field name, numbered from the second line of that name on. */
export function fieldPlaces(headers: readonly FieldLine[]): FieldPlace[] {
  const seen = new Map<string, number>()
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase()
    const count = seen.get(lower) ?? 0
    seen.set(lower, count + 1)
    return { name, value, place: count === 0 ? lower : `${lower}~${count + 1}` }
  })
}
