/** The three forms of a signed request by Node's own cryptography: nothing of ours is in them. */
import { createHash, createHmac, randomUUID } from 'node:crypto'

export type Key = { readonly keyId: string; readonly secret: string }
type Lines = readonly string[]

export const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data)
const mac = (key: string | Uint8Array, data: string) => createHmac('sha256', key).update(data)
const secretOf = ({ secret }: Key) => Buffer.from(secret, 'base64')
export const seconds = () => Math.floor(Date.now() / 1000)
export const contentDigest = (body: string) => `sha-256=:${sha256(body).digest('base64')}:`

export type MessageSigning = {
  readonly key: Key
  /** Identifiers as they are written, each with its value: `['"@method"', 'GET']`. */
  readonly components: readonly (readonly [identifier: string, value: string])[]
  /** In order, as written: `created=1`, `keyid="x"`. */
  readonly parameters: Lines
  readonly label?: string
}

/** The two fields of RFC 9421 §4. */
export function messageSignature({ key, components, parameters, label = 'sig1' }: MessageSigning): Lines {
  const covered = components.map(([identifier]) => identifier).join(' ')
  const input = [`(${covered})`, ...parameters].join(';')
  const lines = [...components.map(([identifier, value]) => `${identifier}: ${value}`)]
  const base = [...lines, `"@signature-params": ${input}`].join('\n')
  const signature = mac(secretOf(key), base).digest('base64')
  return [`Signature-Input: ${label}=${input}`, `Signature: ${label}=:${signature}:`]
}

/** The parameters that the profile asks for. */
export function usualParameters({ keyId }: Key): string[] {
  return [`created=${seconds()}`, `nonce="${randomUUID()}"`, `keyid="${keyId}"`]
}

export type TeachingSigning = {
  readonly key: Key
  readonly method?: string
  readonly target: string
  readonly body?: string
  readonly timestamp?: number
  readonly nonce?: string
}

/** The field of the teaching profile. */
export function teachingLine(signing: TeachingSigning): string {
  const { key, method = 'GET', target, body = '' } = signing
  const { timestamp = seconds(), nonce = randomUUID() } = signing
  const text = [method, target, timestamp, nonce, body].join('\n')
  const signature = mac(secretOf(key), text).digest('base64')
  return `Authorization: HMAC keyId="${key.keyId}", algorithm="hmac-sha256", timestamp="${timestamp}", nonce="${nonce}", signature="${signature}"`
}

export type AwsSigning = {
  readonly key: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly region: string
    readonly service: string
  }
  readonly method?: string
  readonly path: string
  /** In canonical form. */
  readonly query?: string
  readonly authority: string
  readonly body?: string
  /** Canonical fields besides host and x-amz-date, in lower case, and in order with these two. */
  readonly fields?: readonly (readonly [name: string, value: string])[]
  /** Milliseconds since 1970. */
  readonly at?: number
  /** Of the scope, where it is not that of the time. */
  readonly day?: string
  /** Left out of what is signed. */
  readonly unsigned?: readonly string[]
  readonly payloadHash?: string
}

/** Authorization and X-Amz-Date of AWS Signature Version 4. */
export function awsLines(signing: AwsSigning): Lines {
  const { key, method = 'GET', path, query = '', authority, body = '', fields = [], unsigned = [] } = signing
  const date = new Date(signing.at ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const { day = date.slice(0, 8), payloadHash = sha256(body).digest('hex') } = signing
  const signed = [['host', authority], ['x-amz-date', date], ...fields]
    .filter(([name = '']) => !unsigned.includes(name))
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const fieldLines = signed.map(([name, value]) => `${name}:${value}\n`).join('')
  const canonical = [method, path, query, fieldLines, names, payloadHash].join('\n')
  const scope = [day, key.region, key.service, 'aws4_request']
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical).digest('hex')].join('\n')
  const signingKey = scope.reduce<string | Buffer>(
    (last, part) => mac(last, part).digest(),
    `AWS4${key.secretAccessKey}`,
  )
  const signature = mac(signingKey, toSign).digest('hex')
  return [
    `X-Amz-Date: ${date}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  ]
}
