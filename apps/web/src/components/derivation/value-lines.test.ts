import type { MarkedPart } from '@lockstep/schemes/compare-derivations'
import { expect, test } from 'vitest'
import { octetRuns } from '../octet-runs.ts'
import { foldLines, foldText, type ValueLine, valueLines } from './value-lines.ts'

const piece = (text: string, component?: string): MarkedPart => (component ? { text, component } : { text })
const texts = (lines: readonly ValueLine[]) => lines.map((line) => line.map(({ text }) => text).join(''))
const letters = [...'abcdef']
const query = letters.flatMap((letter, i) => [
  ...(i > 0 ? [piece('&')] : []),
  piece(`${letter}=1`, `parameter ${letter}`),
])

test('few components stand in one line, many in a line each with the punctuation that follows', () => {
  expect(texts(valueLines(query.slice(0, 5)))).toEqual(['a=1&b=1&c=1'])
  expect(texts(valueLines(query))).toEqual(['a=1&', 'b=1&', 'c=1&', 'd=1&', 'e=1&', 'f=1'])
})

test('breaks at line feeds where a value has some, also within a piece, and the mark stays where it was', () => {
  const lines = valueLines([
    piece('GET', 'method'),
    piece('\n'),
    { ...piece('one\ntwo', 'body'), mark: [4, 6] },
  ])
  expect(texts(lines)).toEqual(['GET\n', 'one\n', 'two'])
  expect(lines.map((line) => line.map(({ mark }) => mark))).toEqual([
    [undefined, undefined],
    [undefined],
    [[0, 2]],
  ])
})

test('folds what is far from the difference, and says how much', () => {
  const lines = valueLines(query)
  expect(foldLines(lines)).toEqual([...lines.slice(0, 4), { folded: 2 }])
  const marked = lines.map((line, i) =>
    i === 3 ? line.map((part) => ({ ...part, mark: [0, 1] as const })) : line,
  )
  expect(foldLines(marked)).toEqual([{ folded: 2 }, ...marked.slice(2, 5), { folded: 1 }])
  expect(foldLines(lines.slice(0, 5))).toHaveLength(5)
})

test('shows the octets of what cannot be told apart by its looks', () => {
  expect(octetRuns('a é\n…')).toEqual([
    { text: 'a ' },
    { text: 'é', hex: 'c3 a9' },
    { text: '\n', hex: '0a' },
    { text: '…' },
  ])
  expect(octetRuns('e\u0301')[1]?.hex).toBe('cc 81')
})

test('cuts a long line to its beginning and counts the rest, but for what is marked, secret or in groups', () => {
  const line = [piece('a'.repeat(50)), piece('b'.repeat(50))]
  const { line: kept, left } = foldText(line, 60)
  expect([texts([kept]), left]).toEqual([['a'.repeat(50) + 'b'.repeat(10)], 40])
  expect(foldText(line, 61)).toEqual({ line, left: 0 })
  for (const whole of [
    { ...piece('c'), mark: [0, 1] as const },
    { ...piece('c'), secret: true as const },
    piece('0f'.repeat(32)),
  ])
    expect(foldText([...line, whole], 10).left).toBe(0)
})
