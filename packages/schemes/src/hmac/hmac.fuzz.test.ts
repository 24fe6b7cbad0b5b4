import { field, type HttpRequest, octets, readable, request, withField } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import type { Built, Scheme } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { signAws } from './credentials/aws-signature.ts'
import { signMessage } from './credentials/message-signature.ts'
import { signTeaching } from './credentials/teaching.ts'
import { endpoints } from './endpoints.ts'
import { reason } from './reason.ts'
import { readContentDigest } from './rfc9421/content-digest.ts'
import { readSignatures } from './rfc9421/signature-fields.ts'
import { readSignatureParameters } from './rfc9421/signature-parameters.ts'
import { canonicalField, readMembers } from './rfc9421/structured-field.ts'
import { type HmacCredentials, sandbox } from './sandbox.ts'
import { readAwsAuthorization } from './sigv4/aws-authorization.ts'
import { amzDate, readAmzDate } from './sigv4/aws-proof.ts'
import { readTeaching } from './teaching/teaching-authorization.ts'
import { rules } from './verify/rules.ts'

const hmac = { slug: 'hmac', name: 'HMAC signing', rules, sandbox, endpoints } as unknown as Scheme
const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
/** Whole exchanges take longer than parsing, and their inputs vary less. */
const exchanges = Math.min(numRuns, 10_000)

const lab = new Lab([hmac])
const keys: HmacCredentials = lab.credentials(hmac)
const seconds = Math.floor(lab.clock / 1000)
const target = '/s/lab/hmac/whoami'

/** Text made of the pieces that the grammars are made of, so that much of it nearly parses. */
const words = [
  ...[
    'HMAC ',
    'keyId=',
    'algorithm=',
    'timestamp=',
    'nonce=',
    'signature=',
    '"',
    '\\',
    ',',
    ' ',
    ';',
    '=',
    '(',
  ],
  ...[
    ')',
    'sig1',
    '"@method"',
    '"@query-param";name="a"',
    '"content-digest";key="sha-256"',
    '"date";bs',
    ':',
    '?1',
  ],
  ...[
    'AWS4-HMAC-SHA256 ',
    'Credential=',
    'SignedHeaders=',
    'Signature=',
    '/',
    'aws4_request',
    'host',
    '20261124',
  ],
  ...[
    'created=1',
    'expires=-1',
    'keyid="ada-1"',
    'alg="hmac-sha256"',
    '1.0',
    '%"',
    '@1',
    '*',
    'sha-256=',
    ':AAAA:',
  ],
]
const pieces = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 40 })
  .map((parts) => parts.join(''))
const fieldText = fc.oneof(
  pieces,
  pieces.map((text) => `HMAC ${text}`),
  pieces.map((text) => `AWS4-HMAC-SHA256 ${text}`),
  pieces.map((text) => `sig1=(${text})`),
  fc.string({ unit: 'binary', maxLength: 4000 }),
)

/** A parser that took this long would hold up every other request. The machine may pause once, but not three times. */
function timed(job: () => unknown): void {
  let quickest = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && quickest >= 50; i++) {
    const started = performance.now()
    job()
    quickest = Math.min(quickest, performance.now() - started)
  }
  expect(quickest).toBeLessThan(50)
}

test('no field makes the parsers throw or dawdle', () => {
  fc.assert(
    fc.property(fieldText, fieldText, (text, other) => {
      timed(() => readTeaching([text]))
      timed(() => readAwsAuthorization(text))
      timed(() => readAmzDate(text))
      timed(() => readContentDigest(text))
      for (const type of ['dictionary', 'list', 'item'] as const) timed(() => canonicalField(text, type))
      timed(() => readMembers(text)?.map(({ raw }) => readSignatureParameters(raw)))
      const headers = [
        ['Signature-Input', text],
        ['Signature', other],
      ] as const
      timed(() => readSignatures({ headers }))
    }),
    { numRuns },
  )
})

test('no fields make the server fail, or let anybody in', async () => {
  const names = ['Authorization', 'Signature-Input', 'Signature', 'Content-Digest', 'X-Amz-Date']
  const lines = fc.array(fc.tuple(fc.constantFrom(...names), fieldText), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom('', '?a=%zz&b', '?%'), async (headers, query) => {
      const { response } = await lab.send(request('POST', `${target}${query}`, headers, 'x'))
      expect([400, 401]).toContain(response.status)
      lab.recorded.length = 0
    }),
    { numRuns: exchanges },
  )
})

test('a field in strict form stays as it is', () => {
  fc.assert(
    fc.property(pieces, (text) => {
      for (const type of ['dictionary', 'list', 'item'] as const) {
        const strict = canonicalField(text, type)
        if (strict) expect(canonicalField(strict, type)).toBe(strict)
      }
    }),
    { numRuns },
  )
})

const path = '/s/lab/hmac/whoami'
const anyMessage = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'x-method'),
  query: fc.oneof(
    fc.constant(''),
    fc.webQueryParameters().map((text) => `?${text}`),
  ),
  body: fc.uint8Array({ maxLength: 40 }),
  tag: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
})
const builders: Record<string, (message: HttpRequest, nonce: string) => Built> = {
  teaching: (message, nonce) => signTeaching(message, { key: keys, timestamp: seconds, nonce }),
  rfc9421: (message, nonce) =>
    signMessage(message, {
      key: keys,
      origin: lab.origin,
      components: [
        '"@method"',
        '"@target-uri"',
        '"x-tag"',
        ...(message.body.length ? ['"content-digest"'] : []),
      ],
      parameters: { created: seconds, nonce },
    }),
  sigv4: (message) =>
    signAws(message, { key: keys.aws, origin: lab.origin, date: amzDate(lab.clock), sendPayloadHash: false }),
}
let nonces = 0

/** The server half, whatever the target: the router is not asked. */
async function ask(message: HttpRequest) {
  const { verdict, response } = (await endpoints[0]?.handle(message, lab.server(), {})) ?? {}
  if (!verdict || !response) throw new Error('Unexpected answer without a verdict')
  return { verdict, response }
}

test.each(Object.keys(builders))(
  '%s: whatever is signed is verified, and both halves derive the same',
  async (profile) => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async ({ method, query, body, tag }) => {
        const built = builders[profile]?.(
          request(method, `${path}${query}`, [['X-Tag', tag]], body),
          `n${nonces++}`,
        )
        if (!built) throw new Error('Unexpected profile')
        const { verdict, response } = await ask(built.request)
        expect(response.status, verdict.end).toBe(200)
        expect(differenceOf(built.derivation, verdict, rules)).toBeUndefined()
      }),
      { numRuns: exchanges },
    )
  },
)

/** One character of a text becomes another of its own kind. */
function flip(text: string, at: number, step: number): string {
  const i = at % text.length
  const kinds = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const kind = kinds.find((characters) => characters.includes(text[i] ?? '')) ?? '!#$&*+-._~'
  const other = kind[(kind.indexOf(text[i] ?? '') + 1 + (step % (kind.length - 1))) % kind.length]
  return text.slice(0, i) + other + text.slice(i + 1)
}

type Place = readonly [
  component: string,
  named: RegExp,
  change: (message: HttpRequest, edit: (text: string) => string) => HttpRequest,
]
const inField =
  (name: string, at: RegExp): Place[2] =>
  (message, edit) =>
    withField(
      message,
      name,
      (field(message, name) ?? '').replace(at, (_, before: string, piece: string) => before + edit(piece)),
    )
const inTarget =
  (at: RegExp): Place[2] =>
  (message, edit) => ({
    ...message,
    target: message.target.replace(at, (_, before: string, piece: string) => before + edit(piece)),
  })
const common: readonly Place[] = [
  ['method', /^(method|@method)$/, (message, edit) => ({ ...message, method: edit(message.method) })],
]
const inBody: Place[2] = (message, edit) => ({ ...message, body: octets(edit(readable(message.body))) })

const places: Record<string, readonly Place[]> = {
  teaching: [
    ...common,
    ['target', /^target$/, inTarget(/^(\/)(.*)/)],
    ['body', /^body$/, inBody],
    ['keyId', /^mac-key-known$/, inField('Authorization', /(keyId=")([^"]*)/)],
    ['algorithm', /^mac-is-hmac$/, inField('Authorization', /(algorithm=")([^"]*)/)],
    ['timestamp', /^timestamp$/, inField('Authorization', /(timestamp=")([^"]*)/)],
    ['nonce', /^nonce$/, inField('Authorization', /(nonce=")([^"]*)/)],
    ['signature', /^mac$/, inField('Authorization', /(signature=")([^"]*)/)],
  ],
  rfc9421: [
    ...common,
    ['path', /^@path$/, inTarget(/^(\/)([^?]*)/)],
    ['query', /^@query$/, inTarget(/(\?)(.*)/)],
    ['body', /^body$/, inBody],
    ['content-digest', /^content-digest$/, inField('Content-Digest', /(=:)([^:=]*)/)],
    ['content-type', /^content-type$/, inField('Content-Type', /()(.*)/)],
    ['a covered component', /^components-well-formed$/, inField('Signature-Input', /("@)(method)/)],
    ['created', /^created$/, inField('Signature-Input', /(created=)(\d+)/)],
    ['nonce', /^nonce$/, inField('Signature-Input', /(nonce=")([^"]*)/)],
    ['keyid', /^(keyid|signature-key-known)$/, inField('Signature-Input', /(keyid=")([^"]*)/)],
    ['the name of a parameter', /^(coverage-sufficient|tag.)$/, inField('Signature-Input', /(;)(created)/)],
    ['a label', /^labels-paired$/, inField('Signature-Input', /^(s)(ig1)/)],
    ['signature', /^(signature|labels-paired)$/, inField('Signature', /(=:)([A-Za-z0-9+/]+)/)],
  ],
  sigv4: [
    ...common,
    ['path', /^path$/, inTarget(/^(\/)([^?]*)/)],
    ['a query value', /^query parameter b$/, inTarget(/(b=)(\d*)/)],
    ['a query name', /^query parameter ./, inTarget(/(\?)(b)/)],
    ['body', /^aws-payload-hash-matches$/, inBody],
    ['access key id', /^aws-access-key-known$/, inField('Authorization', /(Credential=)([^/]*)/)],
    ['scope date', /^scope date$/, inField('Authorization', /(Credential=[^/]*\/)([^/]*)/)],
    ['region', /^region$/, inField('Authorization', /(Credential=[^/]*\/[^/]*\/)([^/]*)/)],
    ['service', /^service$/, inField('Authorization', /(\/)(notes)/)],
    ['a signed header', /^aws-authorization-well-formed$/, inField('Authorization', /(;)(host)/)],
    [
      'signature',
      /^(signature|aws-authorization-well-formed)$/,
      inField('Authorization', /(Signature=)([0-9a-f]*)/),
    ],
    ['x-amz-date', /^(header x-amz-date|aws-authorization-well-formed)$/, inField('X-Amz-Date', /()(.*)/)],
    ['payload hash', /^header x-amz-content-sha256$/, inField('X-Amz-Content-Sha256', /()(.*)/)],
    ['content-type', /^header content-type$/, inField('Content-Type', /()(.*)/)],
  ],
}

const signedWith: Record<string, (message: HttpRequest) => Built> = {
  teaching: (message) => signTeaching(message, { key: keys, timestamp: seconds, nonce: `n${nonces++}` }),
  rfc9421: (message) =>
    signMessage(message, {
      key: keys,
      origin: lab.origin,
      components: ['"@method"', '"@authority"', '"@path"', '"@query"', '"content-type"', '"content-digest"'],
      parameters: { created: seconds, nonce: `n${nonces++}` },
    }),
  sigv4: (message) => signAws(message, { key: keys.aws, origin: lab.origin, date: amzDate(lab.clock) }),
}

describe.each(Object.keys(places))('%s: one byte changed anywhere names its component', (profile) => {
  it.each(places[profile] ?? [])('%s', async (_, named, change) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (at, step) => {
        const message = request(
          'POST',
          `${path}?b=2&a=1`,
          [['Content-Type', 'text/plain']],
          'lend me 3 books',
        )
        const built = signedWith[profile]?.(message)
        if (!built) throw new Error('Unexpected profile')
        const sent = change(built.request, (text) => flip(text, at, step))
        expect(sent).not.toEqual(built.request)
        const { verdict } = await ask(sent)
        expect(verdict.outcome).toBe('refused')
        const difference = differenceOf(built.derivation, verdict, rules)
        const names = [difference?.component, verdict.end].filter((name) => name && named.test(name))
        expect(names, `${difference?.component}, ${verdict.end}`).not.toEqual([])
        if (difference) expect(reason(difference), difference.component).toMatch(/\.$/)
      }),
      { numRuns: Math.min(exchanges, 60) },
    )
  })
})
