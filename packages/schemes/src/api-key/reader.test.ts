import { expect, test } from 'vitest'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { apiKey } from './index.ts'

const at = await ReaderBench.of(apiKey)
const sample = await at.sample('api-key')
const key = sample.slice('X-API-Key: '.length)

test.each([
  ['a field line', sample],
  ['a bare key', `  ${key}\n`],
  ['the Authorization field', `Authorization: ApiKey ${key}`],
  ['a command', `curl -H 'X-API-Key: ${key}' http://localhost/`],
])('reads %s, knows it for its own, and gets in with it', async (_, text) => {
  const reading = await at.read(text)
  expect(textOfReading(reading)).toBe(text)
  expect(reading?.problems).toEqual([])
  expect(await reading?.edit?.mintedHere(text)).toBe(true)
  expect(reading?.edit && (await at.send(reading.edit, text)).response.status).toBe(200)
})

test('says where a key was damaged, and that it is not its own', async () => {
  const damaged = `X-API-Key: ${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
  const reading = await at.read(damaged)
  expect(reading?.problems).toEqual([
    { at: damaged.length - 6, length: 6, says: expect.stringContaining('checksum') },
  ])
  expect(await reading?.edit?.mintedHere(damaged)).toBe(false)
  const short = await at.read(key.slice(0, 30))
  expect(short?.problems).toEqual([{ at: 0, length: 30, says: expect.stringContaining('these are 30') }])
})

test('writes a changed key into the same text', async () => {
  const reading = await at.read(`Authorization: ApiKey ${key}`)
  const text = (await reading?.edit?.write({ key: 'lk_live_0000000000' })) ?? ''
  expect(text).toBe('Authorization: ApiKey lk_live_0000000000')
  expect(reading?.edit && (await at.send(reading.edit, text)).response.status).toBe(401)
})

test('reads its challenge, and leaves other texts alone', async () => {
  expect((await at.read('WWW-Authenticate: ApiKey realm="notes"'))?.by).toBe('api-key-challenge')
  for (const other of ['sk_live_51H', 'Bearer abc', 'Basic YTpi', 'lk_live'])
    expect(await at.read(other)).toBeUndefined()
})
