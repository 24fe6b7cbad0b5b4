import type { Part } from '../../scheme.ts'

/** The same part with an id that tells it from others of its name in one value. */
export function numbered(part: Part, count: number): Part {
  return part.id === undefined || count === 1 ? part : { ...part, id: `${part.id}-${count}` }
}
