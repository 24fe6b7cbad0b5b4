import { base64url } from '@lockstep/crypto/base64'
import { fieldLines, request } from '@lockstep/http/message'
import { DocumentError } from '../../reader.ts'
import { signTeaching } from '../credentials/teaching.ts'
import type { HmacCredentials } from '../sandbox.ts'
import { readTeaching, teachingAuthorization } from '../teaching/teaching-authorization.ts'
import { window } from '../verify/rules.ts'
import { profileOf } from '../verify/verify.ts'
import { textIn } from './parameter-values.ts'
import { profileReader } from './profile-reader.ts'
import type { ProfileText } from './profile-text.ts'
import { accepts, hmacKeyOf, legacyKey, ownKeys, readSharedKey } from './shared-keys.ts'
import { timeFact, timeWarning } from './times.ts'

const clause = 'RFC 9110 §11.6.2'
const names = ['keyId', 'algorithm', 'timestamp', 'nonce', 'signature'] as const

const profile: ProfileText = {
  id: 'hmac-teaching',
  name: 'HMAC credentials',
  fields: ['Authorization'],
  members: [
    { name: 'keyId', says: 'Which secret was used.' },
    {
      name: 'algorithm',
      says: 'How the proof is made. Only hmac-sha256 is taken.',
      clause: 'RFC 2104 §2',
      values: ['"hmac-sha256"', '"sha256-key-text"'],
    },
    { name: 'timestamp', says: 'When, in seconds since 1970.', kind: 'time' },
    { name: 'nonce', says: 'Used once with this key.' },
    { name: 'signature', says: 'The proof in base64. Signing writes it.', clause: 'RFC 2104 §2' },
  ],
  recognises: (message) => profileOf(message) === 'teaching',
  read(message, { now }) {
    const kind = 'Request signed with HMAC'
    const read = readTeaching(fieldLines(message, 'authorization'))
    if (typeof read === 'string')
      return { kind, facts: [], warnings: [], problem: { field: 'authorization', says: read, clause } }
    const seconds = Number(read.timestamp)
    const bare = {
      says: 'A bare hash of key and text can be extended without the key.',
      clause: 'RFC 2104 §6',
    }
    return {
      kind,
      facts: [
        { name: 'key', value: read.keyId },
        { name: 'algorithm', value: read.algorithm },
        timeFact('signed', seconds, now(), clause),
        { name: 'covers', value: 'method, target, timestamp, nonce, body' },
      ],
      warnings: [
        ...(read.algorithm === 'hmac-sha256' ? [] : [bare]),
        ...timeWarning(seconds, now(), window, 'RFC 9421 §7.2.2'),
      ],
    }
  },
  parametersOf(message) {
    const read = readTeaching(fieldLines(message, 'authorization'))
    return typeof read === 'string' ? {} : read
  },
  fieldsOf(parameters) {
    const values = names.map((name) => [name, textIn(parameters, name)] as const)
    return [['Authorization', teachingAuthorization(Object.fromEntries(values))]]
  },
  renewed: (bench) => ({
    timestamp: String(Math.floor(bench.now() / 1000)),
    nonce: base64url.encode(bench.random(12)),
  }),
  accepts,
  own: (bench) => [...ownKeys(bench), legacyKey(bench)],
  readKey: readSharedKey,
  sign(message, parameters, key) {
    const { keyId, secret } = hmacKeyOf(key)
    const algorithm = textIn(parameters, 'algorithm')
    if (algorithm !== 'hmac-sha256' && algorithm !== 'sha256-key-text')
      throw new DocumentError(
        'parameters',
        0,
        `Unexpected algorithm "${algorithm}", expected hmac-sha256 or sha256-key-text`,
      )
    return signTeaching(message, {
      key: { keyId: keyId || textIn(parameters, 'keyId'), secret },
      algorithm,
      timestamp: textIn(parameters, 'timestamp'),
      nonce: textIn(parameters, 'nonce'),
    })
  },
  sample(bench) {
    const message = request(
      'POST',
      `${bench.base}/hmac/whoami`,
      [['Content-Type', 'text/plain']],
      'lend me a book',
    )
    const { keyId, secret } = bench.credentials as HmacCredentials
    const timestamp = Math.floor(bench.now() / 1000)
    const nonce = base64url.encode(bench.random(12))
    return signTeaching(message, { key: { keyId, secret }, timestamp, nonce }).request
  },
}

/** `Authorization: HMAC …`, the teaching profile. */
export const teachingReader = profileReader(profile)
