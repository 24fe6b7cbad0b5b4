/** Reads Basic credentials and challenges for the inspector. There is nothing to sign: writing them is all there is. */
import { base64 } from '@lockstep/crypto/base64'
import { octets, request } from '@lockstep/http/message'
import type { Bench, Editable, Fact, Flaw, Reader, Reading } from '../reader.ts'
import { type PastedField, pastedField } from '../readers/pasted-field.ts'
import { encode } from './credentials.ts'
import { inspect } from './inspect.ts'

const credentials: Reader = {
  id: 'basic-credentials',
  name: 'Basic credentials',
  sample: ({ credentials }) => `Authorization: ${encode(credentials).authorization}`,
  read(text, bench) {
    const found = pastedField(text, 'authorization')
    const [scheme, token68 = ''] = /^basic(?:[ \t]+(.*))?$/is.exec(found?.value ?? '') ?? []
    if (!found || scheme === undefined) return undefined
    const decoded = decode(token68, found.before.length + found.value.length - token68.length)
    return {
      kind: 'Basic credentials',
      parts: around(found, inspect(found.value, { kind: 'field', of: 'request', name: 'authorization' })),
      facts: decoded.facts,
      problems: decoded.problems,
      warnings: [
        {
          says: 'Base64 is no protection: whoever sees this field has the password.',
          clause: 'RFC 7617 §4',
        },
      ],
      ...(decoded.userPass === undefined ? {} : { edit: editable(found, decoded.userPass, bench) }),
    }
  },
}

const challenge: Reader = {
  id: 'basic-challenge',
  name: 'Basic challenge',
  read(text) {
    const found = pastedField(text, 'www-authenticate')
    const parts = found && inspect(found.value, { kind: 'field', of: 'response', name: 'www-authenticate' })
    if (!found || !parts) return undefined
    return { kind: 'Basic challenge', parts: around(found, parts), facts: [], problems: [], warnings: [] }
  },
}

export const readers: readonly Reader[] = [credentials, challenge]

function around({ before, value, after }: PastedField, parts: Reading['parts'] = [{ text: value }]) {
  return [{ text: before }, ...parts, { text: after }].filter(({ text }) => text !== '')
}

function userPassIn(text: string): string | undefined {
  const value = pastedField(text, 'authorization')?.value ?? ''
  return decode(value.replace(/^basic[ \t]+/i, ''), 0).userPass
}

type Decoded = {
  readonly userPass?: string
  readonly facts: readonly Fact[]
  readonly problems: readonly Flaw[]
}

function decode(token68: string, at: number): Decoded {
  const wrong = (says: string, from = 0, length = token68.length - from): Decoded => ({
    facts: [],
    problems: [{ at: at + from, length, says, clause: 'RFC 7617 §2' }],
  })
  if (token68 === '') return wrong('Nothing follows the scheme.')
  const foreign = token68.search(/[^A-Za-z0-9+/=]/)
  if (foreign >= 0) return wrong('This character is not in the alphabet of base64.', foreign, 1)
  const binary = base64.decode(token68)
  if (!binary) return wrong('This is no canonical base64: its padding or its last bits are wrong.')
  const userPass = new TextDecoder().decode(binary)
  if (userPass.includes('\uFFFD')) return wrong('The octets are not UTF-8, so the text stays unknown.')
  const colon = userPass.indexOf(':')
  if (colon < 0) return { ...wrong('It decodes, but has no colon between user-id and password.'), userPass }
  const password = userPass.slice(colon + 1)
  return {
    userPass,
    facts: [
      { name: 'user-id', value: userPass.slice(0, colon), clause: 'RFC 7617 §2' },
      {
        name: 'password',
        value: `${[...password].length} characters, ${octets(password).length} octets`,
        note: 'in clear, in the field',
      },
    ],
    problems: [],
  }
}

function editable(found: PastedField, userPass: string, { base, credentials }: Bench): Editable {
  return {
    documents: [{ id: 'user-pass', title: 'user-id:password', language: 'text', text: userPass }],
    write: ({ 'user-pass': text = '' }) =>
      `${found.before}Basic ${base64.encode(octets(text.normalize('NFC')))}${found.after}`,
    request: (text) =>
      request('GET', `${base}/basic/whoami`, [
        ['Authorization', pastedField(text, 'authorization')?.value ?? text.trim()],
      ]),
    mintedHere: (text) => userPassIn(text) === `${credentials.userId}:${credentials.password}`,
  }
}
