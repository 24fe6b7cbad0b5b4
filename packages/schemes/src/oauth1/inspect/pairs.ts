import { decodeFormText } from '@lockstep/http/form-urlencoded'
import type { Part } from '../../scheme.ts'
import { otherCard, parameterCards } from './parameter-cards.ts'

/** The parts of a query or a form: names and punctuation plain, each value with its card. */
export function pairs(text: string): Part[] {
  const named = namer()
  return text.split('&').flatMap((pair, i): Part[] => {
    const before = i === 0 ? '' : '&'
    const at = pair.indexOf('=')
    if (at < 0)
      return before + pair === '' ? [] : [{ text: before + pair, ...(i > 0 ? { breaks: true } : {}) }]
    const name = decodeFormText(pair.slice(0, at)) ?? pair.slice(0, at)
    return [
      { text: `${before}${pair.slice(0, at)}=`, ...(i > 0 ? { breaks: true } : {}) },
      { text: pair.slice(at + 1), id: named(name), ...cardOf(name) },
    ]
  })
}

export function cardOf(name: string) {
  return Object.hasOwn(parameterCards, name) ? parameterCards[name] : otherCard
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
