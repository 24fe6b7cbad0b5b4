/** What a learner can choose: each input reaches the message, and each wrong choice ends at its own check. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type History, playStep } from '../play-walkthrough.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { hmac } from './index.ts'
import { rfc9421 } from './walkthrough/rfc9421.ts'
import { sigv4 } from './walkthrough/sigv4.ts'
import { derivedText } from './walkthrough/step-parts.ts'
import { teaching } from './walkthrough/teaching.ts'

let lab: Lab
beforeEach(() => {
  lab = new Lab([hmac])
})

const steps = [teaching, rfc9421, sigv4].flatMap((walkthrough) => walkthrough.steps)
const stepOf = (id: string) => {
  const step = steps.find((one) => one.id === id)
  if (!step) throw new Error(`Unexpected step "${id}"`)
  return step
}
const play = async (id: string, inputs: Record<string, string>, history: History = new Map()) => {
  const played = await playStep(lab.stage(hmac), history, stepOf(id), inputs)
  const [exchange] = played.exchanges
  if (!exchange) throw new Error(`Unexpected step "${id}" without a message`)
  return { played, exchange, check: failedCheck(exchange), status: exchange.response.status }
}

describe('the inputs', () => {
  it.each([
    ['t-call', { keyId: 'ada-reader' }, 'scope-covers-request', 403],
    ['t-call', { keyId: 'ada-reader', body: '' }, undefined, 200],
    ['t-call', { keyId: 'legacy-1' }, 'mac-is-hmac', 401],
    ['t-call', { timestamp: '1000000000' }, 'mac-timestamp-recent', 401],
    ['t-call', { timestamp: 'yesterday' }, 'mac-parameters-complete', 400],
    ['s-call', { keyid: 'ada-reader' }, 'scope-covers-request', 403],
    ['s-call', { keyid: 'legacy-1' }, 'algorithm-agrees', 401],
    ['s-call', { components: '@method\n@authority\n@path' }, 'coverage-sufficient', 401],
    ['s-call', { components: 'content-digest\n@query\n@path\n@authority\n@method' }, undefined, 200],
    ['s-call', { components: '@method\n@target-uri\ncontent-digest' }, undefined, 200],
    ['s-call', { alg: 'hmac-sha256' }, undefined, 200],
    ['s-call', { created: '1000000000' }, 'created-recent', 401],
    ['s-call', { body: '', components: '@method\n@authority\n@path\n@query' }, undefined, 200],
    ['s-narrow', { components: '@method\n@authority\n@path\n@query\ncontent-digest' }, undefined, 200],
    ['a-call', { region: 'elsewhere' }, 'aws-scope-matches', 401],
    ['a-call', { service: 'archive' }, 'aws-scope-matches', 401],
    ['a-call', { date: '20200101T000000Z' }, 'aws-date-recent', 401],
    ['a-call', { signedHeaders: 'x-amz-date\nx-amz-content-sha256' }, 'aws-host-signed', 401],
    ['a-call', { body: '{"lend":"the atlas"}' }, undefined, 200],
  ] as const)('%s with %o ends at %s', async (id, inputs, check, status) => {
    expect(await play(id, inputs)).toMatchObject({ check, status })
  })

  it('draw a new nonce where the input is empty, and take the one that is given', async () => {
    const nonces = [await play('t-call', {}), await play('t-call', {})].map(({ played }) =>
      derivedText(played.built[0]?.derivation ?? [], 'stringToSign')
        .split('\n')
        .at(3),
    )
    expect(new Set(nonces).size).toBe(2)
    expect((await play('s-call', { nonce: 'twice' })).status).toBe(200)
    expect((await play('s-call', { nonce: 'twice' })).check).toBe('signature-nonce-unused')
  })

  it('say what is wrong with a component that the message does not have', async () => {
    await expect(play('s-call', { body: '' })).rejects.toThrow('content-digest')
    await expect(play('s-call', { components: '@colour' })).rejects.toThrow('@colour')
    await expect(play('s-call', { components: '@method\n@method' })).rejects.toThrow('covered twice')
  })
})

describe('a replay', () => {
  it('sends what the verifier received, edits included', async () => {
    const step = stepOf('t-call')
    const edited = await playStep(lab.stage(hmac), new Map(), step, {}, (request) => ({
      ...request,
      target: `${request.target}?edited`,
    }))
    expect(edited.exchanges[0]?.response.status).toBe(401)
    const { exchange, check } = await play('t-replay', {}, new Map([['t-call', edited]]))
    expect(exchange.request.target).toMatch(/\?edited$/)
    expect(check).toBe('mac-matches')
  })
})
