/** Published values. There is no RFC of API keys, so these are of the parts that a key is built from. */
import { base62 } from '@lockstep/crypto/base62'
import { crc32 } from '@lockstep/crypto/crc32'
import { octets } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { hashOf } from './key-record.ts'

describe('CRC-32: the check value of the algorithm', () => {
  it('of "123456789" is cbf43926', () => {
    expect(crc32(octets('123456789')).toString(16)).toBe('cbf43926')
  })
})

describe('PNG (RFC 2083 §3.4): the chunk IEND, which is the same in every file', () => {
  it('ends with ae426082', () => {
    expect(crc32(octets('IEND')).toString(16)).toBe('ae426082')
  })
})

describe('FIPS 180-4: the example values of SHA-256', () => {
  it('of "abc"', () => {
    expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('of the message of two blocks', () => {
    expect(hashOf('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    )
  })
})

describe('base62', () => {
  it('gives the largest number of 20 octets 27 digits', () => {
    // 2^160 − 1, the largest id of KSUID, which has the same alphabet and width.
    const largest = base62.encode(new Uint8Array(20).fill(255), 27)
    expect(largest).toBe('aWgEPTl1tmebfsQzFP4bxwgy80V')
    expect(base62.decode(largest, 20)).toEqual(new Uint8Array(20).fill(255))
  })

  it('refuses what 20 octets cannot hold, and what is no digit', () => {
    expect(base62.decode('aWgEPTl1tmebfsQzFP4bxwgy80W', 20)).toBeUndefined()
    expect(base62.decode('-', 20)).toBeUndefined()
    expect(() => base62.encode(new Uint8Array(20).fill(255), 26)).toThrow(/Unexpected 20 octets/)
  })
})
