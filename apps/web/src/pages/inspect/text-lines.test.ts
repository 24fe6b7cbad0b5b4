import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textLines } from './text-lines.ts'

describe('lines of a text', () => {
  it('lose no character, and know where each piece stands', () => {
    const part = fc.record(
      {
        text: fc.string({ unit: fc.constantFrom('a', '.', '\n', ' ') }),
        label: fc.string(),
        breaks: fc.constant(true as const),
      },
      { requiredKeys: ['text'] },
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.map((one) => one.text).join('')
        const pieces = textLines(parts).flatMap((line) => line.pieces)
        expect(pieces.map((piece) => piece.part.text).join('')).toBe(text)
        for (const { part, at } of pieces) expect(text.startsWith(part.text, at)).toBe(true)
      }),
    )
  })

  it('gives a long part a line of its own, with the punctuation after it', () => {
    const [header, payload] = ['e'.repeat(50), 'p'.repeat(80)]
    const lines = textLines([
      { text: header, label: 'header' },
      { text: '.' },
      { text: payload, label: 'payload' },
      { text: '.' },
    ])
    expect(lines.map(({ pieces }) => pieces.map(({ part }) => part.text).join(''))).toEqual([
      `${header}.`,
      `${payload}.`,
    ])
  })
})
