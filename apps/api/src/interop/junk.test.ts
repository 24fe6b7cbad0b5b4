/** Junk to every endpoint that the description lists: a precise 4xx each time, in a proper form, and never a 500. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { type RawAnswer, rawAnswer } from './testing/raw-answer.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
let endpoints: { readonly method: string; readonly target: string }[]
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
  const { paths } = (await (await lab.call('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>
  }
  const methods = ['get', 'post', 'put', 'delete', 'patch']
  endpoints = Object.entries(paths)
    .filter(([path]) => path.startsWith('/s/'))
    .flatMap(([path, item]) =>
      methods
        .filter((method) => method in item)
        .map((method) => ({
          method: method.toUpperCase(),
          target: path.replaceAll('{sandbox}', sandbox.id).replaceAll(/\{[a-zA-Z]+\}/g, 'x'),
        })),
    )
})
afterAll(() => lab.close())

/** Repeatable: the n-th piece of junk is the same in every run. */
function bytes(seed: string, length: number): Buffer {
  const blocks = Math.ceil(length / 32)
  return Buffer.concat(
    Array.from({ length: blocks }, (_, i) => createHmac('sha256', 'junk').update(`${seed}/${i}`).digest()),
  ).subarray(0, length)
}

const text = (seed: string, length: number) => bytes(seed, length).toString('base64url').slice(0, length)

const bodies: readonly (readonly [type: string, body: string])[] = [
  ['application/json', '{'],
  ['application/json', '[]'],
  ['application/json', 'null'],
  ['application/json', '{"__proto__":{"x":1},"constructor":1}'],
  ['application/json', `{"userId":${'['.repeat(50)}${']'.repeat(50)}}`],
  [
    'application/json',
    '{"userId":{},"password":[],"alg":1,"published":"x","oauth_token":{},"advance":1e999}',
  ],
  ['application/json', '\xff\xfe{}'],
  ['application/json; charset=utf-16', '{}'],
  ['application/x-www-form-urlencoded', '%zz=%&=&&&a=%ff&oauth_token=%00&decision=approve'],
  ['application/x-www-form-urlencoded', 'oauth_token=a&oauth_token=b&userId=ada&password=%F0%9F'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n'],
  ['text/plain', 'a'],
  ['/', 'a'],
  ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
]
const queries = [
  '',
  '?',
  '?%zz',
  '?a=%ff&a=%00',
  '?oauth_token=x&oauth_signature=%F0',
  `?${'a&'.repeat(500)}`,
  '?__proto__=1',
  '?a==&=b&&',
]

/** What somebody may put into a field. */
const fields: readonly string[] = [
  'Authorization: ',
  'Authorization: Bearer',
  'Authorization: Bearer ...',
  'Authorization: Bearer e30.e30.',
  `Authorization: Bearer ${Buffer.from('{"alg":"HS256","kid":{"a":1}}').toString('base64url')}.e30.AAAA`,
  `Authorization: Bearer ${Buffer.from('{"alg":"ES256","kid":"x","crit":{}}').toString('base64url')}.bnVsbA.AAAA`,
  'Authorization: OAuth',
  'Authorization: OAuth oauth_consumer_key="%zz"',
  'Authorization: OAuth oauth_nonce="a", oauth_nonce="b", realm="x',
  'Authorization: OAuth oauth_consumer_key="__proto__", oauth_token="constructor", oauth_signature_method="RSA-SHA1", oauth_signature="AAAA", oauth_timestamp="1", oauth_nonce="a"',
  'Authorization: HMAC keyId="__proto__", algorithm="", timestamp="999999999999", nonce="\\"", signature=""',
  'Authorization: HMAC keyId, algorithm',
  'Authorization: AWS4-HMAC-SHA256 ',
  'Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/b/c/aws4_request, SignedHeaders=host, Signature=zz',
  'Authorization: AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=',
  'Authorization: Basic ====',
  'Authorization: Digest username="a',
  'X-API-Key: \xff',
  'X-Amz-Date: 20260230T999999Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260230/b/c/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
    '0'.repeat(64),
  'Signature-Input: \r\nSignature: ',
  'Signature-Input: sig1=("@query-param";name=1 "@method";sf "a";key);created=1.5\r\nSignature: sig1=:AAAA:',
  'Signature-Input: sig1=("@method";req "@path";tr);keyid="x";nonce=""\r\nSignature: sig1=:AAAA:',
  'Signature-Input: sig1=("content-type";sf;bs);created=-1;keyid=x\r\nSignature: sig1=?1',
  'Content-Digest: sha-256=:AAAA\r\nSignature-Input: a=();keyid="x"\r\nSignature: a=::',
  'Cookie: =;;=; a; \xff=1; __Host-x=\x80',
  'Cookie: lockstep=x; session=%00',
  'Origin: null\r\nSec-Fetch-Site: cross-site',
  'Accept: */*;q=NaN',
]

type Sent = { readonly what: string; readonly answer: RawAnswer }

async function send(method: string, target: string, lines: readonly string[], body: string): Promise<Sent> {
  const head = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `Content-Length: ${body.length}`,
  ]
  const request = `${[...head, ...lines].join('\r\n')}\r\n\r\n${body}`
  return { what: JSON.stringify(request.slice(0, 400)), answer: await rawAnswer(lab.running.port, request) }
}

/** An answer that a client can work with: no 5xx, and a 4xx says in its own form what is wrong. */
function expectProper({ what, answer }: Sent): void {
  const [type = ''] = answer.lines('content-type')
  expect(answer.status, what).toBeGreaterThanOrEqual(200)
  expect(answer.status, what).toBeLessThan(500)
  if (answer.status < 400) return
  expect(type, what).toMatch(
    /^(application\/problem\+json|application\/json|application\/x-www-form-urlencoded|text\/html; charset=utf-8)$/,
  )
  if (answer.status === 401) expect(answer.lines('www-authenticate').length, what).toBeGreaterThan(0)
  if (answer.status === 405) expect(answer.lines('allow').length, what).toBe(1)
  if (type === 'application/problem+json')
    expect(JSON.parse(answer.body), what).toMatchObject({
      status: answer.status,
      title: expect.stringMatching(/\.$/),
    })
  // Nothing of how it is built, or of where it runs.
  expect(answer.body, what).not.toMatch(/node_modules|\.ts:\d|at async |TypeError|RangeError|SyntaxError/)
}

/** A few at once: one after the other would take minutes, all at once would be a flood. */
async function sendAll(calls: readonly Parameters<typeof send>[]): Promise<Sent[]> {
  const answers: Sent[] = []
  for (let at = 0; at < calls.length; at += 16)
    answers.push(...(await Promise.all(calls.slice(at, at + 16).map((call) => send(...call)))))
  return answers
}

it('knows the endpoints of all schemes', () => {
  for (const slug of ['oauth1', 'jwt', 'hmac'])
    expect(endpoints.filter(({ target }) => target.includes(`/${slug}/`)).length, slug).toBeGreaterThan(2)
})

it('bodies of every kind, with the owner token and without', async () => {
  const owner = `Authorization: Bearer ${sandbox.ownerToken}`
  const sent = await sendAll(
    endpoints.flatMap(({ method, target }) =>
      bodies.flatMap(([type, body]) =>
        [[], [owner]].map((lines) => [method, target, [`Content-Type: ${type}`, ...lines], body] as const),
      ),
    ) as Parameters<typeof send>[],
  )
  for (const one of sent) expectProper(one)
  expect(sent.length).toBeGreaterThan(400)
})

it('queries and fields of every kind', async () => {
  const sent = await sendAll(
    endpoints.flatMap(({ method, target }, i) =>
      fields.map((line, n) => [method, `${target}${queries[(i + n) % queries.length]}`, [line], ''] as const),
    ) as unknown as Parameters<typeof send>[],
  )
  for (const one of sent) expectProper(one)
  expect(sent.length).toBeGreaterThan(400)
})

it('random octets in the body, the query and the fields', async () => {
  const sent = await sendAll(
    endpoints.flatMap(({ method, target }, i) =>
      Array.from({ length: 6 }, (_, n) => {
        const seed = `${i}/${n}`
        const [type = ''] = bodies[n * 2] ?? []
        const names = [
          'Authorization: Bearer ',
          'Authorization: OAuth ',
          'Authorization: HMAC ',
          'Signature-Input: ',
          'Cookie: ',
          'X-API-Key: ',
        ]
        // Octets that no field may have are a matter of the parser before us: requirements.test.ts.
        const junk = bytes(`${seed}/field`, 60)
          .toString('latin1')
          .replaceAll(/\p{Cc}/gu, '')
        return [
          method,
          `${target}?${text(seed, 20)}`,
          [`${names[n]}${junk}`, `Content-Type: ${type}`],
          bytes(`${seed}/body`, 100).toString('latin1'),
        ] as const
      }),
    ) as unknown as Parameters<typeof send>[],
  )
  for (const one of sent) expectProper(one)
})

it('methods that an endpoint does not have are 405 with Allow, those that nobody has 501', async () => {
  const targets = [...new Set(endpoints.map(({ target }) => target))]
  for (const target of targets) {
    const here = endpoints.filter((one) => one.target === target).map(({ method }) => method)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((one) => !here.includes(one))) {
      const { answer, what } = await send(method, target, [], '')
      expect(answer.status, what).toBe(405)
      const allowed = (answer.lines('allow')[0] ?? '').split(', ')
      expect(allowed.filter((one) => one !== 'HEAD' && one !== 'OPTIONS').toSorted(), what).toEqual(
        here.toSorted(),
      )
    }
    expect((await send('BREW', target, [], '')).answer.status).toBe(501)
  }
})

it('and the server goes on as before, with nothing in its log that it did not expect', async () => {
  expect((await lab.call('/api/health')).status).toBe(200)
  expect(lab.logged.length).toBeGreaterThan(1000)
  expect(lab.logged.filter((line) => /"status":500|"error":/.test(line))).toEqual([])
})
