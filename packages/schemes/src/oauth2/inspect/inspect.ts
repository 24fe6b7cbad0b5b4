import type { Inspect, Part } from '../../scheme.ts'
import { answerCards, metadataCards, whoamiCards } from './answer-cards.ts'
import { authorization } from './authorization.ts'
import type { Card } from './cards.ts'
import { challenge } from './challenge.ts'
import { cookies, setCookie } from './cookies.ts'
import { jsonMembers } from './json-members.ts'
import { address, isForm, pairs } from './pairs.ts'
import { proof } from './proof.ts'

/** The parts of what OAuth 2.0 puts into a message. Joined, the parts of a value are the value. */
export const inspect: Inspect = (value, place) => {
  if (value === '') return undefined
  switch (place.kind) {
    case 'field':
      return inField(value, place.name.toLowerCase())
    case 'body':
      if (isForm(value)) return pairs(value)
      return place.of === 'response' ? answered(value) : undefined
    case 'target':
      return address(value, 'path', pathCard(value))
    default:
      return undefined
  }
}

function inField(value: string, name: string): readonly Part[] | undefined {
  switch (name) {
    case 'authorization':
      return authorization(value)
    case 'dpop':
      return proof(value)
    case 'dpop-nonce':
      return [{ text: value, id: 'nonce', ...nonceCard }]
    case 'www-authenticate':
      return challenge(value)
    case 'location':
      return address(value, 'location', locationCard)
    case 'cookie':
      return cookies(value)
    case 'set-cookie':
      return setCookie(value)
    case 'cache-control':
      return value === 'no-store' ? [{ text: value, id: 'cache', ...noStoreCard }] : undefined
    default:
      return undefined
  }
}

/** Pages are left alone; of JSON the members that can be explained. */
function answered(value: string): readonly Part[] | undefined {
  if (!value.startsWith('{')) return undefined
  if (/"principal"\s*:/.test(value)) return jsonMembers(value, whoamiCards)
  return jsonMembers(value, /"issuer"\s*:/.test(value) ? metadataCards : answerCards)
}

const nonceCard: Card = {
  maker: 'authorization-server',
  label: 'to be signed next',
  explain: 'The next proof has to hold it. So nobody can have made proofs ahead of time.',
  clause: 'RFC 9449 §8.2',
}

const noStoreCard: Card = {
  maker: 'authorization-server',
  label: 'for no cache',
  explain: 'An answer with tokens in it is kept by nobody on the way.',
  clause: 'RFC 6749 §5.1',
}

const locationCard: Card = {
  maker: 'authorization-server',
  label: 'where to go next',
  explain: 'The user agent follows it by itself, and keeps it in its history with all that stands behind it.',
  clause: 'RFC 6749 §1.7',
}

function pathCard(target: string): Card {
  if (target.startsWith('/.well-known/'))
    return {
      label: 'well-known, then the issuer’s path',
      explain: 'The well-known part goes between the host and the path of the issuer.',
      clause: 'RFC 8414 §3.1',
    }
  if (/\/(?:authorize|device|client\/\w+)(?:[?#]|$)/.test(target))
    return {
      maker: 'user-agent',
      label: 'a page',
      explain:
        'By the front channel: whatever stands in this address can be read and changed by whoever holds the user agent.',
      clause: 'RFC 6749 §3.1',
    }
  return {
    maker: 'client',
    label: 'an endpoint',
    explain: 'By the back channel: a direct request, in which no user agent has a part.',
    clause: 'RFC 6749 §3.2',
  }
}
