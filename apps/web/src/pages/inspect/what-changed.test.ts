import { describe, expect, it } from 'vitest'
import { whatChanged } from './what-changed.ts'

const payload = { id: 'payload', title: 'Payload', language: 'json', text: '{"sub":"ada","exp":1}' } as const
const user = { id: 'user', title: 'User name', language: 'text', text: 'ada' } as const

describe('what changed', () => {
  it.each([
    [{ payload: payload.text, user: 'ada' }, []],
    [{ payload: '{"sub":"ada","exp":2}', user: 'ada' }, ['exp']],
    [{ payload: '{"sub":"ada","exp":1,"scope":"x"}', user: 'eve' }, ['scope', 'user name']],
    [{ payload: '{"exp":1}', user: 'ada' }, ['sub']],
    [{ payload: '{"sub": "ada", "exp": 1}', user: 'ada' }, ['the spelling']],
    [{ payload: '{"sub":"ada","exp":', user: 'ada' }, ['exp']],
  ])('%j: %j', (now, names) => {
    expect(whatChanged([payload, user], now)).toEqual(names)
  })
})
