/** What the walkthrough says of a run, where a learner takes another way. */
import { beforeEach, describe, expect, it } from 'vitest'
import { differenceOf } from '../difference.ts'
import { type History, type Played, playStep, runOf, type Stage } from '../play-walkthrough.ts'
import type { Step } from '../scheme.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { jwt } from './index.ts'
import { walkthrough } from './walkthrough.ts'

const step = (id: string): Step => {
  const found = walkthrough.steps.find((one) => one.id === id)
  if (!found) throw new Error(`Unexpected step "${id}"`)
  return found
}

let lab: Lab
let stage: Stage
let history: Map<string, Played>
beforeEach(async () => {
  lab = new Lab([jwt])
  stage = lab.stage(jwt, await lab.allCredentials(jwt))
  history = new Map()
})

async function play(id: string, inputs: Record<string, string> = {}) {
  const played = await playStep(stage, history, step(id), inputs)
  history.set(id, played)
  const values = step(id).values?.(runOf(stage, history as History, step(id), inputs, played)) ?? {}
  return { played, values }
}

describe('the log-in', () => {
  it.each([
    ['HS256', '43'],
    ['ES256', '86'],
    ['EdDSA', '86'],
    ['RS256', '342'],
    ['PS256', '342'],
  ])('with %s gives a token with %s characters of signature, and it opens', async (alg, signature) => {
    expect((await play('log-in', { alg })).values).toMatchObject({ signature, lifetime: '15 minutes' })
    const { played, values } = await play('call')
    expect(values).toEqual({ alg })
    expect(played.exchanges.map(({ response }) => response.status)).toEqual([200])
  })
})

describe('an edited claim', () => {
  it.each(['sub', 'scope', 'client_id', 'iss', 'aud', 'jti'])('names %s as what differs', async (claim) => {
    await play('log-in')
    const { played, values } = await play('edit', { claim, value: 'something else' })
    const [exchange] = played.exchanges
    expect(failedCheck(exchange as never)).toBe('signature-matches')
    expect(values).toMatchObject({ claim, value: '"something else"' })
    const verdict = exchange?.verdict
    const difference = verdict && differenceOf(played.built[0]?.derivation ?? [], verdict, jwt.rules)
    expect(difference).toMatchObject({ value: 'claimsSet', component: `claim ${claim}` })
  })

  it.each(['exp', 'nbf', 'iat'])('keeps %s a number', async (claim) => {
    await play('log-in')
    const { played, values } = await play('edit', { claim, value: '1900000000' })
    expect(values).toMatchObject({ claim, value: '1900000000' })
    expect(played.exchanges.map(failedCheck)).toEqual(['signature-matches'])
  })

  it('opens where the value is the old one', async () => {
    await play('log-in')
    const { played } = await play('edit', { claim: 'sub', value: 'ada' })
    expect(played.exchanges[0]?.response.status).toBe(200)
  })
})

describe('the log-out', () => {
  it('counts the time to the first refusal, and what it would have been without a list', async () => {
    for (const id of ['log-in', 'edit', 'expire']) await play(id)
    expect((await play('revoke')).values).toEqual({ later: '0 ms', ends: '2026-11-24 12:30:01 UTC' })
  })
})

describe('the change of the key', () => {
  const statuses = ({ exchanges }: Played) => exchanges.map(({ response }) => response.status)

  it('refuses nobody in the right order', async () => {
    const { played, values } = await play('rotate')
    expect(statuses(played)).toEqual([201, 200, 200, 200, 200, 200, 200])
    expect(values).toEqual({ between: '200', keys: '2' })
  })

  it('refuses a good token in the wrong one, until the key is published', async () => {
    const { played, values } = await play('rotate', { order: 'use, then publish' })
    expect(statuses(played)).toEqual([201, 200, 200, 401, 200, 200, 200])
    expect(values).toEqual({ between: '401 at key-known', keys: '2' })
  })
})
