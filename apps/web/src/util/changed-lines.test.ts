import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedLines } from './changed-lines.ts'
import { lineColumn } from './line-column.ts'

describe('changed lines', () => {
  it.each([
    ['a\nb\nc', 'a\nb\nc', []],
    ['a\nb\nc', 'a\nX\nc', [2]],
    ['a\nb', 'a\nb\nc', [3]],
    ['a\nb\nc', 'a\nc', []],
    ['a\nb', 'X\na\nb', [1]],
    ['', 'a', [1]],
  ])('%j, then %j', (before, after, lines) => {
    expect(changedLines(before, after)).toEqual(lines)
  })

  it('without the changed lines nothing is left that was not there before', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changed = changedLines(before.join('\n'), after.join('\n'))
        const kept = after.filter((_, i) => !changed.includes(i + 1))
        let at = 0
        for (const line of kept) {
          at = before.indexOf(line, at) + 1
          expect(at).toBeGreaterThan(0)
        }
      }),
    )
  })
})

describe('line and column', () => {
  it.each([
    ['abc', 0, 1, 1],
    ['a\nbc', 3, 2, 2],
    ['a\n', 2, 2, 1],
  ])('%j at %i', (text, at, line, column) => {
    expect(lineColumn(text, at)).toEqual({ line, column })
  })
})
