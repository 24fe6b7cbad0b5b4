import type { HttpRequest } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { Lab } from '../testing/lab.ts'
import { type Carrier, callWithKey } from './credentials.ts'
import { apiKey } from './index.ts'
import { partsOf } from './key.ts'
import { createRequest, listRequest } from './walkthrough/messages.ts'

const challenge = 'ApiKey realm="notes@lab"'
let lab: Lab
let seeded: string
beforeEach(() => {
  lab = new Lab([apiKey])
  seeded = lab.credentials(apiKey).key
})

const call = (key: string, how: { carrier?: Carrier; method?: string; base?: string } = {}) =>
  lab.send(callWithKey({ base: lab.base, ...how, key }).request)

const owner = (message: HttpRequest) => lab.send(message, { owner: true })

describe('the inspection', () => {
  const shown = (value: string, name: string, of: 'request' | 'response' = 'request') =>
    apiKey.inspect(value, { kind: 'field', name, of })?.map(({ id, label }) => [id, label])
  const wholeKey = [
    ['key-prefix', 'prefix, no secret'],
    ['key-body', 'the secret, 160 bits'],
    ['key-checksum', 'checksum, fits'],
  ]

  it('shows a key in its three parts, wherever it stands', () => {
    expect(shown(seeded, 'X-API-Key')).toEqual(wholeKey)
    expect(shown(`ApiKey ${seeded}`, 'authorization')?.slice(2)).toEqual(wholeKey)
    const target = apiKey.inspect(`/a?b=c&api_key=${seeded}&d=e`, { kind: 'target', of: 'request' })
    expect(target?.slice(2, 5).map(({ id, label }) => [id, label])).toEqual(wholeKey)
  })

  it('marks what must not get into a link: every secret, also of a second key and of a broken one', () => {
    const half = seeded.slice(0, 30)
    const value = `/a?api_key=${seeded}&api%5fkey=${half}`
    const parts = apiKey.inspect(value, { kind: 'target', of: 'request' }) ?? []
    const open = parts.filter(({ secret }) => !secret).map(({ text }) => text)
    expect(open.join('')).not.toContain(partsOf(seeded)?.body)
    expect(open.join('')).not.toContain(half.slice(18))
    expect(parts.find(({ id }) => id === 'key-2')?.label).toBe('not a whole key')
  })

  it('says of a checksum that it does not fit', () => {
    const slip = seeded.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    expect(shown(slip, 'X-API-Key')?.[2]).toEqual(['key-checksum', 'checksum, does not fit'])
  })

  it('explains the challenge, and nothing of another scheme', () => {
    expect(shown(challenge, 'WWW-Authenticate', 'response')?.map(([id]) => id)).toEqual([
      'auth-scheme',
      undefined,
      'realm',
    ])
    expect(shown('Basic realm="notes"', 'WWW-Authenticate', 'response')).toBeUndefined()
    expect(shown('Basic YTpi', 'Authorization')).toBeUndefined()
    expect(apiKey.inspect('{"scheme":"other"}', { kind: 'body', of: 'response' })).toBeUndefined()
  })

  it('has labels of two to five words', async () => {
    const created = await owner(createRequest(lab.base, {}))
    const texts = [created, await call(seeded), await owner(listRequest(lab.base))]
    for (const { response } of texts) {
      const value = 'text' in response.body ? response.body.text : ''
      const labels = (apiKey.inspect(value, { kind: 'body', of: 'response' }) ?? []).flatMap(
        ({ label }) => label ?? [],
      )
      expect(labels.length).toBeGreaterThan(2)
      for (const label of labels) expect(label.split(' ').length, label).toBeOneOf([2, 3, 4, 5])
    }
  })
})
