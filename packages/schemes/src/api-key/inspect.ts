/** The parts of a message that this scheme can explain. The parts of a value, joined, are the value. */
import type { Inspect, Part } from '../scheme.ts'
import { keyParts } from './inspect/key-parts.ts'
import { memberParts, recordMembers, settingMembers, whoamiMembers } from './inspect/member-parts.ts'
import { numbered } from './inspect/numbered.ts'
import { parameterName } from './presented-keys.ts'

export const inspect: Inspect = (value, place) => {
  if (place.kind === 'target') return queryParts(value)
  if (place.kind === 'body') return bodyParts(value, place.of)
  if (place.kind !== 'field') return undefined
  switch (`${place.of} ${place.name.toLowerCase()}`) {
    case 'request x-api-key':
      return keyParts(value)
    case 'request authorization':
      return authorizationParts(value)
    case 'request referer':
      return queryParts(value)
    case 'response www-authenticate':
      return challengeParts(value)
    case 'response retry-after':
      return [
        {
          text: value,
          id: 'retry-after',
          maker: 'server',
          label: 'seconds to wait',
          explain: 'The quota counts whole minutes of the clock. After this many seconds a new one begins.',
          clause: 'RFC 9110 §10.2.3',
        },
      ]
    default:
      return undefined
  }
}

/** `ApiKey`, then the key: the credentials form of RFC 9110 §11.4 with a token68. */
function authorizationParts(value: string): Part[] | undefined {
  const match = /^(apikey)([ \t]+)(.+)$/is.exec(value)
  if (!match) return undefined
  const [, scheme = '', space = '', key = ''] = match
  return [schemePart(scheme, 'user-agent'), { text: space }, ...keyParts(key)]
}

function schemePart(text: string, maker: string): Part {
  return {
    text,
    id: 'auth-scheme',
    maker,
    label: 'authentication scheme',
    explain:
      'In no registry: it follows the grammar of RFC 9110, and no user agent acts on it. The case of its letters does not matter.',
    clause: 'RFC 9110 §11.1',
  }
}

function challengeParts(value: string): Part[] | undefined {
  const match = /^(apikey)([ \t]+realm=)("[^"]*")(.*)$/is.exec(value)
  if (!match) return undefined
  const [, scheme = '', between = '', realm = '', rest = ''] = match
  return [
    schemePart(scheme, 'server'),
    { text: between },
    {
      text: realm,
      id: 'realm',
      maker: 'server',
      label: 'what the key opens',
      explain:
        'The name of the protection space: one key is good for everything under this realm at this origin.',
      clause: 'RFC 9110 §11.5',
    },
    ...(rest === '' ? [] : [{ text: rest }]),
  ]
}

/** Every `api_key` of a query or a form; parts after the first have a number, so that ids differ. */
function queryParts(value: string): Part[] | undefined {
  const parts: Part[] = []
  let at = 0
  for (const [i, match] of [...value.matchAll(/(?<=^|[?&])(api(?:_|%5F)key=)([^&#]*)/gi)].entries()) {
    const [whole, name = '', key = ''] = match
    if (match.index > at) parts.push({ text: value.slice(at, match.index) })
    parts.push(...[parameterPart(name), ...keyParts(key)].map((part) => numbered(part, i + 1)))
    at = match.index + whole.length
  }
  if (parts.length === 0) return undefined
  return at < value.length ? [...parts, { text: value.slice(at) }] : parts
}

function parameterPart(text: string): Part {
  return {
    text,
    id: 'key-parameter',
    maker: 'user-agent',
    label: 'a key in the open',
    explain: 'Addresses are shown, stored in histories and logs, and sent on in Referer.',
    clause: 'RFC 9110 §17.9',
  }
}

function bodyParts(text: string, of: 'request' | 'response'): Part[] | undefined {
  if (!text.startsWith('{')) return queryParts(text)
  if (of === 'response') {
    if (text.includes('"scheme":"api-key"')) return memberParts(text, whoamiMembers)
    return text.includes('"storedHash"') ? memberParts(text, recordMembers) : undefined
  }
  const key = { [parameterName]: { label: 'the key', secret: true } } as const
  return memberParts(text, { ...settingMembers, ...key }, 'user-agent')
}
