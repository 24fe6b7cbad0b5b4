/** What a learner can change in the walkthroughs, and what the lesson says then. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Played, playStep, runOf, type Stage } from '../play-walkthrough.ts'
import type { Step } from '../scheme.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { oauth2 } from './index.ts'

let lab: Lab
let stage: Stage
let history: Map<string, Played>

beforeEach(async () => {
  lab = new Lab([oauth2])
  stage = lab.stage(oauth2, await lab.allCredentials(oauth2))
  history = new Map()
})

function stepsOf(id: string): readonly Step[] {
  return oauth2.walkthroughs.find((one) => one.id === id)?.steps ?? []
}

function stepOf(id: string): Step {
  const step = oauth2.walkthroughs.flatMap(({ steps }) => steps).find((one) => one.id === id)
  if (!step) throw new Error(`Unexpected step "${id}"`)
  return step
}

async function play(id: string, inputs: Readonly<Record<string, string>> = {}) {
  const played = await playStep(stage, history, stepOf(id), inputs)
  history.set(id, played)
  return played.exchanges
}

async function last(id: string, inputs: Readonly<Record<string, string>> = {}) {
  const exchange = (await play(id, inputs)).at(-1)
  if (!exchange) throw new Error(`Unexpected step "${id}" without an exchange`)
  return exchange
}

async function first(id: string, inputs: Readonly<Record<string, string>> = {}) {
  const [exchange] = await play(id, inputs)
  if (!exchange) throw new Error(`Unexpected step "${id}" without an exchange`)
  return exchange
}

/** Plays the walkthrough up to a step, without it. */
async function upTo(walkthrough: string, id: string) {
  for (const step of stepsOf(walkthrough)) {
    if (step.id === id) return
    await play(step.id)
  }
}

describe('code', () => {
  it('sends what was prepared, drawn or chosen', async () => {
    const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    await play('discover')
    await play('prepare', { codeVerifier })
    const asked = await last('authorize')
    // The pair of RFC 7636 Appendix B.
    expect(asked.request.target).toContain('code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
    for (const step of ['consent', 'callback']) await play(step)
    expect((await first('redeem')).response.status).toBe(200)
  })

  it.each([
    [{ redirectUri: 'http://localhost:4711/callback/' }, 'redirect-uri-registered', 400],
    [{ method: 'plain' }, 'code-challenge-method-is-s256', 303],
    [{ scope: 'notes:delete' }, 'scope-known', 303],
  ])('authorize with %j ends at %s', async (inputs, check, status) => {
    await upTo('code', 'authorize')
    const exchange = await last('authorize', inputs)
    expect(failedCheck(exchange)).toBe(check)
    expect(exchange.response.status).toBe(status)
  })

  it('a no comes back to Reader without a code', async () => {
    await upTo('code', 'consent')
    const denied = await last('consent', { decision: 'deny' })
    expect(failedCheck(denied)).toBe('consent-given')
    expect(denied.response.headers.find(([name]) => name === 'Location')?.[1]).toContain('access_denied')
    expect((await last('callback')).response.status).toBe(200)
    await expect(play('redeem')).rejects.toThrow('Unexpected step: there are no codes to redeem yet.')
  })

  it.each([
    [{ codeVerifier: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }, 'verifier-matches'],
    [{ redirectUri: 'http://localhost:4711/callback' }, 'redirect-uri-matches'],
    [{ client: 'reader-confidential' }, 'code-issued-to-client'],
  ])('redeem with %j ends at %s, and spends nothing', async (inputs, check) => {
    await upTo('code', 'redeem')
    expect(failedCheck(await first('redeem', inputs))).toBe(check)
    expect((await first('redeem')).response.status).toBe(200)
  })

  it('with another verifier the halves part at the challenge', async () => {
    await upTo('code', 'redeem')
    const { verdict } = await first('redeem', { codeVerifier: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })
    const value = (derived: readonly { name: string; parts: readonly { text: string }[] }[] | undefined) =>
      derived?.find(({ name }) => name === 'codeChallenge')?.parts[0]?.text
    const client = history.get('redeem')?.built[0]?.derivation
    expect(value(client)).toMatch(/^[\w-]{43}$/)
    expect(value(verdict?.derivation)).not.toBe(value(client))
  })

  it('a late second use is refused and ends nothing', async () => {
    await upTo('code', 'redeem-again')
    await stage.wait(61)
    const [again, call] = await play('redeem-again')
    expect(again && failedCheck(again)).toBe('code-not-expired')
    expect(call?.response.status).toBe(200)
  })
})

describe('the other grants', () => {
  it.each([
    ['client_secret_post', 'client-authenticated'],
    ['none', 'client-authenticated'],
  ])('Nightly by %s ends at %s', async (way, check) => {
    expect(failedCheck(await last('cc-token', { way }))).toBe(check)
  })

  it('Nightly by private_key_jwt is the registration that has a key', async () => {
    const { verdict, response } = await last('cc-token', { way: 'private_key_jwt' })
    expect(response.status).toBe(200)
    expect(verdict?.principal?.id).toBe('nightly-key')
    const derived = history.get('cc-token')?.built[0]?.derivation.map(({ name }) => name)
    expect(derived).toEqual([
      'protectedHeader',
      'claimsSet',
      'signingInput',
      'signature',
      'clientAssertion',
      'tokenRequest',
    ])
  })

  it('an assertion is good once, and each request has its own', async () => {
    const [one, copy] = await play('cc-key')
    expect(one?.response.status).toBe(200)
    expect(copy && failedCheck(copy)).toBe('client-authenticated')
    expect((await first('cc-key')).response.status).toBe(200)
  })

  it('a key of nobody in this sandbox says so before anything is sent', async () => {
    const credentials = await lab.allCredentials(oauth2)
    const labClients = (credentials as { labClients: object[] }).labClients.map((client) => ({
      ...client,
      privateJwk: undefined,
    }))
    stage = lab.stage(oauth2, { ...credentials, labClients })
    await expect(play('cc-key')).rejects.toThrow('Unexpected step: there are no keys of Nightly’s yet.')
  })

  it('a confidential Reader derives its field, and keeps its code over a try without the secret', async () => {
    await upTo('confidential', 'conf-without')
    expect(failedCheck(await last('conf-without'))).toBe('client-authenticated')
    expect((await last('conf-redeem')).response.status).toBe(200)
    const derived = history.get('conf-redeem')?.built[0]?.derivation.map(({ name }) => name)
    expect(derived).toEqual(['userPass', 'clientSecretBasic', 'tokenRequest'])
  })

  it('a revoked token does not help against who has the password', async () => {
    await upTo('retired', 'pwd-twin')
    const [one, ended, again] = await play('pwd-twin')
    expect([one, ended, again].map((exchange) => exchange?.response.status)).toEqual([200, 200, 200])
    expect(one?.response.body).not.toEqual(again?.response.body)
  })

  it('Nightly gets what it registered for', async () => {
    expect((await last('cc-token', { scope: 'notes:read notes:write' })).response.status).toBe(200)
    expect((await last('cc-too-much', { scope: 'notes:write' })).response.status).toBe(200)
  })

  it('a refresh cannot widen the scope', async () => {
    await upTo('refresh', 'rt-refresh')
    const wider = await last('rt-refresh', { scope: 'notes:read notes:write' })
    expect(failedCheck(wider)).toBe('scope-within-grant')
    // Nothing was spent by that.
    expect((await last('rt-refresh', { scope: 'notes:read' })).response.status).toBe(200)
  })

  it('a device learns of a no', async () => {
    await upTo('device', 'dev-approve')
    await play('dev-approve', { decision: 'deny' })
    expect(failedCheck(await last('dev-poll-again'))).toBe('consent-given')
  })

  it('a wrong user code stays where it is', async () => {
    await upTo('device', 'dev-approve')
    await expect(play('dev-approve', { userCode: 'BBBB-BBBB' })).rejects.toThrow('questions to decide on')
  })

  it('a poll that waits is not slowed down, the one behind it is', async () => {
    await upTo('device', 'dev-poll-fast')
    await stage.wait(6)
    const [patient, fast] = await play('dev-poll-fast')
    expect(patient?.verdict?.outcome).toBe('interaction')
    expect(fast && failedCheck(fast)).toBe('polled-patiently')
  })
})

describe('what is done with a token', () => {
  it.each([
    [{ redirectUri: 'https://reader.example/callback' }, 'redirect-uri-registered'],
    [{ scope: 'notes:delete' }, 'scope-known'],
  ])('a push with %j hears of it at once: %s', async (inputs, check) => {
    const exchange = await first('par-push', inputs)
    expect(exchange.response.status).toBe(400)
    expect(failedCheck(exchange)).toBe(check)
  })

  it('a public Reader can push as well, and its name goes along', async () => {
    await play('par-push', { client: 'reader' })
    const asked = await last('par-authorize')
    expect(asked.response.status).toBe(200)
    expect(asked.request.target).toContain('client_id=reader&')
  })

  it('only who can prove it asks', async () => {
    await play('intro-begin')
    expect(failedCheck(await last('intro-live', { caller: 'Reader, which has no secret' }))).toBe(
      'caller-authenticated',
    )
    expect((await last('intro-live', { caller: 'Nightly' })).response.status).toBe(200)
  })

  it('only the client that it was issued to ends a token', async () => {
    await play('rev-begin')
    expect(failedCheck(await last('rev-token', { client: 'reader' }))).toBe('token-issued-to-client')
    expect((await last('rev-token', { hint: 'none' })).response.status).toBe(200)
    expect(failedCheck(await last('rev-call'))).toBe('access-token-alive')
  })

  it.each([
    [{ htm: 'POST' }, 'dpop-request-matches'],
    [{ htu: 'http://localhost:8787/s/lab/oauth2/token' }, 'dpop-request-matches'],
    [{ nonce: '' }, 'dpop-nonce-matches'],
    [{ iat: '1' }, 'dpop-recent'],
    [{ privateKey: 'A'.repeat(43) }, 'dpop-key-matches'],
  ])('a proof with %j ends at %s', async (inputs, check) => {
    await upTo('dpop', 'dpop-call')
    expect(failedCheck(await last('dpop-call', inputs))).toBe(check)
  })

  it('an old nonce is renewed by sending the step before again', async () => {
    await upTo('dpop', 'dpop-call')
    await stage.wait(130)
    // Fetched at another time than the rest: the newest nonce is the one that is taken.
    await play('dpop-nonce')
    expect((await last('dpop-redeem')).response.status).toBe(200)
    expect((await first('dpop-call')).response.status).toBe(200)
  })

  it('says what a key has to be', async () => {
    await expect(async () =>
      stepOf('dpop-proof').derive?.(runOf(stage, history, stepOf('dpop-proof'), { privateKey: 'short' })),
    ).rejects.toThrow('Unexpected key, expected 32 octets in base64url')
  })
})

it.each([
  ['authorize', 'values to send'],
  ['consent', 'questions to decide on'],
  ['callback', 'redirects to follow'],
  ['redeem', 'codes to redeem'],
  ['call', 'access tokens'],
  ['redeem-again', 'requests to repeat'],
  ['rt-refresh', 'refresh tokens'],
  ['dev-poll', 'device codes'],
  ['par-authorize', 'references'],
  ['dpop-nonce', 'keys'],
])('%s says that it needs %s first', async (step, what) => {
  await expect(play(step)).rejects.toThrow(`Unexpected step: there are no ${what} yet.`)
})

it('fills in every sentence that an unedited run shows, in twenty words or fewer', async () => {
  const lesson = new Map(
    readFileSync(new URL('./walkthrough.md', import.meta.url), 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.split('\n', 1)[0] ?? '', part]),
  )
  const common = ['status', 'check', 'says', 'took', 'bytes']
  for (const walkthrough of oauth2.walkthroughs) {
    history = new Map()
    for (const step of walkthrough.steps) {
      const played = await playStep(stage, history, step)
      history.set(step.id, played)
      const values = step.values?.(runOf(stage, history, step, {}, played)) ?? {}
      const known = [...common, ...Object.keys(values)]
      const sentences = (lesson.get(step.id) ?? '').matchAll(/^- after(?: \S+)?: (.*)$/gm)
      for (const [, sentence = ''] of sentences) {
        for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) expect(known, sentence).toContain(name)
        expect(sentence.replace(/\{\w+\}/g, 'x').split(/\s+/).length, sentence).toBeLessThanOrEqual(20)
      }
    }
  }
})
