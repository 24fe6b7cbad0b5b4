/** Three legs and signed calls by two libraries that other people wrote, and where a third one goes wrong. */
import { createHmac } from 'node:crypto'
import OAuth from 'oauth-1.0a'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { type OAuthCall, type OAuthFlow, type OAuthRun, oauthFlows } from './testing/python-oauth1.ts'
import { expectRefused } from './testing/refusal.ts'
import { describeWith, missing, python, pythonWith } from './testing/tools.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

const plainCallback = 'http://localhost:49152/back?keep=1&empty='
const callback = `${plainCallback}&keep=%C3%A9`

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const tlsOrigin = () => lab.running.tlsOrigin ?? ''
const play = (flows: readonly OAuthFlow[], origin = lab.running.origin) =>
  oauthFlows({ sandbox, origin, ca: lab.running.caFile ?? '' }, flows)
const challenge = () => [`OAuth realm="Notes at ${sandbox.base}/oauth1"`]
const accepted = { status: 200, principal: 'ada', failed: null, challenges: [] }
const outcomeOf = async (exchange: string | undefined) => told(await sandbox.exchange(exchange))

/** Reading and writing, each as signed and a second time. The form has what §3.4.1.3 makes hard. */
const form = [
  ['note', 'a b+c&d=é'],
  ['note', ''],
  ['shelf', '~*!'],
] as const
const calls: readonly OAuthCall[] = [
  { method: 'GET', query: '?b5=%3D%253D&a3=a&c%40=&a2=r%20b&a3=2+q', again: true },
  { method: 'POST', form, again: true },
]

/** Expects that the flow went through, and that each of the calls was taken the first time only. */
async function expectPlayed(run: OAuthRun | undefined, title: string, signed = calls): Promise<void> {
  expect(run?.denied, title).toBeUndefined()
  expect(run?.temporary, title).toMatchObject({ oauth_callback_confirmed: 'true' })
  expect(run?.pages.slice(0, 2), title).toEqual(['Log in', 'Reader asks for access to your notes'])
  expect(run?.token, title).toMatchObject({ scope: 'notes:read notes:write' })
  const ends = await Promise.all((run?.answers ?? []).map(({ exchange }) => outcomeOf(exchange)))
  const expected = signed.flatMap(({ again }) => [
    accepted,
    ...(again ? [{ status: 401, principal: null, failed: 'nonce-unused', challenges: challenge() }] : []),
  ])
  expect(ends, title).toEqual(expected)
}

/** The redirect back keeps the callback's own query and adds two parameters. */
function expectLocation({ location = '', temporary, verifier }: OAuthRun, from = callback): void {
  expect(location).toBe(`${from}&oauth_token=${temporary?.oauth_token}&oauth_verifier=${verifier}`)
}

describeWith(missing(pythonWith('requests_oauthlib')), 'requests-oauthlib', () => {
  const methods = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1'] as const
  const flows = methods.map((method) => ({ library: 'requests-oauthlib', method, callback, calls }) as const)

  it('goes all three legs over plain HTTP with HMAC-SHA1, HMAC-SHA256 and RSA-SHA1', async () => {
    const runs = await play(flows)
    for (const [i, run] of runs.entries()) {
      await expectPlayed(run, methods[i] ?? '')
      expectLocation(run)
    }
    expect(runs.length).toBe(3)
  })

  it('goes all three legs over TLS with these and with PLAINTEXT', async () => {
    const plaintext = { ...(flows[0] as OAuthFlow), method: 'PLAINTEXT' } as const
    const runs = await play([...flows, plaintext], tlsOrigin())
    for (const [i, run] of runs.entries()) {
      await expectPlayed(run, methods[i] ?? 'PLAINTEXT')
      for (const { exchange } of run.answers) expect((await sandbox.exchange(exchange)).transport).toBe('tls')
    }
    expect(runs[3]?.answers[0]?.authorization).toContain('oauth_signature_method="PLAINTEXT"')
  })

  it('is refused with PLAINTEXT over plain HTTP, at the first leg', async () => {
    const [run] = await play([{ library: 'requests-oauthlib', method: 'PLAINTEXT', callback }])
    expect(run?.denied).toEqual({
      leg: 'initiate',
      status: 400,
      body: 'oauth_problem=signature_method_rejected',
    })
    const last = (await sandbox.exchanges()).at(-1)
    expect(last && told(last).failed).toBe('plaintext-only-over-tls')
  })

  it('may put the parameters into the header, the form or the query', async () => {
    const places = ['HEADER', 'BODY', 'QUERY'] as const
    const runs = await play(
      places.map(
        (place): OAuthFlow => ({
          library: 'requests-oauthlib',
          method: 'HMAC-SHA1',
          place,
          callback: plainCallback,
          // A GET has no form to put anything into.
          calls: place === 'BODY' ? calls.slice(1) : calls,
        }),
      ),
    )
    for (const [i, run] of runs.entries())
      await expectPlayed(run, places[i] ?? '', places[i] === 'BODY' ? calls.slice(1) : calls)
    const posted = runs.map((run) => run.answers.at(-1))
    expect(posted.map((one) => one?.authorization?.includes('oauth_signature=') ?? false)).toEqual([
      true,
      false,
      false,
    ])
    expect(posted[1]?.content).toContain('oauth_signature=')
    expect(posted[2]?.url).toContain('oauth_signature=')
  })

  it('gets a verifier to type in where the callback is oob', async () => {
    const [run] = await play([{ library: 'requests-oauthlib', method: 'HMAC-SHA1', callback: 'oob', calls }])
    await expectPlayed(run, 'oob')
    expect(run?.location).toBeNull()
    expect(run?.pages.at(-1)).toBe('You said yes')
    expect(run?.verifier).toMatch(/^[\w-]{22}$/)
  })

  it('does not sign JSON, and is accepted with it: whoever swaps it is not seen', async () => {
    const [run] = await play([
      {
        library: 'requests-oauthlib',
        method: 'HMAC-SHA1',
        callback,
        calls: [{ method: 'POST', json: { lend: 'the atlas' } }],
      },
    ])
    const [first] = run?.answers ?? []
    expect(first?.status).toBe(200)
    const nonce = /oauth_nonce="([^"]*)"/.exec(first?.authorization ?? '')?.[1] ?? ''
    const base = (await sandbox.exchange(first?.exchange)).verdict?.derivation?.find(
      ({ name }) => name === 'signatureBaseString',
    )
    const text = base?.parts.map((part) => part.text).join('') ?? ''
    expect(text).toContain(nonce)
    expect(text).not.toContain('atlas')
  })

  it('gets no more than the resource owner ticked, and nothing where they say no', async () => {
    const shared = { library: 'requests-oauthlib', method: 'HMAC-SHA1', callback } as const
    const [narrow, denied, wrong, other] = await play([
      { ...shared, scopes: ['notes:read'], calls: calls.map(({ again: _, ...call }) => call) },
      { ...shared, press: 'deny' },
      { ...shared, password: 'wrong' },
      { ...shared, verifier: 'A'.repeat(22) },
    ])
    expect(narrow?.token).toMatchObject({ scope: 'notes:read' })
    const [read, write] = await Promise.all(
      (narrow?.answers ?? []).map(({ exchange }) => outcomeOf(exchange)),
    )
    expect(read).toEqual(accepted)
    expect(write && { status: write.status, failed: write.failed }).toEqual({
      status: 403,
      failed: 'scope-covers-request',
    })
    expect(denied?.location).toMatch(/^http:\/\/localhost:49152\/back\?.*oauth_problem=permission_denied$/)
    expect(denied?.location).not.toContain('oauth_verifier')
    expect(wrong?.pages.at(-1)).toBe('Log in 403')
    expect(other?.denied).toMatchObject({ leg: 'token', status: 401 })
    expect(other?.denied?.body).toContain('oauth_parameters_rejected=oauth_verifier')
  })
})

describeWith(missing(pythonWith('authlib')), 'Authlib', () => {
  it('goes all three legs over plain HTTP and TLS', async () => {
    for (const [origin, methods] of [
      [lab.running.origin, ['HMAC-SHA1', 'RSA-SHA1']],
      [tlsOrigin(), ['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT']],
    ] as const) {
      const runs = await play(
        methods.map((method) => ({ library: 'Authlib', method, callback: plainCallback, calls }) as const),
        origin,
      )
      for (const [i, run] of runs.entries()) {
        await expectPlayed(run, `${methods[i]} ${origin}`)
        expectLocation(run, plainCallback)
      }
      expect(runs.length).toBe(methods.length)
    }
  })

  it('is refused with PLAINTEXT over plain HTTP', async () => {
    const [run] = await play([{ library: 'Authlib', method: 'PLAINTEXT', callback }])
    expect(run?.denied).toMatchObject({ leg: 'initiate', status: 400 })
  })

  const versions = { name: 'Authlib 1.2', command: python.command }
  const is12 = { ...versions, probe: ['-c', 'import authlib; assert authlib.__version__.startswith("1.2.")'] }
  describeWith(missing(is12), 'version 1.2 signs wrongly', () => {
    it('a callback with an escape in it: it decodes once more than it should before it signs', async () => {
      const [run] = await play([{ library: 'Authlib', method: 'HMAC-SHA1', callback }])
      expect(run?.denied).toEqual({
        leg: 'initiate',
        status: 401,
        body: 'oauth_problem=signature_invalid',
      })
      const last = (await sandbox.exchanges()).at(-1)
      expect(last && told(last).failed).toBe('signature-matches')
      // §3.4.1.3.2: the value is encoded, whatever is in it: a percent sign is %25, and %2525 in the base string.
      const base = last?.verdict?.derivation?.find(({ name }) => name === 'signatureBaseString')
      expect(base?.parts.map(({ text }) => text).join('')).toContain('keep%253D%2525C3%2525A9')
    })
  })
})

describe('oauth-1.0a', () => {
  const signer = (consumer: { key: string; secret: string }) =>
    new OAuth({
      consumer,
      signature_method: 'HMAC-SHA1',
      hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
    })
  const parametersOf = (base: string) => decodeURIComponent(base.split('&')[2] ?? '').split('&')

  it('fails on the example of RFC 5849 §3.4.1.1: one a3 is lost, and c%40 is encoded twice', () => {
    const base = signer({ key: '9djdj82h48djs9d2', secret: 'x' }).getBaseString(
      {
        method: 'POST',
        url: 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
        data: { c2: '', a3: '2 q' },
      },
      {
        oauth_consumer_key: '9djdj82h48djs9d2',
        oauth_token: 'kkk9d7dh3k39sjv7',
        oauth_signature_method: 'HMAC-SHA1',
        oauth_timestamp: 137131201,
        oauth_nonce: '7d8f3e4a',
      } as unknown as OAuth.Data,
    )
    const printed = [
      'a2=r%20b',
      'a3=2%20q',
      'a3=a',
      'b5=%3D%253D',
      'c%40=',
      'c2=',
      'oauth_consumer_key=9djdj82h48djs9d2',
      'oauth_nonce=7d8f3e4a',
      'oauth_signature_method=HMAC-SHA1',
      'oauth_timestamp=137131201',
      'oauth_token=kkk9d7dh3k39sjv7',
    ]
    const given = parametersOf(base)
    expect(printed.filter((pair) => !given.includes(pair))).toEqual(['a3=2%20q', 'c%40='])
    expect(given.filter((pair) => !printed.includes(pair))).toEqual(['c%2540='])
    // Nor does it take the default port and the capitals out of the base URI.
    expect(decodeURIComponent(base.split('&')[1] ?? '')).toBe('http://EXAMPLE.COM:80/request')
  })

  it('so the same calls are refused here at the signature, and simpler ones are not', async () => {
    const { identifier, secret } = sandbox.credentials.oauth1.client
    const oauth = signer({ key: identifier, secret })
    const first = async (query: string) => {
      const url = sandbox.url(`/oauth1/initiate${query}`)
      const data = { oauth_callback: 'oob' }
      const signed = oauth.authorize({ method: 'POST', url, data })
      const headers = { ...oauth.toHeader({ ...signed, ...data } as OAuth.Authorization) }
      const answer = await fetch(url, { method: 'POST', headers })
      return outcomeOf(answer.headers.get('exchange-id') ?? '')
    }
    expect(await first('?a2=r%20b&b5=%3D%253D')).toMatchObject({ status: 200, failed: null })
    for (const query of ['?c%40=1', '?oauth=1&oauth=0&c2=+'])
      expectRefused(await first(query), { status: 401, failed: 'signature-matches' }, challenge, query)
  })
})
