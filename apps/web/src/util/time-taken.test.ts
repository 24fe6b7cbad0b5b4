import { expect, test } from 'vitest'
import { timeTaken } from './time-taken.ts'

test.each([
  [0, '0 µs'],
  [860, '860 µs'],
  [999, '999 µs'],
  [1_000, '1 ms'],
  [2_269, '2.27 ms'],
  [117_400, '117 ms'],
  [999_700, '1 s'],
  [1_170_000, '1.17 s'],
])('%d microseconds are %s', (micros, words) => {
  expect(timeTaken(micros)).toBe(words)
})
