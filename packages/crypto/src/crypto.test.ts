import { describe, expect, it } from 'vitest'
import { base64, base64url } from './base64.ts'
import { concat, equalConstantTime } from './bytes.ts'
import { md5, sha256, sha512, sha512t256 } from './digest.ts'
import { hex } from './hex.ts'
import { hmacSha1, hmacSha256 } from './mac.ts'

const octets = (text: string) => new TextEncoder().encode(text)

describe('RFC 4648 §10', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('%j is %j', (text, encoded) => {
    expect(base64.encode(octets(text))).toBe(encoded)
    expect(base64.decode(encoded)).toEqual(octets(text))
    expect(base64url.decode(encoded.replaceAll('=', ''))).toEqual(octets(text))
  })

  it.each(['Zg', 'Zg=', 'Zh==', 'Z g==', ' Zg==', 'Zg==\n', 'Z===', 'Zm9v-_', '='])(
    'refuses %j, which is not how any octets are spelt',
    (text) => {
      expect(base64.decode(text)).toBeUndefined()
    },
  )

  it('refuses padding and the other alphabet in base64url', () => {
    for (const text of ['Zg==', '+/', 'Zh']) expect(base64url.decode(text)).toBeUndefined()
    expect(base64url.encode(Uint8Array.of(251, 255))).toBe('-_8')
  })
})

describe('digests', () => {
  it('MD5: RFC 1321 appendix A.5', () => {
    expect(hex(md5(octets('')))).toBe('d41d8cd98f00b204e9800998ecf8427e')
    expect(hex(md5(octets('abc')))).toBe('900150983cd24fb0d6963f7d28e17f72')
  })

  it('SHA-256: FIPS 180-4, "abc"', () => {
    expect(hex(sha256(octets('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('SHA-512: FIPS 180-4, "abc"', () => {
    expect(hex(sha512(octets('abc')))).toBe(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    )
  })

  it('SHA-512/256: FIPS 180-4, "abc"; not SHA-512 cut short', () => {
    expect(hex(sha512t256(octets('abc')))).toBe(
      '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
    )
  })

  it('HMAC-SHA1: RFC 2202 §3, case 2', () => {
    expect(hex(hmacSha1(octets('Jefe'), octets('what do ya want for nothing?')))).toBe(
      'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    )
  })

  it('HMAC-SHA-256: RFC 4231 §4.3', () => {
    expect(hex(hmacSha256(octets('Jefe'), octets('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })
})

it('joins octets, and compares them whole', () => {
  expect(concat(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false)
})
