import { createHash, randomBytes } from 'node:crypto'
import { type FieldLine, request } from '@lockstep/http/message'
import { signMessage } from '@lockstep/schemes/hmac/credentials/message-signature'
import { createSigner, createVerifier, httpbis } from 'http-message-signatures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { expectRefused } from './testing/refusal.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const required = ['@method', '@authority', '@path', '@query']
const outcomeOf = async ({ headers }: Response) => told(await sandbox.exchange(headers.get('exchange-id')))
const digestOf = (body: string, algorithm: 'sha256' | 'sha512') =>
  `${algorithm.replace('sha', 'sha-')}=:${createHash(algorithm).update(body).digest('base64')}:`

type Signing = {
  readonly method?: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly fields?: string[]
  readonly params?: string[]
  readonly values?: Record<string, Date | string>
  readonly secret?: string
}

/** What the library signs, ready to be sent. */
async function signed({ method = 'GET', query = '', headers = {}, fields = required, ...rest }: Signing) {
  const { keyId, secret } = sandbox.credentials.hmac
  const key = createSigner(Buffer.from(rest.secret ?? secret, 'base64'), 'hmac-sha256', keyId)
  const params = rest.params ?? ['created', 'nonce', 'keyid', 'alg', 'expires']
  const paramValues = { nonce: randomBytes(12).toString('base64url'), ...rest.values }
  const message = { method, url: sandbox.url(`/hmac/whoami${query}`), headers }
  return httpbis.signMessage({ key, fields, params, paramValues }, message)
}

const sent = ({ url, method, headers }: Awaited<ReturnType<typeof signed>>, body?: string) =>
  fetch(url, { method, headers: headers as Record<string, string>, ...(body === undefined ? {} : { body }) })

describe('http-message-signatures signs, our server verifies', () => {
  const accepted = { status: 200, principal: 'ada', failed: null, challenges: [] }

  it.each(['', '?b=2&a=1&a=0', '?x=%20%2B+%c3%a9&y'])('a GET with the query %j', async (query) => {
    expect(await outcomeOf(await sent(await signed({ query })))).toEqual(accepted)
  })

  it.each(['sha256', 'sha512'] as const)('a POST whose body is bound by %s', async (algorithm) => {
    const body = '{"lend":"ünïcode"}\n'
    const headers = { 'Content-Type': 'application/json', 'Content-Digest': digestOf(body, algorithm) }
    const fields = [...required, 'content-digest', 'content-type']
    expect(await outcomeOf(await sent(await signed({ method: 'POST', headers, fields }), body))).toEqual(
      accepted,
    )
  })

  it('@target-uri, a query parameter, a member of a dictionary and wrapped octets', async () => {
    const headers = { Priority: 'u=1, i', 'X-Tag': 'a,  b' }
    const fields = ['@method', '@target-uri', '@query-param;name="shelf"', 'priority;key="u"', 'x-tag;bs']
    expect(await outcomeOf(await sent(await signed({ query: '?shelf=a%20b', headers, fields })))).toEqual(
      accepted,
    )
  })

  const refusals: [string, Signing, string, ((answer: Awaited<ReturnType<typeof signed>>) => object)?][] = [
    ['another secret', { secret: 'AAAA' }, 'signature-matches'],
    ['too little', { fields: ['@method'] }, 'coverage-sufficient'],
    ['no nonce', { params: ['created', 'keyid'] }, 'coverage-sufficient'],
    ['too late', { values: { created: new Date(Date.now() - 301_000) } }, 'created-recent'],
    ['expired', { values: { expires: new Date(Date.now() - 1000) } }, 'created-recent'],
    ['another method', {}, 'signature-matches', () => ({ method: 'POST' })],
  ]
  it.each(refusals)('refuses %s', async (_, signing, failed, change) => {
    const message = await signed(signing)
    const answer = await sent({ ...message, ...change?.(message) })
    expectRefused(await outcomeOf(answer), { status: 401, failed }, () => ['HMAC realm="notes"'])
  })

  it('refuses a copy', async () => {
    const message = await signed({})
    expect((await sent(message)).status).toBe(200)
    expect(await outcomeOf(await sent(message))).toMatchObject({
      status: 401,
      failed: 'signature-nonce-unused',
    })
  })
})

describe('our client half signs, http-message-signatures verifies', () => {
  const verified = async (change: (message: { method: string; url: string }) => object = (same) => same) => {
    const { keyId, secret } = sandbox.credentials.hmac
    const url = new URL(sandbox.url('/hmac/whoami?b=2&a=%20'))
    const fields: FieldLine[] = [['Content-Type', 'application/json']]
    const { request: made } = signMessage(
      request('POST', `${url.pathname}${url.search}`, fields, '{"a":1}'),
      {
        key: { keyId, secret },
        origin: url.origin,
        components: [...required.map((name) => `"${name}"`), '"content-digest"', '"@query-param";name="b"'],
        parameters: { created: Math.floor(Date.now() / 1000), nonce: 'n', alg: 'hmac-sha256' },
      },
    )
    const message = { method: made.method, url: url.href, headers: Object.fromEntries(made.headers) }
    const verify = createVerifier(Buffer.from(secret, 'base64'), 'hmac-sha256')
    const keyLookup = async ({ keyid }: { keyid?: string }) =>
      keyid === keyId ? { id: keyId, algs: ['hmac-sha256'], verify } : null
    const asked = {
      keyLookup,
      requiredFields: required,
      requiredParams: ['created', 'nonce', 'keyid'],
      maxAge: 300,
    }
    return httpbis.verifyMessage({ ...asked, tolerance: 1 }, { ...message, ...change(message) })
  }

  it('as it was sent, and not after a change', async () => {
    expect(await verified()).toBe(true)
    expect(await verified(() => ({ method: 'PUT' }))).toBe(false)
    expect(await verified(({ url }) => ({ url: url.replace('b=2', 'b=3') }))).toBe(false)
  })
})
