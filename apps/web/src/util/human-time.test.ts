import { describe, expect, it } from 'vitest'
import { humanTime, zoneName } from './human-time.ts'

const now = new Date(2026, 10, 24, 10, 3).valueOf()
const at = (...when: [number, number, number, number, number, number]) => new Date(...when).valueOf() / 1000

describe('times for people', () => {
  it.each([
    [at(2026, 10, 24, 10, 10, 0), 'today 10:10:00, in 7 min'],
    [at(2026, 10, 24, 10, 3, 0), 'today 10:03:00, now'],
    [at(2026, 10, 24, 10, 2, 59), 'today 10:02:59, 1 s ago'],
    [at(2026, 10, 25, 10, 3, 0), 'tomorrow 10:03:00, in 1 day'],
    [at(2026, 10, 23, 23, 0, 0), 'yesterday 23:00:00, 11 h ago'],
    [at(2031, 2, 12, 9, 0, 0), '12 Mar 2031 09:00:00, in 4 years'],
    [0, /1970 .*, 56 years ago$/],
  ])('%s: %s', (seconds, words) => {
    expect(humanTime(seconds, now)).toMatch(words)
  })

  it('asks whether milliseconds were meant', () => {
    expect(humanTime(1_795_510_800_000, now)).toMatch(/^milliseconds\?/)
  })

  it.each([undefined, '1795510800', null, Number.NaN, Number.POSITIVE_INFINITY, 1e300, true])(
    'says nothing of %s',
    (value) => {
      expect(humanTime(value, now)).toBeUndefined()
    },
  )

  it('names the zone', () => {
    expect(zoneName(now)).toMatch(/^UTC([+−]\d+(:\d\d)?)?$/)
  })
})
