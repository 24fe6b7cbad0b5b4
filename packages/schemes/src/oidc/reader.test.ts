import { describe, expect, it } from 'vitest'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { oidc } from './index.ts'

const at = await ReaderBench.of(oidc)
const says = async (text: string) => {
  const reading = await at.read(text)
  return [...(reading?.problems ?? []), ...(reading?.warnings ?? [])].map((one) => one.says).join('\n')
}

it.each(['oidc-token-response', 'oidc-provider-document'])(
  'reads the sample of %s without a flaw',
  async (id) => {
    const sample = await at.sample(id)
    const reading = await at.read(sample)
    expect(reading?.by).toBe(id)
    expect(textOfReading(reading)).toBe(sample)
    expect(reading?.problems).toEqual([])
  },
)

describe('an ID Token and the access token beside it', () => {
  const fact = async (text: string) =>
    (await at.read(text))?.facts.find(({ name }) => name === 'do the two belong together')?.value

  it('belong together by at_hash', async () => {
    expect(await fact(await at.sample('oidc-token-response'))).toBe('yes, by at_hash')
  })

  it('do not where the access token is another', async () => {
    const text = (await at.sample('oidc-token-response')).replace('jHkWEdUX', 'another0')
    expect(await fact(text)).toBe('no, by at_hash')
    expect(await says(text)).toContain('Unexpected at_hash, expected ')
  })

  it('is read where the ID Token is none', async () => {
    expect(await says('{"id_token":"a.b.c","access_token":"x"}')).toContain('Unexpected ID Token: ')
  })
})

describe('a provider document', () => {
  it.each([
    ['"jwks_uri"', '"jwks"', /expected the member jwks_uri/],
    ['"RS256"', '"none"', /without a signature[\s\S]*RS256 is missing/],
    ['"RS256"', '"RS256", ', /Unexpected/],
  ])('with %s as %s says so', async (from, to, expected) => {
    const text = (await at.sample('oidc-provider-document')).replace(from, to)
    expect(textOfReading(await at.read(text))).toBe(text)
    expect(await says(text)).toMatch(expected)
  })
})

it('leaves alone what is something else', async () => {
  for (const text of [
    '',
    '{}',
    '{"issuer":"https://a.example"}',
    '{"access_token":"a"}',
    'eyJhbGciOiJSUzI1NiJ9',
  ])
    expect(await at.read(text), text).toBeUndefined()
})
