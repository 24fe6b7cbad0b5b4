import { decodeFormText } from '@lockstep/http/form-urlencoded'
import type { Part } from '../../scheme.ts'
import { answerCards } from './answer-cards.ts'
import { type Card, cardIn, namer } from './cards.ts'
import { parameterCards } from './parameter-cards.ts'

/** The parts of a query, a fragment or a form: names and punctuation plain, each value with its card. */
export function pairs(text: string): Part[] {
  const named = namer()
  return text.split('&').flatMap((pair, i): Part[] => {
    const before = i === 0 ? '' : '&'
    const breaks = i > 0 ? { breaks: true as const } : {}
    const at = pair.indexOf('=')
    if (at < 0) return before + pair === '' ? [] : [{ text: before + pair, ...breaks }]
    const name = decodeFormText(pair.slice(0, at)) ?? pair.slice(0, at)
    return [
      { text: `${before}${pair.slice(0, at)}=`, ...breaks },
      { text: pair.slice(at + 1), id: named(name), ...cardOf(name) },
    ]
  })
}

/** A retired grant has a token in the address, with the members of a token answer. */
function cardOf(name: string): Card {
  return (
    cardIn(parameterCards, name) ??
    cardIn(answerCards, name) ?? {
      label: 'not known here',
      explain: 'A parameter that this server does not know is ignored.',
      clause: 'RFC 6749 §3.1',
    }
  )
}

/** An address: its path, then its query and its fragment pair by pair. */
export function address(text: string, id: string, card: Card): Part[] {
  const at = text.search(/[?#]/)
  if (at < 0) return [{ text, id, ...card }]
  const [query = '', ...fragment] = text.slice(at + 1).split('#')
  return [
    { text: text.slice(0, at), id, ...card },
    { text: text.charAt(at), breaks: true },
    ...pairs(query),
    ...(fragment.length > 0 ? [{ text: `#${fragment.join('#')}` }] : []),
  ]
}

export function isForm(text: string): boolean {
  return /^[A-Za-z0-9_.%+*-]+=[^\s<>"{}]*$/.test(text)
}
