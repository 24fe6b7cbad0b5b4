/** The parts of a message that this scheme can explain. The parts of a value, joined, are the value. */
import type { Inspect, Part } from '../scheme.ts'
import { checksumFits, claimedId, partsOf, prefixOf } from './key.ts'
import { parameterName } from './presented-keys.ts'

export const inspect: Inspect = (value, place) => {
  if (place.kind === 'target') return queryParts(value)
  if (place.kind === 'body') return bodyParts(value)
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

/** A key in its three parts; what has another form stays whole. The server made every part of it. */
function keyParts(value: string): Part[] {
  const parts = partsOf(value)
  if (!parts) return oddKeyParts(value)
  return [
    prefixPart(parts.prefix),
    {
      text: parts.body,
      id: 'key-body',
      maker: 'server',
      label: 'the secret, 160 bits',
      explain:
        'Twenty random octets as letters and digits. Whoever has read them once can call as this client.',
      clause: 'ASVS 11.5.1',
      secret: true,
    },
    {
      text: parts.checksum,
      id: 'key-checksum',
      maker: 'server',
      label: checksumFits(parts) ? 'checksum, fits' : 'checksum, does not fit',
      explain:
        'CRC-32 of what stands before it. A scanner that finds this text in a repository can tell a key from a look-alike; it protects nothing.',
    },
  ]
}

function oddKeyParts(value: string): Part[] {
  const id = claimedId(value)
  const rest: Part = {
    text: id === undefined ? value : value.slice(prefixOf(id).length),
    id: 'key',
    label: 'not a whole key',
    explain: 'A key is 51 characters: lk_live_, ten that name it, 27 that are secret, and six of checksum.',
    secret: true,
  }
  return id === undefined ? [rest] : [prefixPart(prefixOf(id)), rest]
}

function prefixPart(text: string): Part {
  return {
    text,
    id: 'key-prefix',
    maker: 'server',
    label: 'prefix, no secret',
    explain:
      'Names the key. The server looks the row up by it, dashboards and logs may show it, and scanners search for lk_live_.',
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

function numbered(part: Part, count: number): Part {
  return part.id === undefined || count === 1 ? part : { ...part, id: `${part.id}-${count}` }
}

type Explained = Pick<Part, 'label' | 'explain' | 'clause' | 'secret'>

const recordMembers: Readonly<Record<string, Explained>> = {
  key: {
    label: 'shown this once',
    explain: 'The whole key. It is in this answer and in no other: the server keeps its hash.',
    secret: true,
  },
  id: { label: 'names the row', explain: 'Ten characters of the key itself, and no secret.' },
  prefix: {
    label: 'prefix, no secret',
    explain: 'What the server looks a key up by, and what lists may show.',
  },
  lastFour: {
    label: 'end of the checksum',
    explain: 'For people who compare a key with this list. It tells nothing of the secret.',
  },
  label: {
    label: 'who holds it',
    explain: 'The name of a program. A key names its client and no user.',
    clause: 'API2:2023',
  },
  scope: {
    label: 'what it may do',
    explain: 'GET needs notes:read, POST needs notes:write. Less than needed is 403.',
    clause: 'RFC 9110 §15.5.4',
  },
  place: { label: 'where it may travel', explain: 'In any other place the key counts as none.' },
  quota: { label: 'calls a minute', explain: 'One more is answered with 429.', clause: 'RFC 6585 §4' },
  storedHash: {
    label: 'kept instead of it',
    explain: 'SHA-256 of the whole key. A fast hash is enough here: 160 random bits cannot be guessed.',
    clause: 'ASVS 11.4.1',
  },
  state: {
    label: 'in force or not',
    explain: 'Worked out from the dates beside it at the time of this answer.',
  },
  createdAt: { label: 'begin of its life', explain: 'By the clock of this sandbox.' },
  expiresAt: {
    label: 'end of its life',
    explain: 'From here on the key is refused. A limit for keys that nobody remembers.',
  },
  revokedAt: {
    label: 'end by hand',
    explain: 'Revoked from here on, or the end of the overlap after a rotation.',
  },
  replacedBy: { label: 'its successor', explain: 'The id of the key that a rotation put in its place.' },
}

const whoamiMembers: Readonly<Record<string, Explained>> = {
  type: {
    label: 'a program, no user',
    explain: 'Nobody has logged in: a key stands for a client.',
    clause: 'API2:2023',
  },
  id: { label: 'label of the key', explain: 'The name that the owner gave when the key was made.' },
  scope: { label: 'what it may do', explain: 'The scope that the key was made with.' },
}

function bodyParts(text: string): Part[] | undefined {
  if (!text.startsWith('{')) return queryParts(text)
  if (text.includes('"scheme":"api-key"')) return memberParts(text, whoamiMembers)
  if (text.includes('"storedHash"')) return memberParts(text, recordMembers)
  if (text.includes(`"${parameterName}"`))
    return memberParts(text, { [parameterName]: { label: 'the key', secret: true } })
  return undefined
}

/** JSON text with the members that can be explained; every one after the first of its name has a number. */
function memberParts(text: string, members: Readonly<Record<string, Explained>>): Part[] {
  const parts: Part[] = []
  const seen = new Map<string, number>()
  let at = 0
  for (const match of text.matchAll(/("(\w+)":)("(?:[^"\\]|\\.)*"|[^\s",[\]{}]+)/g)) {
    const [, start = '', name = '', value = ''] = match
    const explained = Object.hasOwn(members, name) ? members[name] : undefined
    if (!explained) continue
    const from = match.index + start.length
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    if (from > at) parts.push({ text: text.slice(at, from) })
    parts.push(numbered({ text: value, id: name, maker: 'server', ...explained }, count))
    at = from + value.length
  }
  return at < text.length ? [...parts, { text: text.slice(at) }] : parts
}
