/** Messages that nobody would send: none is a 500, none is slow, and every answer is a proper one. */
import { octets, request } from '@lockstep/http/message'
import { oauth2 } from '@lockstep/schemes/oauth2/index'
import { oidc } from '@lockstep/schemes/oidc/index'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  oneof,
  property,
  string,
  tuple,
  uint8Array,
} from 'fast-check'
import { expect, it } from 'vitest'
import { parseAddress, parseBlock, peerBehind } from './addresses.ts'
import { jsonBody } from './json-body.ts'
import { defaultLimits } from './limits.ts'
import { Refusal } from './refusal.ts'
import { fieldOf, TestApp } from './testing/test-app.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 300)

const method = oneof(
  constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'get', ''),
  string({ maxLength: 8 }),
)
const segment = constantFrom(
  ...[
    'api',
    's',
    'demo',
    'fixture',
    'whoami',
    'without',
    'fixture.word-right',
    'sandboxes',
    'exchanges',
    'attacks',
  ],
  ...[
    '.well-known',
    'fixture-server',
    'problems',
    'sandbox-unknown',
    '__proto__',
    'constructor',
    '',
    '.',
    '..',
    '%2e%2e',
  ],
  ...[
    '%00',
    '%',
    '%zz',
    '\\',
    '?',
    '#',
    ' ',
    ';',
    'ä',
    '😀',
    'x'.repeat(5000),
    'health',
    'reset',
    'clock',
    'mtls',
    'ca.pem',
  ],
)
const target = oneof(
  array(segment, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`),
  string({ unit: 'binary', maxLength: 100 }),
)
const name = oneof(
  constantFrom(
    'Authorization',
    'Host',
    'Accept',
    'Last-Event-ID',
    'X-Profile',
    'X-Value',
    'Content-Type',
    'Access-Control-Request-Headers',
    '__proto__',
  ),
  string({ minLength: 1, maxLength: 10 }),
)
const value = oneof(
  constantFrom(
    'Bearer x',
    'application/json',
    'word',
    'number',
    'swordfish',
    '2',
    'text/html',
    'Bearer',
    'x'.repeat(3000),
  ),
  string({ unit: 'binary', maxLength: 40 }),
)
const headers = array(tuple(name, value), { maxLength: 5 })
const body = oneof(
  uint8Array({ maxLength: 50 }),
  constantFrom('{"advance":1}', '{"__proto__":1}', '[['.repeat(3000)).map(octets),
)

it('no message makes the server fail', async () => {
  const app = new TestApp([fixture], { limits: 'off', serverCaPem: 'PEM', page: () => new Response('page') })
  const { owner } = await app.sandbox()
  await assert(
    asyncProperty(
      method,
      target,
      headers,
      body,
      constantFrom(true, false),
      async (verb, path, lines, content, owned) => {
        const message = request(verb, path, [...lines, ...(owned ? [owner] : [])], content)
        const answer = await app.sendOrPage(message)
        expect(answer.status).not.toBe(500)
        expect(fieldOf(answer, 'x-content-type-options')).toBe('nosniff')
        if (fieldOf(answer, 'content-type') === 'application/problem+json')
          expect(answer.status).toBeGreaterThanOrEqual(400)
      },
    ),
    { numRuns },
  )
  expect(app.logged.filter(({ error }) => error !== undefined)).toEqual([])
})

it('no message makes the authorization server or the provider fail, at any endpoint in any world', async () => {
  const schemes = [oauth2, oidc]
  const app = new TestApp(schemes, { limits: 'off' })
  const { id } = await app.sandbox()
  const paths = schemes.flatMap(({ slug, rules, endpoints }) =>
    endpoints.flatMap((endpoint) => {
      const below = `/${slug}${endpoint.path.replaceAll(/:[a-z]+/g, 'x')}`
      const weak = Object.keys(rules).map((rule) => `/s/${id}/without/${slug}.${rule}${below}`)
      return [`/s/${id}${below}`, ...weak]
    }),
  )
  const parameter = constantFrom(
    ...[
      'client_id=reader',
      'client_id=relying-party',
      'redirect_uri=http://localhost/callback',
      'scope=openid',
    ],
    ...[
      'response_type=code',
      'grant_type=authorization_code',
      'grant_type=client_credentials',
      'code=x',
      'token=x',
    ],
    ...[
      'request_uri=urn:ietf:params:oauth:request_uri:x',
      'decision=approve',
      'interaction=x',
      'user_code=BBBB-BBBB',
    ],
    ...[
      'id_token_hint=a.b.c',
      'claims=%7B',
      'max_age=-1',
      'prompt=none',
      'state=%00',
      'a=%ff',
      'x=%zz',
      '&',
      '=',
    ],
  )
  const query = array(parameter, { maxLength: 6 }).map((parts) => parts.join('&'))
  const type = constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain', '/')
  const content = oneof(
    query.map(octets),
    uint8Array({ maxLength: 50 }),
    constantFrom('{"redirect_uris":[1]}', '{"jwks":{"keys":[{}]}}', '[['.repeat(3000), 'null').map(octets),
  )
  const credentials = oneof(
    constantFrom('Basic cmVhZGVyOng=', 'Basic =', 'Bearer a.b.c', 'DPoP x', 'Bearer', 'Basic x, Bearer y'),
    string({ unit: 'binary', maxLength: 40 }),
  )
  const verbs = constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD')
  await assert(
    asyncProperty(
      tuple(verbs, constantFrom(...paths), query, type, content, credentials, value),
      async ([verb, path, search, mediaType, sent, authorization, other]) => {
        const lines = [
          ['Content-Type', mediaType],
          ['Authorization', authorization],
          ['DPoP', other],
          ['Cookie', other],
        ] as const
        const answer = await app.send(request(verb, `${path}?${search}`, lines, sent))
        expect(answer.status).toBeLessThan(500)
        expect(fieldOf(answer, 'x-content-type-options')).toBe('nosniff')
        if (answer.status === 401) expect(fieldOf(answer, 'www-authenticate')).toBeDefined()
        if (answer.status === 405) expect(fieldOf(answer, 'allow')).toBeDefined()
      },
    ),
    { numRuns },
  )
  expect(app.logged.filter(({ error }) => error !== undefined)).toEqual([])
})

it('JSON of any kind is an object or a refusal, at once', () => {
  const text = oneof(
    string({ unit: 'binary', maxLength: 200 }),
    array(
      constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ':',
        ',',
        '\\',
        '1',
        'null',
        '"__proto__"',
        '"a"',
        '[[[[',
        ' ',
        '\u2028',
      ),
      { maxLength: 30 },
    ).map((all) => all.join('')),
  )
  assert(
    property(text, (given) => {
      const message = request('POST', '/', [['Content-Type', 'application/json']], given)
      try {
        expect(jsonBody(message, defaultLimits)).toBeTypeOf('object')
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        expect(thrown.response.status).toBe(400)
      }
    }),
    { numRuns },
  )
})

it('whatever is said of the way, the caller has an address', () => {
  const hop = oneof(
    constantFrom('10.0.0.1', '1.2.3.4', '::1', '::ffff:1.2.3.4', 'unknown', '1.2.3.4:80', '', ',', ':::'),
    string({ unit: 'binary', maxLength: 30 }),
  )
  const proxies = [parseBlock('10.0.0.0/8')]
  assert(
    property(array(hop, { maxLength: 6 }), array(hop, { maxLength: 2 }), (hops, proto) => {
      const { address } = peerBehind(proxies, { address: '10.0.0.9', transport: 'http' }, hops, proto)
      expect(parseAddress(address)).toBeDefined()
    }),
    { numRuns },
  )
})
