import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { octets, readable } from './message.ts'
import { percentDecode, percentDecodeText, percentEncode } from './percent.ts'

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
      fc.property(fc.uint8Array(), (given) => {
        expect(percentDecode(percentEncode(given))).toEqual(Uint8Array.from(given))
      }),
    )
  })
  it('spells a text as its octets are spelled, half a surrogate pair too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        expect(percentEncode(text)).toBe(percentEncode(octets(text)))
      }),
    )
    expect(percentEncode('\uD800')).toBe('%EF%BF%BD')
  })
  it('reads text strictly: two digits after each %, and UTF-8; a plus sign is one', () => {
    expect(percentDecodeText('a+b%20c%c3%A9é\u{1F600}')).toBe('a+b céé\u{1F600}')
    for (const flawed of ['%', '%4', '%zz', 'a%', '%ff', '%c3', '%C0%80', '%ED%A0%80'])
      expect(percentDecodeText(flawed), flawed).toBeUndefined()
  })
})
