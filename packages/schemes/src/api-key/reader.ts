/** Reads API keys for the inspector. A key is one text: it can be changed, but there is nothing in it to sign. */
import { request } from '@lockstep/http/message'
import type { Bench, Editable, Reader, Reading } from '../reader.ts'
import { type PastedField, pastedField } from '../readers/pasted-field.ts'
import { keyParts } from './inspect/key-parts.ts'
import { inspect } from './inspect.ts'
import { checksumFits, claimedId, partsOf } from './key.ts'

const field = 'X-API-Key'

const key: Reader = {
  id: 'api-key',
  name: 'API key',
  sample: ({ credentials }) => `${field}: ${credentials.key}`,
  read(text, bench) {
    const found = keyIn(text)
    if (!found) return undefined
    const { before, value, after } = found
    return {
      kind: 'API key',
      parts: [{ text: before }, ...keyParts(value), { text: after }].filter((part) => part.text !== ''),
      ...judge(found),
      edit: editable(found, bench),
    }
  },
}

const challenge: Reader = {
  id: 'api-key-challenge',
  name: 'API key challenge',
  read(text) {
    const found = pastedField(text, 'www-authenticate')
    const parts = found && inspect(found.value, { kind: 'field', of: 'response', name: 'www-authenticate' })
    if (!parts) return undefined
    const { before, after } = found
    return {
      kind: 'API key challenge',
      parts: [{ text: before }, ...parts, { text: after }].filter((part) => part.text !== ''),
      facts: [],
      problems: [],
      warnings: [],
    }
  },
}

export const readers: readonly Reader[] = [key, challenge]

/** The key in a text: after its field's name or its scheme, or bare. Only what begins as a key of ours does is one. */
function keyIn(text: string): PastedField | undefined {
  const own = pastedField(text, field)
  const found = own ?? pastedField(text, 'authorization')
  if (!found) return undefined
  const [scheme = ''] = own ? [] : (/^apikey[ \t]+/i.exec(found.value) ?? [])
  const value = found.value.slice(scheme.length)
  return claimedId(value) === undefined ? undefined : { ...found, before: found.before + scheme, value }
}

function judge({ before, value }: PastedField): Pick<Reading, 'facts' | 'problems' | 'warnings'> {
  const parts = partsOf(value)
  const warnings = [{ says: 'A key is a whole secret: whoever has seen this text can call with it.' }]
  if (!parts) {
    const says = `A key has 51 letters and digits; these are ${value.length} characters.`
    return { facts: [], problems: [{ at: before.length, length: value.length, says }], warnings }
  }
  const at = before.length + parts.prefix.length + parts.body.length
  const misspelt = 'The checksum does not fit: a character was lost or changed when this was copied.'
  return {
    facts: [
      { name: 'prefix', value: parts.prefix, note: 'names the key; no secret' },
      { name: 'secret', value: '27 characters, 160 bits' },
      { name: 'checksum', value: checksumFits(parts) ? 'fits' : 'does not fit' },
    ],
    problems: checksumFits(parts) ? [] : [{ at, length: parts.checksum.length, says: misspelt }],
    warnings,
  }
}

function editable({ before, value, after }: PastedField, { base, credentials }: Bench): Editable {
  return {
    documents: [{ id: 'key', title: 'The key', language: 'text', text: value }],
    write: ({ key: text = '' }) => `${before}${text.trim()}${after}`,
    request: (text) => request('GET', `${base}/api-key/whoami`, [[field, keyIn(text)?.value ?? text.trim()]]),
    mintedHere: (text) => keyIn(text)?.value === credentials.key,
  }
}
