import { metadataCards, answerCards as oauthAnswers, whoamiCards } from '../../oauth2/inspect/answer-cards.ts'
import { type Card, type Cards, cardIn } from '../../oauth2/inspect/cards.ts'
import { inspect as inspectOAuth } from '../../oauth2/inspect/inspect.ts'
import { jsonMembers } from '../../oauth2/inspect/json-members.ts'
import type { Inspect, Part } from '../../scheme.ts'
import { inWords } from '../credentials/in-words.ts'
import { answerCards, cookieCards, documentCards, keyCards, parameterCards, userInfoCards } from './cards.ts'
import { tokenPieces } from './token-pieces.ts'

/** The parts of what OpenID Connect puts into a message: what OAuth does, in this specification's words, and its own. */
export const inspect: Inspect = (value, place) => {
  if (value === '') return undefined
  const isAnswer = place.kind === 'body' && place.of === 'response' && value.startsWith('{')
  const parts = isAnswer ? jsonMembers(value, cardsFor(value)) : inspectOAuth(value, place)
  if (!parts) return undefined
  const isCookie = place.kind === 'field' && /^(set-)?cookie$/.test(place.name.toLowerCase())
  const own = isCookie ? cookieCards : isAnswer ? {} : parameterCards
  return parts.flatMap((part) => tokenPieces(told(part, value, own)))
}

function cardsFor(answer: string): Cards {
  if (answer.startsWith('{"keys":')) return keyCards
  if (/"principal"\s*:/.test(answer)) return whoamiCards
  if (/"issuer"\s*:/.test(answer)) return { ...metadataCards, ...documentCards }
  if (/"(?:access_token|error|active|kid)"\s*:/.test(answer)) return { ...oauthAnswers, ...answerCards }
  return userInfoCards
}

/** The part with this scheme's card where it has one, and with this scheme's word for whoever made it. */
function told(part: Part, value: string, cards: Cards): Part {
  const { id, maker } = part
  if (id === undefined) return part
  const own = cardIn(cards, id.replace(/-\d+$/, '')) ?? pathCard(id, value)
  if (own) return { text: part.text, id, ...own, ...(part.breaks ? { breaks: part.breaks } : {}) }
  return maker === undefined ? part : { ...part, maker: inWords(maker) }
}

function pathCard(id: string, target: string): Card | undefined {
  if (id === 'token')
    return {
      maker: 'openid-provider',
      label: 'whatever came as a token',
      explain: 'The API looks at its typ: an access token says at+jwt, and an ID Token is none.',
      clause: 'RFC 9068 §4',
      secret: true,
    }
  if (id !== 'path' || !target.includes('/.well-known/')) return undefined
  return {
    maker: 'relying-party',
    label: 'the issuer, then well-known',
    explain: 'The well-known part goes after the path of the issuer. RFC 8414 puts it before.',
    clause: 'Discovery §4.1',
  }
}
