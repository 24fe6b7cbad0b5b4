import { base64url } from '@lockstep/crypto/base64'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { dpopKey } from './credentials/dpop-key.ts'
import { oauth2 } from './index.ts'

const at = await ReaderBench.of(oauth2)
const says = async (text: string) => {
  const reading = await at.read(text)
  return [...(reading?.problems ?? []), ...(reading?.warnings ?? [])].map((one) => one.says).join('\n')
}

it.each(['oauth2-authorization-request', 'oauth2-callback', 'oauth2-token-response', 'oauth2-dpop-proof'])(
  'reads the sample of %s as its own, and finds no flaw',
  async (id) => {
    const sample = await at.sample(id)
    const reading = await at.read(sample)
    expect(reading?.by).toBe(id)
    expect(textOfReading(reading)).toBe(sample)
    expect(reading?.problems).toEqual([])
  },
)

describe('an authorization request', () => {
  const base = 'https://as.example/authorize?client_id=reader'
  it.each([
    [`${base}&response_type=token`, /come back in an address/],
    [`${base}&response_type=code`, /No code_challenge/],
    [`${base}&response_type=code&code_challenge=abc`, /the verifier itself/],
    [`${base}&response_type=code&code_challenge=abc&code_challenge_method=S256`, /43 characters/],
    [`${base}&response_type=code&redirect_uri=/cb`, /absolute URI/],
    [`${base}&response_type=code&redirect_uri=http%3A%2F%2Fa%2F%23x`, /Unexpected fragment/],
    [`${base}&response_type=code&state=a&state=b`, /second state/],
  ])('%s', async (text, expected) => {
    expect(textOfReading(await at.read(text))).toBe(text)
    expect(await says(text)).toMatch(expected)
  })

  it('by reference says nothing of what was pushed', async () => {
    const reading = await at.read(`${base}&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aa`)
    expect(reading?.kind).toBe('OAuth 2.0 authorization request by reference')
    expect(reading?.warnings).toEqual([])
  })
})

describe('an answer in an address', () => {
  it.each([
    ['https://a.example/cb?code=c', /No iss[\s\S]*No state/],
    ['https://a.example/cb#access_token=t&state=s&iss=i', /every script/],
    ['/cb?code=c&code=d&state=s&iss=i', /second code/],
  ])('%s', async (text, expected) => {
    expect(textOfReading(await at.read(text))).toBe(text)
    expect(await says(text)).toMatch(expected)
  })

  it('covers the code among the facts', async () => {
    const facts = (await at.read('https://a.example/cb?code=c&state=s'))?.facts
    expect(facts?.find(({ name }) => name === 'code')?.secret).toBe(true)
  })
})

describe('a token response', () => {
  it.each([
    ['{"access_token":"a"}', /expected the member token_type/],
    ['{"access_token":"a","token_type":"Bearer"', /Unexpected/],
    ['{"access_token":"a","token_type":"bearer","expires_in":86400}', /more than an hour/],
  ])('%s', async (text, expected) => {
    expect(textOfReading(await at.read(text))).toBe(text)
    expect(await says(text)).toMatch(expected)
  })

  it('reads an error', async () => {
    expect((await at.read('{"error":"invalid_grant"}'))?.kind).toBe('OAuth 2.0 error of a token endpoint')
  })
})

describe('a DPoP proof', () => {
  const proofOf = async (header: object, claims: object) => {
    const { privateJwk, publicJwk } = await dpopKey(base64url.encode(new Uint8Array(32).fill(3)))
    const texts = {
      header: JSON.stringify({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: publicJwk, ...header }),
      claims: JSON.stringify({ jti: 'j', htm: 'GET', htu: 'http://a/', iat: at.lab.clock / 1000, ...claims }),
    }
    return (await signToken(texts, 'EdDSA', privateJwk)).token
  }

  it.each([
    [{ alg: 'HS256' }, {}, /Unexpected alg HS256/],
    [{ jwk: undefined }, {}, /expected a jwk/],
    [{ jwk: { kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'b' } }, {}, /nothing of the private one/],
    [{}, { htu: undefined }, /expected htu/],
    [{}, { iat: 1 }, /this lab’s server refuses it/],
    [{}, { iat: 9_999_999_999 }, /ahead of the sandbox’s clock/],
    [{}, {}, /No nonce[\s\S]*No ath/],
  ])('with %j and %j says so', async (header, claims, expected) => {
    const text = await proofOf(header, claims)
    expect(textOfReading(await at.read(text))).toBe(text)
    expect(await says(text)).toMatch(expected)
  })

  it('of which a claim was changed has a signature that does not hold', async () => {
    const [header, , signature] = (await proofOf({}, {})).split('.')
    const other = base64url.encode(
      new TextEncoder().encode('{"jti":"j","htm":"POST","htu":"http://a/","iat":1}'),
    )
    expect(await says(`DPoP: ${header}.${other}.${signature}`)).toMatch(/expected one by the key/)
  })
})

it('leaves alone what is something else', async () => {
  for (const text of [
    '',
    'https://a.example/?q=1',
    '{"a":1}',
    'Bearer x',
    'DPoP: x',
    '/path',
    'code=c&state=s',
  ])
    expect(await at.read(text), text).toBeUndefined()
})

it('loses no character of anything it reads', async () => {
  const piece = fc.constantFrom(
    ...[
      'https://a/',
      '?',
      '&',
      '#',
      'code=c',
      'client_id=r',
      'response_type=code',
      'state',
      '=',
      '%',
      '"',
      '{',
      ' ',
    ],
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      const text = pieces.join('')
      const reading = await at.read(text)
      if (reading) expect(textOfReading(reading)).toBe(text)
      for (const { at: from, length } of reading?.problems ?? []) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(from + length).toBeLessThanOrEqual(text.length)
      }
    }),
  )
})
