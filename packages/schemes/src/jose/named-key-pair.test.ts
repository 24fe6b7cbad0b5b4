import { expect, it } from 'vitest'
import { namedKeyPair } from './named-key-pair.ts'

const pair = { privateJwk: { kty: 'EC', d: 'x' }, publicJwk: { kty: 'EC' } }

it('names both halves, and gives the same objects each time', () => {
  const key = namedKeyPair(pair, 'a', 'ES256')
  expect(key).toEqual({
    kid: 'a',
    alg: 'ES256',
    privateJwk: { kty: 'EC', d: 'x', kid: 'a', alg: 'ES256', use: 'sig' },
    publicJwk: { kty: 'EC', kid: 'a', alg: 'ES256', use: 'sig' },
  })
  expect(namedKeyPair(pair, 'a', 'ES256')).toBe(key)
})

it('does not give one name for another', () => {
  const key = namedKeyPair(pair, 'b', 'ES256')
  expect(key.publicJwk.kid).toBe('b')
  expect(namedKeyPair({ ...pair, privateJwk: { ...pair.privateJwk } }, 'b', 'ES256')).not.toBe(key)
})
