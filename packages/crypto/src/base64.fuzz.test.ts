import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64, base64url } from './base64.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 500)
const codecs = [
  ['base64', base64],
  ['base64url', base64url],
] as const

test.each(codecs)('%s decodes the one spelling of an octet string, and no other', (_, codec) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(),
      fc.string({ maxLength: 1 }),
      (octets, at, character) => {
        const text = codec.encode(octets)
        expect(codec.decode(text)).toEqual(octets)
        const i = at % (text.length + 1)
        for (const other of [
          text.slice(0, i) + character + text.slice(i + 1),
          text.slice(0, i) + character + text.slice(i),
          `${text}=`,
          text.slice(0, -1),
        ]) {
          const decoded = codec.decode(other)
          if (decoded) expect(codec.encode(decoded)).toBe(other)
        }
      },
    ),
    { numRuns },
  )
})

test.each(codecs)('%s takes exactly what encodes back to itself', (_, codec) => {
  const alphabet = 'AQgwEIMUYcZaz09+/-_= \n'
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 9 }), (characters) => {
      const text = characters.join('')
      const forgiving = (() => {
        try {
          return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
            one.charCodeAt(0),
          )
        } catch {
          return undefined
        }
      })()
      const canonical = forgiving !== undefined && codec.encode(forgiving) === text
      expect(codec.decode(text)).toEqual(canonical ? forgiving : undefined)
    }),
    { numRuns: numRuns * 10 },
  )
})
