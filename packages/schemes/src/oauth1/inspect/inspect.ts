import { type AuthParameter, parseChallenges, parseCredentials } from '@lockstep/http/authentication'
import { percentDecodeText } from '@lockstep/http/percent'
import type { Inspect, Part } from '../../scheme.ts'
import { isOAuth } from '../request-parameters.ts'
import { cookies, setCookie } from './cookies.ts'
import { cardOf, namer, pairs } from './pairs.ts'
import {
  type Card,
  locationCard,
  pagePathCard,
  schemeCard,
  signedPathCard,
  unsignedBodyCard,
} from './parameter-cards.ts'

/** The parts of what OAuth 1.0 puts into a message. Joined, the parts of a value are the value. */
export const inspect: Inspect = (value, place) => {
  if (value === '') return undefined
  if (place.kind === 'field') return field(value, place.name.toLowerCase())
  if (place.kind === 'body') return place.of === 'request' ? content(value) : answered(value)
  if (place.of === 'response') return undefined
  // The method is signed in some messages and not in others, and by itself it does not tell in which.
  if (place.kind !== 'target') return undefined
  return address(value, 'path', pages.test(value) ? pagePathCard : signedPathCard)
}

function field(value: string, name: string): readonly Part[] | undefined {
  switch (name) {
    case 'authorization':
      return isOAuth(value) ? listed(value, parseCredentials(value)?.parameters) : undefined
    case 'www-authenticate':
      return isOAuth(value)
        ? listed(
            value,
            parseChallenges(value)?.flatMap(({ parameters }) => parameters),
          )
        : undefined
    case 'location':
      return address(value, 'location', locationCard)
    case 'cookie':
      return cookies(value)
    case 'set-cookie':
      return setCookie(value)
    default:
      return undefined
  }
}

/** Addresses that a user agent goes to: the server's page and Reader's own. */
const pages = /\/oauth1\/(?:authorize|client\/[a-z]+)(?:\?|$)/

/** A form is told pair by pair. What is none is content that no signature of this scheme covers. */
function content(value: string): readonly Part[] {
  return isForm(value) ? pairs(value) : [{ text: value, id: 'body', ...unsignedBodyCard }]
}

/** Credentials come as a form too (RFC 5849 §2.1, §2.3); pages and JSON are left alone. */
function answered(value: string): readonly Part[] | undefined {
  return isForm(value) ? pairs(value) : undefined
}

function isForm(value: string): boolean {
  return /^[A-Za-z0-9_.~%+*-]+=[^\s<>"{}]*$/.test(value)
}

function address(value: string, id: string, card: Card): Part[] {
  const at = value.indexOf('?')
  if (at < 0) return [{ text: value, id, ...card }]
  return [
    { text: value.slice(0, at), id, ...card },
    { text: '?', breaks: true },
    ...pairs(value.slice(at + 1)),
  ]
}

/** The scheme's name, then its parameters. Undefined where the field is no list of them. */
function listed(value: string, parameters: readonly AuthParameter[] | undefined): Part[] | undefined {
  if (!parameters) return undefined
  const word = /^[ \t]*oauth/i.exec(value)?.[0] ?? ''
  const parts: Part[] = [{ text: word, id: 'auth-scheme', ...schemeCard }]
  const named = namer()
  let at = word.length
  for (const { name, raw, start, end } of parameters) {
    const valueAt = end - raw.length
    if (start > at) parts.push({ text: value.slice(at, start) })
    parts.push({ text: value.slice(start, valueAt), breaks: true })
    const decoded = percentDecodeText(name) ?? name
    parts.push({ text: raw, id: named(decoded), ...cardOf(decoded) })
    at = end
  }
  if (at < value.length) parts.push({ text: value.slice(at) })
  return parts
}
