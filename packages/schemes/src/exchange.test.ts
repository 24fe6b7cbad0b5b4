import { request } from '@lockstep/http/message'
import { expect, it } from 'vitest'
import { tellBody, tellExchange } from './exchange.ts'
import { fixture } from './testing/fixture-scheme.ts'
import { Lab } from './testing/lab.ts'

async function recorded() {
  const lab = new Lab([fixture])
  await lab.send(
    request('GET', '/s/lab/fixture/whoami', [
      ['X-Profile', 'number'],
      ['X-Value', '3'],
    ]),
  )
  return lab.recorded[0] ?? expect.fail('nothing was recorded')
}

it('tells its owner what was compared and derived', async () => {
  const { verdict } = tellExchange(await recorded(), 'owner')
  expect(verdict?.checks[1]).toEqual({
    id: 'number-even',
    clause: 'RFC 9110 §11.4',
    outcome: 'failed',
    actual: '3',
  })
  expect(verdict?.derivation?.[0]?.name).toBe('value')
})

it('tells anybody else outcomes only', async () => {
  const { verdict } = tellExchange(await recorded(), 'anybody')
  expect(verdict?.checks[1]).toEqual({ id: 'number-even', clause: 'RFC 9110 §11.4', outcome: 'failed' })
  expect(verdict).not.toHaveProperty('derivation')
})

it('tells content as text where it is UTF-8, as base64 where not, and says what it cut', () => {
  expect(tellBody(new TextEncoder().encode('£'))).toEqual({ text: '£', bytes: 2, truncated: false })
  expect(tellBody(Uint8Array.of(255))).toEqual({ base64: '/w==', bytes: 1, truncated: false })
  expect(tellBody(new Uint8Array(20_000))).toMatchObject({ bytes: 20_000, truncated: true })
})
