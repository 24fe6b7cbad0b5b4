/** What a learner can change in the walkthrough, and what the lesson says then. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Played, playStep, runOf, type Stage } from '../play-walkthrough.ts'
import type { Step } from '../scheme.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { oidc } from './index.ts'
import { partsOf } from './walkthrough/run-values.ts'

const steps = oidc.walkthroughs[0]?.steps ?? []
const ids = steps.map(({ id }) => id)

let stage: Stage
let history: Map<string, Played>

beforeEach(async () => {
  const lab = new Lab([oidc])
  stage = lab.stage(oidc, await lab.allCredentials(oidc))
  history = new Map()
})

function stepOf(id: string): Step {
  const step = steps.find((one) => one.id === id)
  if (!step) throw new Error(`Unexpected step "${id}"`)
  return step
}

async function play(id: string, inputs: Readonly<Record<string, string>> = {}) {
  const played = await playStep(stage, history, stepOf(id), inputs)
  history.set(id, played)
  return played
}

async function playUpTo(id: string) {
  for (const step of ids.slice(0, ids.indexOf(id))) await play(step)
}

const last = ({ exchanges }: Played) => {
  const exchange = exchanges.at(-1)
  if (!exchange) throw new Error('Unexpected step without an exchange')
  return exchange
}
const endOf = ({ verdict }: Played) => verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id

describe('the ID Token, claim by claim', () => {
  beforeEach(() => playUpTo('check-id-token'))

  it.each([
    [{ idToken: 'a.b.c' }, 'id-token-well-formed'],
    [{ alg: 'ES256' }, 'id-token-alg-registered'],
    [{ issuer: 'http://localhost:8787/s/lab/' }, 'id-token-issuer-exact'],
    [{ clientId: 'game' }, 'id-token-audience-is-us'],
    [{ later: '361' }, 'id-token-not-expired'],
    [{ later: '-61' }, 'id-token-issued-recently'],
    [{ nonce: 'another' }, 'nonce-matches'],
    [{ accessToken: 'another' }, 'access-token-hash-matches'],
  ])('%o ends at %s, and all before it held', async (inputs, check) => {
    const { verdict } = await play('check-id-token', inputs)
    expect(verdict?.outcome).toBe('refused')
    const failed = verdict?.checks.findIndex(({ outcome }) => outcome === 'failed') ?? -1
    expect(verdict?.checks[failed]?.id).toBe(check)
    expect(verdict?.checks.slice(0, failed).every(({ outcome }) => outcome === 'passed')).toBe(true)
  })

  it('an edited claim ends at id-token-signature-matches', async () => {
    const { idToken = '' } = runOf(stage, history, stepOf('check-id-token')).inputs
    const [header, claims = '', signature] = idToken.split('.')
    const edited = Buffer.from(
      Buffer.from(claims, 'base64url').toString().replace('"sub":"ada"', '"sub":"eve"'),
    )
    const token = `${header}.${edited.toString('base64url')}.${signature}`
    expect(endOf(await play('check-id-token', { idToken: token }))).toBe('id-token-signature-matches')
  })

  it('a log-in older than max_age ends at login-recent-enough', async () => {
    await play('authorize', { maxAge: '0' })
    await play('log-in')
    await play('callback')
    await play('redeem')
    expect(endOf(await play('check-id-token'))).toBeUndefined()
    // Ten minutes would be too long for an ID Token, and a minute over a page is none of the log-in's age.
    await stage.wait(200)
    expect(endOf(await play('check-id-token'))).toBeUndefined()
    const { sentOff = '' } = runOf(stage, history, stepOf('check-id-token')).inputs
    const later = String(Number(sentOff) + 2)
    expect(endOf(await play('check-id-token', { sentOff: later }))).toBe('login-recent-enough')
  })

  it('says what is no number of seconds', async () => {
    await expect(play('check-id-token', { later: 'soon' })).rejects.toThrow(
      'Unexpected number of seconds "soon"',
    )
  })
})

describe('what a learner changes', () => {
  it('without openid there is no ID Token', async () => {
    await playUpTo('authorize')
    await play('authorize', { scope: 'notes:read' })
    await play('log-in', { scope: 'notes:read' })
    await play('callback')
    await play('redeem')
    await expect(play('check-id-token')).rejects.toThrow('there are no ID Tokens yet')
  })

  it('an issuer elsewhere is not asked', async () => {
    await expect(play('discover', { issuer: 'https://mallory.example' })).rejects.toThrow(
      'Unexpected issuer "https://mallory.example"',
    )
  })

  it('a no comes back as access_denied', async () => {
    await playUpTo('log-in')
    expect(failedCheck(last(await play('log-in', { decision: 'deny' })))).toBe('consent-given')
    expect(last(await play('callback')).request.target).toContain('error=access_denied')
  })

  it('another verifier ends at verifier-matches', async () => {
    await playUpTo('redeem')
    const codeVerifier = 'x'.repeat(43)
    expect(failedCheck(last(await play('redeem', { codeVerifier })))).toBe('verifier-matches')
  })

  it('a log-in that is recent enough gets a code without a page', async () => {
    await playUpTo('silent')
    expect(last(await play('silent', { maxAge: '' })).request.target).toContain('code=')
  })

  it('with the key set from the start the new token is refused', async () => {
    await playUpTo('rotate')
    expect(endOf(await play('rotate', { keySet: 'the one from the start' }))).toBe('id-token-key-known')
    const token = JSON.stringify(last(await play('rotate')).response.body)
    const old = history.get('redeem')?.exchanges.at(-1)?.response.body
    const kidIn = (text: string) => partsOf(/id_token\\?":\\?"([\w.-]+)/.exec(text)?.[1] ?? '').header.kid
    expect(kidIn(token)).toMatch(/^rs256-/)
    expect(kidIn(token)).not.toBe(kidIn(JSON.stringify(old)))
  })

  it('without a hint Ada is asked, and an address that is not registered leads nowhere', async () => {
    await playUpTo('log-out')
    const step = { ...stepOf('log-out'), messages: stepOf('log-out').messages.slice(0, 1) }
    const first = async (inputs: Record<string, string>) => last(await playStep(stage, history, step, inputs))
    expect((await first({ hint: '' })).verdict?.outcome).toBe('interaction')
    const led = await first({ returnTo: 'https://mallory.example/' })
    expect(failedCheck(led)).toBe('post-logout-uri-registered')
    expect(led.response.headers.some(([name]) => name.toLowerCase() === 'location')).toBe(false)
  })

  it.each(['log-in', 'callback', 'redeem', 'check-id-token', 'userinfo', 'call-with-id-token'])(
    '%s says that something has to come first',
    async (step) => {
      await expect(play(step)).rejects.toThrow(/^Unexpected step: there are no /)
    },
  )
})

it('fills in every sentence that an unedited run shows', async () => {
  const lesson = readFileSync(new URL('./walkthrough.md', import.meta.url), 'utf8')
    .split(/^## /m)
    .slice(1)
  const common = ['status', 'check', 'says', 'took', 'bytes']
  for (const [i, step] of steps.entries()) {
    const played = await play(step.id)
    const known = [...common, ...Object.keys(step.values?.(runOf(stage, history, step, {}, played)) ?? {})]
    for (const [, sentence = ''] of (lesson[i] ?? '').matchAll(/^- after(?: \S+)?: (.*)$/gm)) {
      for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) expect(known, sentence).toContain(name)
      expect(sentence.replace(/\{\w+\}/g, 'x').split(/\s+/).length, sentence).toBeLessThanOrEqual(20)
    }
  }
})
