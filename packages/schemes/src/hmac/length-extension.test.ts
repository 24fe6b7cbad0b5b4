import { concat } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extendSha256 } from './attacks/length-extension.ts'
import { hashFrom, initialState, paddingAfter } from './attacks/sha-256.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength })

describe('SHA-256 with its state in the open', () => {
  it('gives the digests of FIPS 180-4 and of the library', () => {
    expect(hex(hashFrom(initialState, 0, octets('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    fc.assert(
      fc.property(bytes(300), (text) => {
        expect(hex(hashFrom(initialState, 0, text))).toBe(hex(sha256(text)))
      }),
    )
  })

  it('pads to whole blocks, with one more where the length does not fit', () => {
    for (let length = 0; length < 200; length++) {
      const padding = paddingAfter(length)
      expect((length + padding.length) % 64).toBe(0)
      expect(padding.length).toBeGreaterThanOrEqual(9)
      expect(padding.length).toBeLessThanOrEqual(72)
    }
  })
})

describe('length extension', () => {
  it('continues a bare hash of secret and text, whatever the secret', () => {
    fc.assert(
      fc.property(bytes(100), bytes(200), bytes(100), (secret, text, wanted) => {
        const caught = sha256(concat(secret, text))
        const { added, digest } = extendSha256(caught, secret.length + text.length, wanted)
        expect(hex(digest)).toBe(hex(sha256(concat(secret, text, added))))
        expect(hex(added.subarray(added.length - wanted.length))).toBe(hex(wanted))
      }),
    )
  })

  it('gets nowhere with the wrong length, nor with HMAC', () => {
    const [secret, text, wanted] = [octets('k'.repeat(32)), octets('item=atlas'), octets('&admin=1')]
    const wrong = extendSha256(sha256(concat(secret, text)), 16 + text.length, wanted)
    expect(hex(wrong.digest)).not.toBe(hex(sha256(concat(secret, text, wrong.added))))
    for (const guess of [text.length, secret.length + text.length, 64 + text.length, 64 + 32]) {
      const { added, digest } = extendSha256(hmacSha256(secret, text), guess, wanted)
      expect(hex(digest)).not.toBe(hex(hmacSha256(secret, concat(text, added))))
    }
  })
})
