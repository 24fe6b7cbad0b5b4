import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readable } from './message.ts'
import { percentDecode, percentEncode } from './percent.ts'

describe('RFC 3986 §2', () => {
  it('leaves unreserved characters alone and writes all others in upper case', () => {
    expect(percentEncode('AZaz09-._~')).toBe('AZaz09-._~')
    expect(percentEncode("a b+c/é!*'()")).toBe('a%20b%2Bc%2F%C3%A9%21%2A%27%28%29')
  })
  it('reads either case of digits, and takes a lone % for itself', () => {
    expect(readable(percentDecode('%c3%A9%2f'))).toBe('é/')
    expect(readable(percentDecode('100%, %4, %zz+'))).toBe('100%, %4, %zz+')
  })
  it('comes back as it went in, octet by octet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(percentDecode(percentEncode(octets))).toEqual(Uint8Array.from(octets))
      }),
    )
  })
})
