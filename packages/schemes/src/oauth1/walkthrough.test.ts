/** What a learner can change in the walkthrough, and what the lesson says then. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Played, playStep, runOf, type Stage } from '../play-walkthrough.ts'
import type { Derived, Step } from '../scheme.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { oauth1 } from './index.ts'

const steps = oauth1.walkthroughs[0]?.steps ?? []
const ids = steps.map(({ id }) => id)

let lab: Lab
let stage: Stage
let history: Map<string, Played>

beforeEach(async () => {
  lab = new Lab([oauth1])
  stage = lab.stage(oauth1, await lab.allCredentials(oauth1))
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
  const last = played.exchanges.at(-1)
  if (!last) throw new Error(`Unexpected step "${id}" without an exchange`)
  return last
}

async function playUpTo(id: string) {
  for (const step of ids.slice(0, ids.indexOf(id))) if (stepOf(step).messages.length > 0) await play(step)
}

async function derive(id: string, inputs: Readonly<Record<string, string>> = {}) {
  const derived = (await stepOf(id).derive?.(runOf(stage, history, stepOf(id), inputs))) ?? []
  return Object.fromEntries(derived.map((one) => [one.name, textOf(one)]))
}

const textOf = ({ parts }: Derived) => parts.map(({ text }) => text).join('')

describe('base-string', () => {
  it('begins as RFC 5849 §3.4.1.1, with the signature of its erratum', async () => {
    const { normalizedParameters, signatureBaseString, signature } = await derive('base-string')
    expect(normalizedParameters).toBe(
      'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2' +
        '&oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
    )
    expect(signatureBaseString).toMatch(
      /^POST&http%3A%2F%2Fexample\.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q/,
    )
    expect(signature).toBe('r6/TJjbCOr97/+UU0NsvSne7s5g=')
  })

  it('takes duplicates, a plus sign and other letters, from each of the three places', async () => {
    const { requestParameters, normalizedParameters } = await derive('base-string', {
      url: 'https://example.com/?n=1+1&n=1%2B1',
      form: 'n=%E2%82%AC&n',
      parameters: 'n=1+1\nn=€\nrealm=Notes\noauth_signature=left out',
    })
    expect(requestParameters).toBe('n=1 1\nn=1+1\nn=1+1\nn=€\noauth_signature=left out\nn=€\nn=')
    // A plus is a space in a query and in a form, and itself in the field.
    expect(normalizedParameters).toBe('n=&n=%E2%82%AC&n=%E2%82%AC&n=1%201&n=1%2B1&n=1%2B1')
  })

  it.each([
    ['HTTP://EXAMPLE.com:80/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080/?q=1', 'https://www.example.net:8080/'],
    ['https://example.net', 'https://example.net/'],
    ['https://example.net?q=1#part', 'https://example.net/'],
  ])('RFC 5849 §3.4.1.2: of %s it takes %s', async (url, uri) => {
    expect((await derive('base-string', { url })).baseStringUri).toBe(uri)
  })

  it.each(['', 'example.com/', 'ftp://example.com/', 'https://'])(
    'says what is wrong with %j',
    async (url) => {
      await expect(derive('base-string', { url })).rejects.toThrow(
        /^Unexpected URL ".*", expected one that begins/,
      )
    },
  )

  it('says where an escape is broken', async () => {
    await expect(derive('base-string', { form: 'a=%E2%82' })).rejects.toThrow('Unexpected form "a=%E2%82"')
  })

  it('signs by the method that the parameters name', async () => {
    const parameters = 'oauth_signature_method=PLAINTEXT'
    const { signature } = await derive('base-string', { parameters, clientSecret: 'a&b', tokenSecret: '' })
    expect(signature).toBe('a%26b&')
  })
})

describe('methods', () => {
  it('shows what was made from the secrets, and covers the secrets themselves', async () => {
    await playUpTo('call')
    const step = stepOf('methods')
    const derived = (await step.derive?.(runOf(stage, history, step))) ?? []
    expect(derived.map(({ name }) => name)).toEqual(['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'])
    const covered = derived.filter(({ parts }) => parts.some(({ secret }) => secret))
    expect(covered.map(({ name }) => name)).toEqual(['PLAINTEXT'])
  })
})

describe('what a learner changes', () => {
  it.each(['HMAC-SHA256', 'RSA-SHA1'])(
    'all three signed requests get in with %s',
    async (signatureMethod) => {
      expect((await play('initiate', { signatureMethod })).response.status).toBe(200)
      for (const step of ['authorize', 'approve', 'callback']) await play(step)
      expect((await play('token', { signatureMethod })).response.status).toBe(200)
      expect((await play('call', { signatureMethod })).response.status).toBe(200)
    },
  )

  it('PLAINTEXT does not get in on plain HTTP', async () => {
    expect(failedCheck(await play('initiate', { signatureMethod: 'PLAINTEXT' }))).toBe(
      'plaintext-only-over-tls',
    )
  })

  it.each([
    ['', 'callback-present'],
    ['OOB', 'callback-present'],
    ['https://reader.example/callback', 'callback-registered'],
  ])('a callback of %j ends at %s', async (callback, check) => {
    expect(failedCheck(await play('initiate', { callback }))).toBe(check)
  })

  it('a no leads back to Reader, without a verifier and without a token', async () => {
    await playUpTo('approve')
    const denied = await play('approve', { decision: 'deny' })
    expect(denied.response.status).toBe(303)
    expect(failedCheck(denied)).toBe('consent-given')
    expect((await play('callback')).response.status).toBe(200)
    expect(failedCheck(await play('token'))).toBe('temporary-credentials-authorized')
  })

  it('without a callback the verifier is on the page', async () => {
    await play('initiate', { callback: 'oob' })
    await play('authorize')
    expect((await play('approve')).response.status).toBe(200)
    expect((await play('token')).response.status).toBe(200)
  })

  it('another verifier ends at its check', async () => {
    await playUpTo('token')
    expect(failedCheck(await play('token', { verifier: 'another' }))).toBe('verifier-matches')
  })

  it('fewer boxes, fewer rights', async () => {
    await playUpTo('approve')
    await play('approve', { scope: 'notes:read' })
    await play('callback')
    await play('token')
    expect((await play('call')).response.status).toBe(200)
    expect(failedCheck(await play('call', { method: 'POST' }))).toBe('scope-covers-request')
  })

  it('parameters of a form are signed as those of a query are', async () => {
    await playUpTo('call')
    const parameters = 'shelf=2 b\nshelf=12\nn=1+1\nname=Zoë'
    expect((await play('call', { method: 'POST', parameters })).response.status).toBe(200)
    expect((await play('call', { method: 'GET', parameters })).response.status).toBe(200)
  })

  it('a replay is what was sent, edits included', async () => {
    await playUpTo('call')
    const sent = await play('call', { method: 'POST', parameters: 'note=1' })
    const again = await play('replay')
    expect(failedCheck(again)).toBe('nonce-unused')
    expect(again.request).toEqual(sent.request)
  })

  it.each([
    ['authorize', 'temporary credentials'],
    ['approve', 'temporary credentials'],
    ['callback', 'redirects to follow'],
    ['token', 'temporary credentials'],
    ['call', 'token credentials'],
    ['replay', 'calls'],
  ])('%s says that it needs %s first', async (step, what) => {
    await expect(play(step)).rejects.toThrow(`Unexpected step: there are no ${what} yet.`)
  })
})

it('fills in every sentence that an unedited run shows', async () => {
  const lesson = readFileSync(new URL('./walkthrough.md', import.meta.url), 'utf8')
    .split(/^## /m)
    .slice(1)
  const common = ['status', 'check', 'says', 'took', 'bytes']
  for (const [i, step] of steps.entries()) {
    const played = await playStep(stage, history, step)
    history.set(step.id, played)
    const known = [...common, ...Object.keys(step.values?.(runOf(stage, history, step, {}, played)) ?? {})]
    const sentences = (lesson[i] ?? '').matchAll(/^- after(?: \S+)?: (.*)$/gm)
    for (const [, sentence = ''] of sentences) {
      for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) expect(known, sentence).toContain(name)
      expect(sentence.replace(/\{\w+\}/g, 'x').split(/\s+/).length, sentence).toBeLessThanOrEqual(20)
    }
  }
})
