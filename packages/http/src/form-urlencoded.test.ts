import { array, assert, property, string, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeForm, decodeFormText, encodeForm, onlyValue, rawFormPairs } from './form-urlencoded.ts'

describe('a form', () => {
  it('is read pair by pair, in order, with what is empty', () => {
    expect(decodeForm('a=1&b=2&a=&c&=x&&d==')).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['a', ''],
      ['c', ''],
      ['', 'x'],
      ['d', '='],
    ])
    expect(decodeForm('')).toEqual([])
  })

  it('keeps its pairs as they stand, where that is asked for', () => {
    expect(rawFormPairs('a%20b=c+d&e')).toEqual([
      { name: 'a%20b', value: 'c+d' },
      { name: 'e', value: '' },
    ])
  })

  it.each([
    ['a+b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['%c3%A9', 'é'],
    ['é', 'é'],
    ['%F0%9F%98%80\u{1F600}', '\u{1F600}\u{1F600}'],
    ['%EF%BB%BFa', '\uFEFFa'],
    ['', ''],
  ])('says of %s: %s', (raw, text) => {
    expect(decodeFormText(raw)).toBe(text)
  })

  it.each(['%', '%4', '%zz', 'a%', '%ff', '%c3', '%C0%80', '%ED%A0%80'])('has no %s', (raw) => {
    expect(decodeFormText(raw)).toBeUndefined()
    expect(decodeForm(`a=1&${raw}=b`)).toBeUndefined()
    expect(decodeForm(`a=${raw}`)).toBeUndefined()
  })

  it('is written as the URL standard §5.2 says, and agrees with URLSearchParams', () => {
    const text = string({ unit: 'grapheme', maxLength: 10 })
    assert(
      property(array(tuple(text, text), { maxLength: 5 }), (pairs) => {
        expect(encodeForm(pairs)).toBe(new URLSearchParams(pairs.map(([a, b]) => [a, b])).toString())
        const named = pairs.map(([name, value]) => [`n${name}`, value] as const)
        expect(decodeForm(encodeForm(named))).toEqual(named)
      }),
    )
  })

  it('never makes its readers throw', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(decodeForm(text) ?? []).toBeInstanceOf(Array)
      }),
    )
  })

  it('has one value of a name, or none that counts', () => {
    const pairs = [
      ['a', '1'],
      ['b', '2'],
      ['b', '3'],
    ] as const
    expect(['a', 'b', 'c'].map((name) => onlyValue(pairs, name))).toEqual(['1', undefined, undefined])
  })
})
