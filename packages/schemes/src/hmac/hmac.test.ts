import { field, type HttpRequest, octets, request, withField } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Built, Exchange, Scheme } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { type AwsSigning, signAws } from './credentials/aws-signature.ts'
import { type MessageSigning, signMessage } from './credentials/message-signature.ts'
import { signTeaching, type TeachingSigning } from './credentials/teaching.ts'
import { endpoints } from './endpoints.ts'
import { contentDigest } from './rfc9421/content-digest.ts'
import type { HmacCredentials } from './sandbox.ts'
import { sandbox } from './sandbox.ts'
import { amzDate } from './sigv4/aws-proof.ts'
import { canonicalPath, canonicalRequest } from './sigv4/canonical-request.ts'
import { teachingAuthorization } from './teaching/teaching-authorization.ts'
import { rules } from './verify/rules.ts'

/** What stands in this file is about both halves and the endpoints; the lesson around them has tests of its own. */
const hmac = { slug: 'hmac', name: 'HMAC signing', rules, sandbox, endpoints } as unknown as Scheme

const realBase = '/s/lab'
const twin = (check: string) => `${realBase}/without/hmac.${check}`
const json = ['Content-Type', 'application/json'] as const

class HmacLab extends Lab {
  #nonces = 0
  constructor() {
    super([hmac])
  }
  get keys(): HmacCredentials {
    return this.credentials(hmac)
  }
  get seconds(): number {
    return Math.floor(this.clock / 1000)
  }
  nonce(): string {
    return `nonce-${++this.#nonces}`
  }
  message(wanted: Wanted): HttpRequest {
    const { base = realBase, method = 'GET', query = '', body = '' } = wanted
    return request(method, `${base}/hmac/whoami${query}`, body === '' ? [] : [json], body)
  }
  teaching({ sign = {}, ...wanted }: Wanted & { sign?: Partial<TeachingSigning> } = {}): Built {
    const defaults = { key: this.keys, timestamp: this.seconds, nonce: this.nonce() }
    return signTeaching(this.message(wanted), { ...defaults, ...sign })
  }
  signature({ sign = {}, parameters, ...wanted }: Wanted & MessageWanted = {}): Built {
    const values = parameters ?? { created: this.seconds, nonce: this.nonce() }
    const defaults = { key: this.keys, origin: this.origin, parameters: values }
    return signMessage(this.message(wanted), { ...defaults, ...sign })
  }
  aws({ sign = {}, ...wanted }: Wanted & { sign?: Partial<AwsSigning> } = {}): Built {
    const defaults = { key: this.keys.aws, origin: this.origin, date: amzDate(this.clock) }
    return signAws(this.message(wanted), { ...defaults, ...sign })
  }
}

type Wanted = {
  readonly base?: string
  readonly method?: string
  readonly query?: string
  readonly body?: string
}
type MessageWanted = {
  readonly sign?: Partial<MessageSigning>
  readonly parameters?: Record<string, string | number>
}

let lab: HmacLab
beforeEach(() => {
  lab = new HmacLab()
})

const problemOf = ({ response }: Exchange): { type?: string; detail?: string } =>
  'text' in response.body ? JSON.parse(response.body.text) : {}

/** Exactly this check failed, every one before it passed, and the answer is what a signer can act on. */
function expectRefused(exchange: Exchange, check: string, status: number): void {
  const { verdict, response } = exchange
  expect(failedCheck(exchange), JSON.stringify(verdict?.checks)).toBe(check)
  const outcomes = verdict?.checks.map(({ outcome }) => outcome) ?? []
  expect(new Set(outcomes.slice(0, outcomes.indexOf('failed')))).toEqual(
    new Set(outcomes.indexOf('failed') === 0 ? [] : ['passed']),
  )
  expect(response.status).toBe(status)
  const challenged = status === 401
  expect(answerField(exchange, 'www-authenticate')).toBe(challenged ? 'HMAC realm="notes"' : undefined)
  expect(answerField(exchange, 'accept-signature')?.startsWith('sig1=("@method"')).toBe(
    challenged ? true : undefined,
  )
}

function edited(built: Built, name: string, edit: (value: string) => string): HttpRequest {
  const before = field(built.request, name) ?? ''
  const after = edit(before)
  expect(after, 'the edit changes something').not.toBe(before)
  return withField(built.request, name, after)
}
const without = (message: HttpRequest, name: string): HttpRequest => ({
  ...message,
  headers: message.headers.filter(([given]) => given.toLowerCase() !== name),
})
describe('an honest request', () => {
  const profiles = {
    teaching: (wanted: Wanted) => lab.teaching(wanted),
    rfc9421: (wanted: Wanted) => lab.signature(wanted),
    sigv4: (wanted: Wanted) => lab.aws(wanted),
  }
  it.each(Object.entries(profiles))('is let in: %s', async (branch, build) => {
    for (const wanted of [
      {},
      { query: '?b=2&a=1&a=0&c=%20x%2b' },
      { method: 'POST', body: '{"text":"ünïcode"}\n' },
    ]) {
      const exchange = await lab.send(build(wanted).request)
      expect(exchange.response.status, JSON.stringify(exchange.verdict?.checks)).toBe(200)
      expect(exchange.verdict).toMatchObject({ branch, principal: { type: 'user', id: 'ada' } })
      expect(new Set(exchange.verdict?.checks.map(({ outcome }) => outcome))).toEqual(new Set(['passed']))
    }
  })

  it('covers @target-uri in place of authority, path and query', async () => {
    const components = ['"@method"', '"@target-uri"']
    expect((await lab.send(lab.signature({ sign: { components } }).request)).response.status).toBe(200)
  })

  it('is one of several signatures: the one with a key of ours counts', async () => {
    const other = lab.signature({ sign: { label: 'proxy', key: { keyId: 'elsewhere', secret: 'AAAA' } } })
    const ours = lab.signature({ sign: { label: 'ours' } })
    const both = (name: string) => `${field(other.request, name)}, ${field(ours.request, name)}`
    const message = withField(ours.request, 'Signature-Input', both('signature-input'))
    const exchange = await lab.send(withField(message, 'Signature', both('signature')))
    expect(exchange.response.status).toBe(200)
  })

  it('has its two field lines joined: they are one field (RFC 9421 §2.1)', async () => {
    const plain = {
      ...lab.message({}),
      headers: [
        ['X-Tag', 'a'],
        ['X-Tag', 'b'],
      ] as const,
    }
    const components = ['"@method"', '"@target-uri"', '"x-tag"']
    const built = signMessage(plain, {
      key: lab.keys,
      origin: lab.origin,
      components,
      parameters: { created: lab.seconds, nonce: 'n' },
    })
    const joined = {
      ...built.request,
      headers: [...without(built.request, 'x-tag').headers, ['x-tag', 'a, b']],
    }
    expect((await lab.send(joined as HttpRequest)).response.status).toBe(200)
  })

  it('may send no X-Amz-Content-Sha256, as curl and botocore do not', async () => {
    const sign = { sendPayloadHash: false }
    const exchange = await lab.send(lab.aws({ method: 'POST', body: 'a=1', sign }).request)
    expect(exchange.response.status).toBe(200)
  })

  it('binds its body by sha-512, or by both digests', async () => {
    const one = lab.signature({ method: 'POST', body: 'x', sign: { digest: 'sha-512' } })
    expect((await lab.send(one.request)).response.status).toBe(200)
    const [short, long] = (['sha-256', 'sha-512'] as const).map((name) => contentDigest(octets('a'), name))
    expect((await lab.send(digested(`${short}, ${long}`))).response.status).toBe(200)
  })
})

type Case = readonly [
  check: string,
  what: string,
  status: number,
  make: () => HttpRequest | Promise<HttpRequest>,
]

const teachingParameters = () => ({
  keyId: lab.keys.keyId,
  algorithm: 'hmac-sha256',
  timestamp: String(lab.seconds),
  nonce: 'n',
  signature: 'AAAA',
})
const authorized = (value: string) => withField(lab.message({}), 'Authorization', value)
const leftOut = (name: string): Case => [
  'mac-parameters-complete',
  `without ${name}`,
  400,
  () => {
    const { [name as 'nonce']: _, ...rest } = teachingParameters()
    return authorized(teachingAuthorization(rest))
  },
]
const replayed = async (message: HttpRequest) => {
  expect((await lab.send(message)).response.status).toBe(200)
  return message
}

const teachingCases: readonly Case[] = [
  ['profile-recognised', 'nothing', 401, () => lab.message({})],
  ['profile-recognised', 'another scheme', 401, () => authorized('Bearer x')],
  ['mac-parameters-complete', 'the scheme alone', 400, () => authorized('HMAC')],
  ['mac-parameters-complete', 'no list', 400, () => authorized('HMAC keyId="a" b')],
  ...['keyId', 'algorithm', 'timestamp', 'nonce', 'signature'].map(leftOut),
  [
    'mac-parameters-complete',
    'a parameter twice',
    400,
    () => edited(lab.teaching(), 'authorization', (value) => `${value}, KEYID="b"`),
  ],
  [
    'mac-parameters-complete',
    'two fields',
    400,
    () => {
      const { request: message } = lab.teaching()
      return { ...message, headers: [...message.headers, ['Authorization', 'HMAC x="y"']] }
    },
  ],
  [
    'mac-parameters-complete',
    'a time that is none',
    400,
    () => lab.teaching({ sign: { timestamp: '12.5' } }).request,
  ],
  ['mac-parameters-complete', 'a nonce of nothing', 400, () => lab.teaching({ sign: { nonce: '' } }).request],
  [
    'mac-parameters-complete',
    'a nonce without end',
    400,
    () => lab.teaching({ sign: { nonce: 'n'.repeat(129) } }).request,
  ],
  [
    'mac-key-known',
    'another key',
    401,
    () => lab.teaching({ sign: { key: { ...lab.keys, keyId: 'nobody' } } }).request,
  ],
  [
    'mac-is-hmac',
    'a bare hash',
    401,
    () => lab.teaching({ sign: { key: lab.keys.legacy, algorithm: 'sha256-key-text' } }).request,
  ],
  [
    'mac-is-hmac',
    'HMAC with the key of another algorithm',
    401,
    () => lab.teaching({ sign: { key: lab.keys.legacy } }).request,
  ],
  [
    'mac-matches',
    'another secret',
    401,
    () => lab.teaching({ sign: { key: { ...lab.keys, secret: lab.keys.reader.secret } } }).request,
  ],
  ['mac-matches', 'another method', 401, () => ({ ...lab.teaching().request, method: 'POST' })],
  [
    'mac-matches',
    'another query',
    401,
    () => ({ ...lab.teaching().request, target: `${realBase}/hmac/whoami?x` }),
  ],
  [
    'mac-matches',
    'another body',
    401,
    () => ({ ...lab.teaching({ method: 'POST', body: 'a' }).request, body: octets('b') }),
  ],
  [
    'mac-timestamp-recent',
    'too old',
    401,
    () => lab.teaching({ sign: { timestamp: lab.seconds - 301 } }).request,
  ],
  [
    'mac-timestamp-recent',
    'too new',
    401,
    () => lab.teaching({ sign: { timestamp: lab.seconds + 301 } }).request,
  ],
  [
    'scope-covers-request',
    'a write with a key that reads',
    403,
    () => lab.teaching({ method: 'POST', sign: { key: lab.keys.reader } }).request,
  ],
  ['mac-nonce-unused', 'the same bytes', 401, () => replayed(lab.teaching().request)],
]

const labels =
  (edit: (value: string) => string, name = 'signature') =>
  () =>
    edited(lab.signature(), name, edit)
const listed = (components: readonly string[]) => () => {
  const honest = lab.signature()
  return edited(honest, 'signature-input', (value) => value.replace(/\(.*\)/, `(${components.join(' ')})`))
}
const parameter = (from: RegExp, to: string) => labels((value) => value.replace(from, to), 'signature-input')
const covering =
  (components: readonly string[], more: Wanted = {}) =>
  () =>
    lab.signature({ ...more, sign: { components } }).request

/** The letter of base64 after this one: where two bits are padding, it stands for the same octets. */
const nextLetter = (letter: string) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return letters[letters.indexOf(letter) + 1] ?? ''
}

/** A body under a digest field that is written by hand. */
const digested = (value: string) => {
  const message = withField(lab.message({ method: 'POST', body: 'a' }), 'Content-Digest', value)
  return signMessage(message, {
    key: lab.keys,
    origin: lab.origin,
    digest: null,
    components: ['"@method"', '"@target-uri"', '"content-digest"'],
    parameters: { created: lab.seconds, nonce: 'n' },
  }).request
}

const signatureCases: readonly Case[] = [
  ['labels-paired', 'no Signature', 400, () => without(lab.signature().request, 'signature')],
  ['labels-paired', 'another label', 400, labels((value) => value.replace('sig1', 'sig2'))],
  ['labels-paired', 'a second label, in one only', 400, labels((value) => `${value}, sig2=:AAAA:`)],
  ['labels-paired', 'a label twice', 400, labels((value) => `${value}, sig1=:AAAA:`)],
  ['labels-paired', 'no byte sequence', 400, labels(() => 'sig1="text"')],
  [
    'labels-paired',
    'padding bits that are not zero: one signature has one spelling',
    400,
    labels((value) => value.replace(/(.)=:$/, (_, last: string) => `${nextLetter(last)}=:`)),
  ],
  ['labels-paired', 'no dictionary', 400, labels(() => '=')],
  ['labels-paired', 'no inner list', 400, labels(() => 'sig1=1', 'signature-input')],
  ['labels-paired', 'an empty field', 400, labels(() => '', 'signature-input')],
  ['components-well-formed', 'a component twice', 400, listed(['"@method"', '"@method"'])],
  ['components-well-formed', 'an unknown one', 400, listed(['"@none"'])],
  ['components-well-formed', 'a field that is missing', 400, listed(['"x-none"'])],
  ['components-well-formed', 'a token for a name', 400, listed(['host'])],
  [
    'components-well-formed',
    'a query parameter that comes twice',
    400,
    () => {
      const { request: message } = lab.signature({
        query: '?a=1',
        sign: { components: ['"@query-param";name="a"'] },
      })
      return { ...message, target: `${message.target}&a=2` }
    },
  ],
  ['components-well-formed', 'created as text', 400, parameter(/created=\d+/, 'created="1"')],
  ['components-well-formed', 'created with a fraction', 400, parameter(/created=(\d+)/, 'created=$1.0')],
  ['components-well-formed', 'nonce as a number', 400, parameter(/nonce="[^"]*"/, 'nonce=1')],
  ['components-well-formed', 'a parameter twice', 400, parameter(/;created/, ';created=1;created')],
  ['coverage-sufficient', 'the method alone', 401, covering(['"@method"'])],
  ['coverage-sufficient', 'no query', 401, covering(['"@method"', '"@authority"', '"@path"'])],
  [
    'coverage-sufficient',
    'one parameter of the query',
    401,
    covering(['"@method"', '"@authority"', '"@path"', '"@query-param";name="a"'], { query: '?a=1' }),
  ],
  [
    'coverage-sufficient',
    'a body that is not bound',
    401,
    covering(['"@method"', '"@target-uri"'], { method: 'POST', body: 'x' }),
  ],
  [
    'coverage-sufficient',
    'one member of the digest',
    401,
    covering(['"@method"', '"@target-uri"', '"content-digest";key="sha-256"'], { method: 'POST', body: 'x' }),
  ],
  ['coverage-sufficient', 'no created', 401, () => lab.signature({ parameters: { nonce: 'n' } }).request],
  [
    'coverage-sufficient',
    'no nonce',
    401,
    () => lab.signature({ parameters: { created: lab.seconds } }).request,
  ],
  ['coverage-sufficient', 'no keyid', 401, parameter(/;keyid="[^"]*"/, '')],
  [
    'signature-key-known',
    'another key',
    401,
    () => lab.signature({ sign: { key: { ...lab.keys, keyId: 'nobody' } } }).request,
  ],
  [
    'algorithm-agrees',
    'another alg',
    401,
    () => lab.signature({ parameters: { created: lab.seconds, nonce: 'n', alg: 'ed25519' } }).request,
  ],
  [
    'algorithm-agrees',
    'the key of the legacy client',
    401,
    () => lab.signature({ sign: { key: lab.keys.legacy } }).request,
  ],
  [
    'signature-matches',
    'another secret',
    401,
    () => lab.signature({ sign: { key: { ...lab.keys, secret: lab.keys.reader.secret } } }).request,
  ],
  ['signature-matches', 'another order', 401, listed(['"@authority"', '"@method"', '"@path"', '"@query"'])],
  [
    'signature-matches',
    'another authority',
    401,
    () => lab.signature({ sign: { origin: 'http://staging.example' } }).request,
  ],
  ['signature-matches', 'another method', 401, () => ({ ...lab.signature().request, method: 'POST' })],
  ['signature-matches', 'another nonce', 401, parameter(/nonce="[^"]*"/, 'nonce="other"')],
  ['signature-matches', 'a signature cut short', 401, labels(() => 'sig1=:AAAA:')],
  [
    'created-recent',
    'too old',
    401,
    () => lab.signature({ parameters: { created: lab.seconds - 301, nonce: 'n' } }).request,
  ],
  [
    'created-recent',
    'too new',
    401,
    () => lab.signature({ parameters: { created: lab.seconds + 301, nonce: 'n' } }).request,
  ],
  [
    'created-recent',
    'expired',
    401,
    () =>
      lab.signature({ parameters: { created: lab.seconds - 9, expires: lab.seconds, nonce: 'n' } }).request,
  ],
  [
    'content-digest-matches',
    'another body',
    401,
    () => ({ ...lab.signature({ method: 'POST', body: 'a' }).request, body: octets('b') }),
  ],
  [
    'content-digest-matches',
    'a digest without a body',
    401,
    () => ({ ...lab.signature({ method: 'POST', body: 'a' }).request, body: octets('') }),
  ],
  ['content-digest-matches', 'a digest of a kind that nobody knows', 401, () => digested('md5=:AAAA:')],
  ['content-digest-matches', 'an empty digest field', 401, () => digested('')],
  [
    'content-digest-matches',
    'one digest that is right and one that is not',
    401,
    () => digested(`${contentDigest(octets('a'), 'sha-256')}, sha-512=:AAAA:`),
  ],
  [
    'scope-covers-request',
    'a write with a key that reads',
    403,
    () => lab.signature({ method: 'POST', sign: { key: lab.keys.reader } }).request,
  ],
  ['signature-nonce-unused', 'the same bytes', 401, () => replayed(lab.signature().request)],
]

const awsField = (edit: (value: string) => string) => () => edited(lab.aws(), 'authorization', edit)

const awsCases: readonly Case[] = [
  [
    'aws-authorization-well-formed',
    'two fields',
    400,
    () => {
      const { request: message } = lab.aws()
      return { ...message, headers: [...message.headers, ['Authorization', 'AWS4-HMAC-SHA256 x']] }
    },
  ],
  ['aws-authorization-well-formed', 'the scheme alone', 400, awsField(() => 'AWS4-HMAC-SHA256')],
  [
    'aws-authorization-well-formed',
    'no SignedHeaders',
    400,
    awsField((value) => value.replace(/SignedHeaders=[^,]*, /, '')),
  ],
  [
    'aws-authorization-well-formed',
    'a parameter twice',
    400,
    awsField((value) => `${value}, Signature=${'0'.repeat(64)}`),
  ],
  ['aws-authorization-well-formed', 'one that is unknown', 400, awsField((value) => `${value}, Other=1`)],
  [
    'aws-authorization-well-formed',
    'a credential without a service',
    400,
    awsField((value) => value.replace('/notes/', '/')),
  ],
  ['aws-authorization-well-formed', 'a short signature', 400, awsField((value) => value.slice(0, -1))],
  [
    'aws-authorization-well-formed',
    'names out of order',
    400,
    awsField((value) => value.replace('host;x-amz-content-sha256', 'x-amz-content-sha256;host')),
  ],
  [
    'aws-authorization-well-formed',
    'a name in upper case',
    400,
    awsField((value) => value.replace('host', 'Host')),
  ],
  [
    'aws-authorization-well-formed',
    'a field that is missing',
    400,
    awsField((value) => value.replace('host;', 'host;x-a;')),
  ],
  ['aws-authorization-well-formed', 'no X-Amz-Date', 400, () => without(lab.aws().request, 'x-amz-date')],
  [
    'aws-authorization-well-formed',
    'a date that is none',
    400,
    () => withField(lab.aws().request, 'X-Amz-Date', '20260230T120000Z'),
  ],
  [
    'aws-authorization-well-formed',
    'a session token',
    400,
    () => withField(lab.aws().request, 'X-Amz-Security-Token', 'x'),
  ],
  [
    'aws-access-key-known',
    'another key',
    401,
    () => lab.aws({ sign: { key: { ...lab.keys.aws, accessKeyId: 'NOBODY' } } }).request,
  ],
  [
    'aws-scope-matches',
    'another service',
    401,
    () => lab.aws({ sign: { scope: { service: 'mail' } } }).request,
  ],
  [
    'aws-scope-matches',
    'another region',
    401,
    () => lab.aws({ sign: { scope: { region: 'local-2' } } }).request,
  ],
  ['aws-scope-matches', 'another day', 401, () => lab.aws({ sign: { scope: { date: '20261123' } } }).request],
  [
    'aws-host-signed',
    'host left out',
    401,
    () => lab.aws({ sign: { signedHeaders: ['x-amz-content-sha256', 'x-amz-date'] } }).request,
  ],
  [
    'aws-host-signed',
    'the date left out',
    401,
    () => lab.aws({ sign: { signedHeaders: ['host', 'x-amz-content-sha256'] } }).request,
  ],
  ['aws-host-signed', 'a field added on the way', 401, () => withField(lab.aws().request, 'X-Amz-Meta', 'x')],
  [
    'aws-signature-matches',
    'another secret',
    401,
    () => lab.aws({ sign: { key: { ...lab.keys.aws, secretAccessKey: 'x' } } }).request,
  ],
  [
    'aws-signature-matches',
    'another host',
    401,
    () => lab.aws({ sign: { origin: 'http://127.0.0.1:8787' } }).request,
  ],
  [
    'aws-signature-matches',
    'another query',
    401,
    () => ({ ...lab.aws().request, target: `${realBase}/hmac/whoami?x` }),
  ],
  ['aws-signature-matches', 'another method', 401, () => ({ ...lab.aws().request, method: 'POST' })],
  [
    'aws-signature-matches',
    'digits in upper case',
    401,
    awsField((value) => value.replace(/[0-9a-f]{64}$/, (digits) => digits.toUpperCase())),
  ],
  [
    'aws-signature-matches',
    'another body, its hash not sent',
    401,
    () => ({
      ...lab.aws({ method: 'POST', body: 'a', sign: { sendPayloadHash: false } }).request,
      body: octets('b'),
    }),
  ],
  [
    'aws-date-recent',
    'too old',
    401,
    () => lab.aws({ sign: { date: amzDate(lab.clock - 901_000) } }).request,
  ],
  [
    'aws-date-recent',
    'too new',
    401,
    () => lab.aws({ sign: { date: amzDate(lab.clock + 901_000) } }).request,
  ],
  [
    'aws-payload-hash-matches',
    'another body, its hash sent',
    401,
    () => ({ ...lab.aws({ method: 'POST', body: 'a' }).request, body: octets('b') }),
  ],
  [
    'aws-payload-hash-matches',
    'UNSIGNED-PAYLOAD',
    401,
    () => lab.aws({ method: 'POST', body: 'a', sign: { payloadHash: 'UNSIGNED-PAYLOAD' } }).request,
  ],
  [
    'scope-covers-request',
    'a write with a key that reads',
    403,
    () => lab.aws({ method: 'POST', sign: { key: lab.keys.aws.reader } }).request,
  ],
]

describe.each([
  ['teaching', teachingCases],
  ['rfc9421', signatureCases],
  ['sigv4', awsCases],
] as const)('%s: one thing is wrong', (_, cases) => {
  it.each(cases)('%s: %s', async (check, _what, status, make) => {
    expectRefused(await lab.send(await make()), check, status)
  })
})

it('every removable check, taken away, lets its own mistake in', async () => {
  const made: [check: string, build: (base: string) => HttpRequest][] = [
    [
      'mac-is-hmac',
      (base) => lab.teaching({ base, sign: { key: lab.keys.legacy, algorithm: 'sha256-key-text' } }).request,
    ],
    ['mac-matches', (base) => lab.teaching({ base, sign: { key: { ...lab.keys, secret: 'AAAA' } } }).request],
    ['mac-timestamp-recent', (base) => lab.teaching({ base, sign: { timestamp: 1 } }).request],
    [
      'coverage-sufficient',
      (base) =>
        lab.signature({
          base,
          method: 'POST',
          body: 'x',
          parameters: { a: 1 },
          sign: { components: ['"@method"'], digest: null },
        }).request,
    ],
    [
      'algorithm-agrees',
      (base) =>
        lab.signature({ base, parameters: { created: lab.seconds, nonce: 'n', alg: 'none' } }).request,
    ],
    [
      'signature-matches',
      (base) => lab.signature({ base, sign: { key: { ...lab.keys, secret: 'AAAA' } } }).request,
    ],
    ['created-recent', (base) => lab.signature({ base, parameters: { created: 1, nonce: 'n' } }).request],
    [
      'content-digest-matches',
      (base) => ({ ...lab.signature({ base, method: 'POST', body: 'a' }).request, body: octets('b') }),
    ],
    [
      'scope-covers-request',
      (base) => lab.signature({ base, method: 'POST', sign: { key: lab.keys.reader } }).request,
    ],
    ['aws-scope-matches', (base) => lab.aws({ base, sign: { scope: { service: 'mail' } } }).request],
    ['aws-host-signed', (base) => lab.aws({ base, sign: { signedHeaders: ['x-amz-date'] } }).request],
    [
      'aws-signature-matches',
      (base) => lab.aws({ base, sign: { key: { ...lab.keys.aws, secretAccessKey: 'x' } } }).request,
    ],
    ['aws-date-recent', (base) => lab.aws({ base, sign: { date: '20200101T000000Z' } }).request],
    [
      'aws-payload-hash-matches',
      (base) => ({ ...lab.aws({ base, method: 'POST', body: 'a' }).request, body: octets('b') }),
    ],
  ]
  for (const [check, build] of made) {
    expectRefused(await lab.send(build(realBase)), check, check === 'scope-covers-request' ? 403 : 401)
    const exchange = await lab.send(build(twin(check)))
    expect(exchange.response.status, `${check}: ${failedCheck(exchange)}`).toBe(200)
  }
  for (const [check, message] of [
    ['mac-nonce-unused', lab.teaching({ base: twin('mac-nonce-unused') }).request],
    ['signature-nonce-unused', lab.signature({ base: twin('signature-nonce-unused') }).request],
  ] as const) {
    expect((await lab.send(message)).response.status, check).toBe(200)
    expect((await lab.send(message)).response.status, check).toBe(200)
  }
})

describe('a time that is refused', () => {
  it('comes with the server’s own, in the answer and in the trace', async () => {
    for (const message of [
      lab.teaching({ sign: { timestamp: 1 } }).request,
      lab.signature({ parameters: { created: 1, nonce: 'n' } }).request,
      lab.aws({ sign: { date: '20200101T000000Z' } }).request,
    ]) {
      const exchange = await lab.send(message)
      expect(problemOf(exchange)).toMatchObject({
        type: '/problems/clock-skew',
        detail: `The server's time is ${lab.seconds} (2026-11-24T12:00:00Z).`,
      })
      const failed = exchange.verdict?.checks.find(({ outcome }) => outcome === 'failed')
      expect(failed?.expected).toContain(String(lab.seconds))
    }
  })

  it.each([-300, 300])('is not: %i seconds apart', async (apart) => {
    const timestamp = lab.seconds + apart
    expect((await lab.send(lab.teaching({ sign: { timestamp } }).request)).response.status).toBe(200)
    const parameters = { created: timestamp, nonce: 'n' }
    expect((await lab.send(lab.signature({ parameters }).request)).response.status).toBe(200)
    const date = amzDate(lab.clock + 3 * apart * 1000)
    expect((await lab.send(lab.aws({ sign: { date } }).request)).response.status).toBe(200)
  })
})

describe('nonces', () => {
  it('are spent by nothing but a request that is good in all else', async () => {
    const nonce = 'once'
    const wrong = lab.teaching({ sign: { nonce, key: { ...lab.keys, secret: 'AAAA' } } }).request
    expect(failedCheck(await lab.send(wrong))).toBe('mac-matches')
    const forbidden = lab.teaching({ method: 'POST', sign: { nonce, key: lab.keys.reader } }).request
    expect(failedCheck(await lab.send(forbidden))).toBe('scope-covers-request')
    const good = lab.teaching({ sign: { nonce, key: lab.keys.reader } }).request
    expect((await lab.send(good)).response.status).toBe(200)
  })

  it('belong to a key: two may choose the same', async () => {
    for (const key of [lab.keys, lab.keys.reader])
      expect((await lab.send(lab.teaching({ sign: { nonce: 'same', key } }).request)).response.status).toBe(
        200,
      )
  })

  it('are kept as long as the time that they came with is taken', async () => {
    const message = lab.teaching({ sign: { timestamp: lab.seconds + 300 } }).request
    expect((await lab.send(message)).response.status).toBe(200)
    lab.clock += 600_000
    expect(failedCheck(await lab.send(message))).toBe('mac-nonce-unused')
    lab.clock += 1000
    expect(failedCheck(await lab.send(message))).toBe('mac-timestamp-recent')
  })

  it('outlive the memory of the process', async () => {
    for (const message of [lab.teaching().request, lab.signature().request]) {
      expect((await lab.send(message)).response.status).toBe(200)
      await lab.server().volatile.clear('')
      expect(failedCheck(await lab.send(message))).toMatch(/-nonce-unused$/)
    }
  })

  it('are claimed by one of many at once', async () => {
    const message = lab.signature().request
    const all = await Promise.all(Array.from({ length: 20 }, () => lab.send(message)))
    expect(all.filter(({ response }) => response.status === 200)).toHaveLength(1)
  })
})

describe('keys', () => {
  it('the sample key of RFC 9421 Appendix B.1.5 is none of ours (SIG-12)', () => {
    const sample = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='
    const { secret, reader, legacy, aws } = lab.keys
    const all = [secret, reader.secret, legacy.secret, aws.secretAccessKey, aws.reader.secretAccessKey]
    expect(new Set(all).size).toBe(all.length)
    expect(all).not.toContain(sample)
  })

  it('unknown and wrong look the same from outside', async () => {
    for (const [unknown, wrong] of [
      [
        lab.teaching({ sign: { key: { ...lab.keys, keyId: 'nobody' } } }),
        lab.teaching({ sign: { key: { ...lab.keys, secret: 'AAAA' } } }),
      ],
      [
        lab.aws({ sign: { key: { ...lab.keys.aws, accessKeyId: 'NOBODY' } } }),
        lab.aws({ sign: { key: { ...lab.keys.aws, secretAccessKey: 'x' } } }),
      ],
    ] as const)
      expect((await lab.send(unknown.request)).response).toEqual((await lab.send(wrong.request)).response)
  })

  it('no verdict holds a secret, a signing key or a finished proof', async () => {
    for (const build of [lab.teaching(), lab.signature(), lab.aws()]) {
      const proof =
        build.derivation
          .at(-1)
          ?.parts.map(({ text }) => text)
          .join('') ?? ''
      const secrets = build.derivation.flatMap(({ parts }) =>
        parts.flatMap(({ text, secret }) => (secret ? text : [])),
      )
      for (const message of [build.request, withField(build.request, 'X-Other', '1')]) {
        const told = JSON.stringify((await lab.send(message)).verdict)
        for (const hidden of [proof, ...secrets, lab.keys.secret, lab.keys.aws.secretAccessKey])
          expect(told).not.toContain(hidden)
      }
    }
  })
})

it.each([
  ['/a%20b/%7Ec/é', '/a%2520b/%257Ec/%C3%A9'],
  ['/a/../b//c/./d/', '/b/c/d/'],
  ['/', '/'],
  ['/a/..', '/'],
  ['/a/b/..', '/a/'],
  ['/..', '/'],
  ['/%2F%2f', '/%252F%252f'],
  ['/a+b:c@d', '/a%2Bb%3Ac%40d'],
])('the path %s is canonical as %s: encoded twice, dot segments gone', (path, canonical) => {
  expect(canonicalPath(path, true)).toBe(canonical)
})

it('a query is canonical by name, then by value, both encoded first', () => {
  const parts = canonicalRequest(request('GET', '/?b=1&a=2&a=10&a%5B=3&Z&&a=%7e'), {
    host: 'h',
    signedHeaders: [],
    payloadHash: '',
  })
  const query = parts
    .map(({ text }) => text)
    .join('')
    .split('\n')[2]
  expect(query).toBe('Z=&a=10&a=2&a=~&a%5B=3&b=1')
})

it('signs with no secret that is none', () => {
  expect(() => lab.teaching({ sign: { key: { keyId: 'a', secret: 'no base64' } } })).toThrow(
    'expected base64',
  )
  expect(() => lab.signature({ sign: { key: { keyId: 'a', secret: 'no base64' } } })).toThrow(
    'expected base64',
  )
})

it('the profile says what the challenge asks for (RFC 9421 §1.4, §5.1)', async () => {
  const { response } = await lab.get('/hmac/profile')
  expect(response.status).toBe(200)
  const profile = JSON.parse('text' in response.body ? response.body.text : '')
  expect(profile.rfc9421).toMatchObject({
    algorithms: ['hmac-sha256'],
    maxAge: 300,
    parameters: ['created', 'nonce', 'keyid'],
  })
  const bare = await lab.get('/hmac/whoami')
  const asked = profile.rfc9421.components.map((name: string) => `"${name}"`).join(' ')
  expect(answerField(bare, 'accept-signature')).toBe(`sig1=(${asked});created;alg="hmac-sha256"`)
  const posted = await lab.get('/hmac/whoami', [], 'POST', 'x')
  expect(answerField(posted, 'accept-signature')).toContain('"@query" "content-digest")')
  // Covering what is listed is enough, and one component less is not.
  for (const left of profile.rfc9421.components) {
    const components = profile.rfc9421.components
      .filter((name: string) => name !== left)
      .map((name: string) => `"${name}"`)
    expect(failedCheck(await lab.send(lab.signature({ sign: { components } }).request))).toBe(
      'coverage-sufficient',
    )
  }
})
