import type { Part } from '../../scheme.ts'

/** What is said about a piece of a message, whatever its value. */
export type Card = Pick<Part, 'maker' | 'label' | 'explain' | 'clause' | 'secret'>
export type Cards = Readonly<Record<string, Card>>

/** The card of a name; undefined where there is none. */
export function cardIn(cards: Cards, name: string): Card | undefined {
  return Object.hasOwn(cards, name) ? cards[name] : undefined
}

/** Ids that are unique within a value: the second of a name gets a number. */
export function namer(): (name: string) => string {
  const seen = new Map<string, number>()
  return (name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}-${times}`
  }
}
