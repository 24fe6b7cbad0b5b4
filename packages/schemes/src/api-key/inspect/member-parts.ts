/** The members of the JSON that answers about keys hold, explained. */
import type { Part } from '../../scheme.ts'
import { numbered } from './numbered.ts'

export type Explained = Pick<Part, 'label' | 'explain' | 'clause' | 'secret'>

/** Of a key's row, as `keys` shows it. */
export const recordMembers: Readonly<Record<string, Explained>> = {
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

/** Of the settings that an owner sends. */
export const settingMembers: Readonly<Record<string, Explained>> = {
  label: {
    label: 'who will hold it',
    explain: 'A name for people, 1 to 40 characters: the program that gets the key.',
  },
  scope: {
    label: 'what it may do',
    explain: 'As little as the program needs: notes:read, notes:write, or both.',
    clause: 'RFC 9110 §15.5.4',
  },
  place: {
    label: 'where it may travel',
    explain: 'header, query or body. In the other two it counts as no key.',
  },
  lifetime: {
    label: 'seconds to live',
    explain: 'After this many seconds the key is refused, whether or not anybody remembers it.',
  },
  quota: { label: 'calls a minute', explain: 'One more is answered with 429.', clause: 'RFC 6585 §4' },
  overlap: { label: 'seconds for both', explain: 'For this long the old key goes on beside the new one.' },
}

/** Of the principal, as `whoami` shows it. */
export const whoamiMembers: Readonly<Record<string, Explained>> = {
  type: {
    label: 'a program, no user',
    explain: 'Nobody has logged in: a key stands for a client.',
    clause: 'API2:2023',
  },
  id: { label: 'label of the key', explain: 'The name that the owner gave when the key was made.' },
  scope: { label: 'what it may do', explain: 'The scope that the key was made with.' },
}

/** JSON text with the members that can be explained, a line each; undefined where it has none of them. */
export function memberParts(
  text: string,
  members: Readonly<Record<string, Explained>>,
  maker = 'server',
): Part[] | undefined {
  const parts: Part[] = []
  const seen = new Map<string, number>()
  let at = 0
  for (const match of text.matchAll(/("(\w+)":)("(?:[^"\\]|\\.)*"|[^\s",[\]{}]+)/g)) {
    const [, start = '', name = '', value = ''] = match
    const explained = Object.hasOwn(members, name) ? members[name] : undefined
    if (!explained) continue
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    if (match.index > at) parts.push({ text: text.slice(at, match.index) })
    parts.push({ text: start, breaks: true }, numbered({ text: value, id: name, maker, ...explained }, count))
    at = match.index + match[0].length
  }
  if (parts.length === 0) return undefined
  return at < text.length ? [...parts, { text: text.slice(at) }] : parts
}
