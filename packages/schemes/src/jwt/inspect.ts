import type { Inspect, Part } from '../scheme.ts'
import { challengeParts } from './inspect/challenge-parts.ts'
import {
  answerMembers,
  keyMembers,
  logInMembers,
  newKeyMembers,
  whoamiMembers,
} from './inspect/member-cards.ts'
import { memberParts } from './inspect/member-parts.ts'
import { tokenParts } from './token-parts.ts'

/** The parts of what this scheme puts into a message. Joined, the parts of a value are the value. */
export const inspect: Inspect = (value, place) => {
  if (place.kind === 'body') return place.of === 'request' ? requestBody(value) : responseBody(value)
  if (place.kind !== 'field') return undefined
  const name = place.name.toLowerCase()
  if (place.of === 'request' && name === 'authorization') return bearerParts(value)
  if (place.of === 'response' && name === 'www-authenticate') return challengeParts(value)
  return undefined
}

/** `Bearer`, one or more spaces, and the token (RFC 6750 §2.1). */
function bearerParts(value: string): Part[] | undefined {
  const [, scheme, space, token] = /^(bearer)([ \t]+)(\S.*)$/is.exec(value) ?? []
  if (scheme === undefined || space === undefined || token === undefined) return undefined
  return [
    {
      text: scheme,
      id: 'auth-scheme',
      maker: 'user-agent',
      label: 'the authentication scheme',
      explain:
        'Bearer: whoever bears the token may use it. The scheme does not say what kind of token follows.',
      clause: 'RFC 6750 §2.1',
    },
    { text: space },
    ...tokenParts(token),
  ]
}

function requestBody(text: string): Part[] | undefined {
  if (!text.startsWith('{')) return undefined
  return memberParts(text, text.includes('"password"') ? logInMembers : newKeyMembers)
}

function responseBody(text: string): Part[] | undefined {
  if (text.startsWith('{"keys":')) return memberParts(text, keyMembers)
  if (text.includes('"scheme":"jwt"')) return memberParts(text, whoamiMembers)
  return memberParts(text, answerMembers)
}
