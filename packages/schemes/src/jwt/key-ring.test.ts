/** The ring of keys where calls meet: whatever the order, a withdrawn key is worth nothing, and somebody signs. */
import { describe, expect, it } from 'vitest'
import { currentRecord, type KeyRecord, type RingServer } from '../jose/key-ring.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { buildBearer } from './credentials.ts'
import { jwt } from './index.ts'
import { issueToken } from './issue-token.ts'
import { addKey, publishKey, readRing, readRingAfresh, stateOf, useKey, withdrawKey } from './key-ring.ts'

async function made(server: RingServer): Promise<KeyRecord> {
  const record = await addKey(server, true)
  if (!record) throw new Error('Unexpected ring that is full')
  return record
}

async function stateIn(server: RingServer, { kid }: KeyRecord): Promise<string | undefined> {
  const ring = await readRing(server)
  const record = ring.find((one) => one.kid === kid)
  return record && stateOf(ring, record, server.now)
}

describe('two calls at once, each with the record as it was before', () => {
  it.each([
    ['publish', publishKey],
    ['use', useKey],
  ])('a key that is withdrawn stays so, whoever comes to %s it', async (_, turn) => {
    const server = new Lab([jwt]).server()
    const record = await made(server)
    await withdrawKey(server, record)
    await turn(server, record)
    expect(await stateIn(server, record)).toBe('withdrawn')
  })

  it('a key that is used stays so when it is published once more', async () => {
    const server = new Lab([jwt]).server()
    const record = await made(server)
    await useKey(server, record)
    await publishKey(server, record)
    expect(await stateIn(server, record)).toBe('in use')
  })

  it('the key before goes on signing where the new one was withdrawn as it began', async () => {
    const lab = new Lab([jwt])
    const server = lab.server()
    const [first] = await readRing(server)
    const record = await made(server)
    await useKey(server, record)
    await withdrawKey(server, record)
    const ring = await readRing(server)
    expect(currentRecord(ring)?.kid).toBe(first?.kid)
    const { token } = await issueToken(server)
    const call = await lab.send(buildBearer('GET', `${lab.base}/jwt/whoami`, token).request)
    expect(call.response.status).toBe(200)
  })
})

it('what was read before a key was withdrawn is not held afterwards', async () => {
  const lab = new Lab([jwt])
  const server = lab.server()
  const record = await made(server)
  await useKey(server, record)
  const { token } = await issueToken(server)
  const next = await made(server)
  await useKey(server, next)

  // Another call has read the rows, and has yet to hold what it read.
  let go = () => {}
  const wait = new Promise<void>((resolve) => {
    go = resolve
  })
  const { store } = server
  const slow: RingServer = {
    ...server,
    store: {
      get: (key) => store.get(key),
      put: (key, value, expiry) => store.put(key, value, expiry),
      delete: (key) => store.delete(key),
      clear: (prefix) => store.clear(prefix),
      claim: (key, expiry) => store.claim(key, expiry),
      increment: (key, expiry) => store.increment(key, expiry),
      async list<T>(prefix: string) {
        const read = await store.list<T>(prefix)
        await wait
        return read
      },
    },
  }
  const reading = readRingAfresh(slow)
  await withdrawKey(server, record)
  go()
  await reading

  expect(await stateIn(server, record)).toBe('withdrawn')
  const call = await lab.send(buildBearer('GET', `${lab.base}/jwt/whoami`, token).request)
  expect(failedCheck(call)).toBe('key-known')
})
