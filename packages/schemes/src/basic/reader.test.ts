import { base64 } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { expect, test } from 'vitest'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { basic } from './index.ts'

const at = await ReaderBench.of(basic)
const basicOf = (userPass: string) => `Authorization: Basic ${base64.encode(octets(userPass))}`

test('reads its sample, knows it for its own, and gets in with it', async () => {
  const sample = await at.sample('basic-credentials')
  const reading = await at.read(sample)
  expect(textOfReading(reading)).toBe(sample)
  expect(reading).toMatchObject({ kind: 'Basic credentials', problems: [] })
  expect(reading?.facts[0]).toMatchObject({ name: 'user-id', value: 'ada' })
  expect(await reading?.edit?.mintedHere(sample)).toBe(true)
  expect(reading?.edit && (await at.send(reading.edit, sample)).response.status).toBe(200)
})

test('writes what was changed, in normalization form C', async () => {
  const reading = await at.read('curl -H "authorization: basic YTpi" http://x')
  const text = (await reading?.edit?.write({ 'user-pass': 'Zoe\u0308:pw' })) ?? ''
  expect(text).toBe(`curl -H "authorization: Basic ${base64.encode(octets('Zo\u00eb:pw'))}" http://x`)
  expect(await reading?.edit?.mintedHere(text)).toBe(false)
  expect(reading?.edit && (await at.send(reading.edit, text)).response.status).toBe(401)
})

test.each([
  ['Authorization: Basic', 'Nothing follows', 21],
  ['Basic YWRh*mE=', 'not in the alphabet', 10],
  ['Basic YWRhOmE', 'canonical', 6],
  ['Basic YWRhOv8=', 'not UTF-8', 6],
  ['Basic YWRh', 'no colon', 6],
])('says where %j breaks', async (text, says, offset) => {
  const reading = await at.read(text)
  expect(textOfReading(reading)).toBe(text)
  expect(reading?.problems).toEqual([
    expect.objectContaining({ says: expect.stringContaining(says), at: Math.min(offset, text.length) }),
  ])
})

test('reads a challenge, and leaves what is not Basic alone', async () => {
  const text = 'WWW-Authenticate: Basic realm="Notes", charset="UTF-8"'
  const reading = await at.read(text)
  expect(reading?.by).toBe('basic-challenge')
  expect(textOfReading(reading)).toBe(text)
  for (const other of ['Bearer abc', 'hello', basicOf('a:b').replace('Basic', 'Bearer'), '{"a":1}'])
    expect(await at.read(other)).toBeUndefined()
})
