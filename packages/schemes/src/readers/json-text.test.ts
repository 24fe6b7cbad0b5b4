import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonText } from './json-text.ts'

describe('JSON with its places', () => {
  it('reads what JSON.parse reads, and finds no flaw in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
        const text = JSON.stringify(value, null, space)
        const read = readJsonText(text)
        expect(read.flaw).toBeUndefined()
        expect(JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('finds a flaw wherever JSON.parse throws, and never throws itself', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', ',', '\\', '\n', 'x'),
        (text, place, put) => {
          const at = place % (text.length + 1)
          const broken = text.slice(0, at) + put + text.slice(at + 1)
          const { flaw } = readJsonText(broken)
          let throws = false
          try {
            JSON.parse(broken)
          } catch {
            throws = true
          }
          if (throws) expect(flaw).toBeDefined()
          else expect(flaw === undefined || /second member|inside one another/.test(flaw.says)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('says where each member stands', () => {
    const text = '{"alg": "ES256", "jwk": {"kty": "EC"}}'
    const { members } = readJsonText(text)
    expect(members.map(({ path }) => path)).toEqual([['alg'], ['jwk', 'kty'], ['jwk']])
    for (const { nameAt, nameLength, valueAt, valueLength, name, value } of members) {
      expect(text.slice(nameAt, nameAt + nameLength)).toBe(JSON.stringify(name))
      expect(JSON.parse(text.slice(valueAt, valueAt + valueLength))).toEqual(value)
    }
  })

  it.each([
    ['', 0, 'Unexpected end of the text, expected a value.'],
    ['{"a":1,}', 7, 'Unexpected "}", expected a member name in quotes.'],
    [
      "{'a':1}",
      1,
      'Unexpected single quotation mark (JSON has only double ones), expected a member name in quotes.',
    ],
    ['{"a" 1}', 5, 'Unexpected "1", expected ":" after the member name.'],
    ['{"a":1 "b":2}', 7, 'Unexpected """, expected "," or "}".'],
    ['[1 2]', 3, 'Unexpected "2", expected "," or "]".'],
    ['{"a":01}', 6, 'Unexpected "1", expected "," or "}".'],
    ['{"a":"x', 5, 'Unexpected end of the text, expected a quotation mark that closes this string.'],
    ['{"a":"\\x"}', 6, 'Unexpected "\\", expected an escape such as \\n or \\u00e9.'],
    ['{"a":1,"a":2}', 7, 'Unexpected second member "a", expected each name once.'],
    ['1 2', 2, 'Unexpected "2", expected the end of the text.'],
  ])('says of %j where it breaks', (text, at, says) => {
    expect(readJsonText(text).flaw).toMatchObject({ at, says })
  })

  it('keeps what it read before the text breaks', () => {
    const { value, members } = readJsonText('{"sub":"ada","exp":17955')
    expect(value).toEqual({ sub: 'ada', exp: 17955 })
    expect(members.map(({ name }) => name)).toEqual(['sub', 'exp'])
  })

  it('sets no prototype', () => {
    const { value } = readJsonText('{"__proto__":{"admin":true}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['__proto__'])
  })

  it('ends a text that is too deep in a flaw', () => {
    expect(readJsonText('['.repeat(5000)).flaw?.says).toMatch(
      /^Unexpected "\[", expected no more than 64 values/,
    )
  })
})
