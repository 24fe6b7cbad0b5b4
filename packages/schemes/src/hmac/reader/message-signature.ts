import { base64, base64url } from '@lockstep/crypto/base64'
import { type HttpRequest, request } from '@lockstep/http/message'
import { serializeBareItem } from 'structured-headers'
import { DocumentError } from '../../reader.ts'
import { signMessage, signParameters } from '../credentials/message-signature.ts'
import { ComponentError } from '../rfc9421/component-value.ts'
import { contentDigest } from '../rfc9421/content-digest.ts'
import { readSignatures } from '../rfc9421/signature-fields.ts'
import { readSignatureParameters, type SignatureParameters } from '../rfc9421/signature-parameters.ts'
import type { HmacCredentials } from '../sandbox.ts'
import { missingCoverage } from '../verify/missing-coverage.ts'
import { window } from '../verify/rules.ts'
import { profileOf } from '../verify/verify.ts'
import { listIn, textIn } from './parameter-values.ts'
import { profileReader } from './profile-reader.ts'
import type { Parameters, ProfileText } from './profile-text.ts'
import { accepts, hmacKeyOf, ownKeys, readSharedKey } from './shared-keys.ts'
import { timeFact, timeWarning } from './times.ts'

/** Members of the document that are no signature parameters. */
const around = ['label', 'components', 'signature']

const profile: ProfileText = {
  id: 'message-signature',
  name: 'HTTP Message Signature',
  fields: ['Signature-Input', 'Signature'],
  members: [
    { name: 'label', says: 'Pairs the two fields.', clause: 'RFC 9421 §4' },
    {
      name: 'components',
      says: 'What is covered, in this order; each as it is written, with its quotes.',
      clause: 'RFC 9421 §2',
    },
    { name: 'created', says: 'When it was signed.', clause: 'RFC 9421 §2.3', kind: 'time' },
    { name: 'expires', says: 'Until when it is good.', clause: 'RFC 9421 §2.3', kind: 'time' },
    { name: 'nonce', says: 'Used once with this key.', clause: 'RFC 9421 §2.3' },
    { name: 'keyid', says: 'Which secret was used.', clause: 'RFC 9421 §2.3' },
    {
      name: 'alg',
      says: 'The algorithm; it has to agree with the key.',
      clause: 'RFC 9421 §2.3',
      values: ['"hmac-sha256"'],
    },
    { name: 'tag', says: 'For which application it was made.', clause: 'RFC 9421 §2.3' },
    { name: 'signature', says: 'The proof in base64. Signing writes it.', clause: 'RFC 9421 §4.2' },
  ],
  recognises: (message) => profileOf(message) === 'rfc9421',
  read(message, { now }) {
    const kind = 'Request with an HTTP Message Signature'
    const wrong = (says: string, clause: string) => ({
      kind,
      facts: [],
      warnings: [],
      problem: { field: 'signature-input', says, clause },
    })
    const signatures = readSignatures(message)
    if (typeof signatures === 'string') return wrong(signatures, 'RFC 9421 §4')
    const read = readSignatureParameters(signatures[0].input)
    if (typeof read === 'string') return wrong(read, 'RFC 9421 §2.3')
    const labels = signatures.map(({ label }) => label)
    const { created, keyid, alg } = read
    return {
      kind: labels.length === 1 ? kind : `Request with ${labels.length} HTTP Message Signatures`,
      facts: [
        {
          name: 'label',
          value: labels.join(', '),
          ...(labels.length > 1 ? { note: 'the first is shown' } : {}),
          clause: 'RFC 9421 §4',
        },
        {
          name: 'covers',
          value: read.components.map(({ text }) => text).join(' ') || 'no component',
          clause: 'RFC 9421 §2',
        },
        { name: 'key', value: keyid ?? 'not said' },
        { name: 'algorithm', value: alg ?? 'not said: the key knows it', clause: 'RFC 9421 §2.3' },
        ...(created === undefined ? [] : [timeFact('created', created, now(), 'RFC 9421 §2.3')]),
        ...(read.expires === undefined ? [] : [timeFact('expires', read.expires, now(), 'RFC 9421 §2.3')]),
      ],
      warnings: warningsOf(read, message, now()),
    }
  },
  parametersOf(message) {
    const signatures = readSignatures(message)
    if (typeof signatures === 'string') return {}
    const [{ label, input, signature }] = signatures
    const read = readSignatureParameters(input)
    if (typeof read === 'string') return {}
    return {
      label,
      components: read.components.map(({ text }) => text),
      // What is no string and no number is written as it stands in the field.
      ...Object.fromEntries(read.parameters.map(({ name, value, text }) => [name, jsonOf(value, text)])),
      signature: base64.encode(signature),
    }
  },
  fieldsOf(parameters) {
    const label = textIn(parameters, 'label') || 'sig1'
    return [
      ['Signature-Input', `${label}=${inputText(parameters)}`],
      ['Signature', `${label}=:${textIn(parameters, 'signature')}:`],
    ]
  },
  renewed: (bench) => ({
    created: Math.floor(bench.now() / 1000),
    nonce: base64url.encode(bench.random(12)),
  }),
  accepts,
  own: ownKeys,
  readKey: readSharedKey,
  sign(message, parameters, key, { origin }) {
    const { keyId, secret } = hmacKeyOf(key)
    const keyid = keyId || textIn(parameters, 'keyid')
    const given = keyId && 'keyid' in parameters ? { ...parameters, keyid } : parameters
    // A digest that is there is made anew: signing is about the body that is there now.
    const digested = redigested(message)
    try {
      const label = textIn(parameters, 'label') || 'sig1'
      const signing = { key: { keyId: keyid, secret }, origin, label, text: inputText(given) }
      const { fields, derivation } = signParameters(digested, signing)
      return {
        request: { ...digested, headers: [...digested.headers, ...Object.entries(fields)] },
        derivation,
      }
    } catch (error) {
      if (error instanceof DocumentError) throw error
      const says = error instanceof Error ? error.message : 'Unexpected parameters'
      throw new DocumentError(error instanceof ComponentError ? 'request' : 'parameters', 0, says)
    }
  },
  sample(bench) {
    const message = request(
      'POST',
      `${bench.base}/hmac/whoami`,
      [['Content-Type', 'text/plain']],
      'lend me a book',
    )
    const { keyId, secret } = bench.credentials as HmacCredentials
    const parameters = { created: Math.floor(bench.now() / 1000), nonce: base64url.encode(bench.random(12)) }
    return signMessage(message, { key: { keyId, secret }, origin: bench.origin, parameters }).request
  },
}

/** `Signature-Input` with `Signature`. */
export const messageSignatureReader = profileReader(profile)

function warningsOf(read: SignatureParameters, message: HttpRequest, now: number) {
  const missing = missingCoverage(read, message.body.length > 0)
  return [
    ...(missing.length === 0
      ? []
      : [{ says: `Our verifier also wants ${missing.join(', ')}.`, clause: 'RFC 9421 §7.2.1' }]),
    ...(read.created === undefined ? [] : timeWarning(read.created, now, window, 'RFC 9421 §3.2.1')),
    ...(read.expires !== undefined && read.expires * 1000 <= now
      ? [{ says: 'It has expired.', clause: 'RFC 9421 §3.2.1' }]
      : []),
  ]
}

function redigested(message: HttpRequest): HttpRequest {
  const headers = message.headers.map(([name, value]) => {
    const algorithm = /^(sha-256|sha-512)=:[^:]*:$/.exec(value)?.[1] as 'sha-256' | 'sha-512' | undefined
    const digest = name.toLowerCase() === 'content-digest' && algorithm
    return [name, digest ? contentDigest(message.body, digest) : value] as const
  })
  return { ...message, headers }
}

function jsonOf(value: unknown, text: string): unknown {
  if (typeof value === 'string' || (typeof value === 'number' && !text.includes('.'))) return value
  return typeof value === 'boolean' ? value : { raw: text.slice(text.indexOf('=') + 1) }
}

/** The inner list with its parameters, as the document has them. */
function inputText(parameters: Parameters): string {
  const pairs = Object.entries(parameters).filter(([name]) => !around.includes(name))
  const text = pairs.map(([name, value]) => `;${name}${valueText(name, value)}`).join('')
  return `(${listIn(parameters, 'components').join(' ')})${text}`
}

function valueText(name: string, value: unknown): string {
  if (value === true) return ''
  if (typeof value === 'object' && value !== null && 'raw' in value) return `=${String(value.raw)}`
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new DocumentError('parameters', 0, `Unexpected value of ${name}, expected a string or an integer`)
  try {
    return `=${serializeBareItem(value)}`
  } catch (error) {
    throw new DocumentError('parameters', 0, error instanceof Error ? error.message : 'Unexpected value')
  }
}
