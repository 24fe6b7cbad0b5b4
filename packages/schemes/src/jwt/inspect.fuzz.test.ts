import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Place } from '../scheme.ts'
import { inspect } from './inspect.ts'

const runs = { numRuns: Number(process.env.FUZZ_RUNS) }

const places: Place[] = [
  { kind: 'field', name: 'authorization', of: 'request' },
  { kind: 'field', name: 'www-authenticate', of: 'response' },
  { kind: 'body', of: 'request' },
  { kind: 'body', of: 'response' },
]
const piece = fc.constantFrom(
  'Bearer ',
  'Bearer realm="a", error="b"',
  'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAA',
  '.',
  '"',
  '{',
  '"access_token":"e30.e30.AA"',
  '"userId":"ada"',
  '"password":',
  ',',
  '{"keys":[',
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }).map((all) => all.join('')),
)

describe('the inspection', () => {
  it('loses no character, names no piece twice and throws for nothing', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...places), (value, place) => {
        const parts = inspect(value, place) ?? [{ text: value }]
        expect(parts.map((part) => part.text).join('')).toBe(value)
        const ids = parts.flatMap(({ id }) => id ?? [])
        expect(new Set(ids).size).toBe(ids.length)
      }),
      runs,
    )
  })
})
