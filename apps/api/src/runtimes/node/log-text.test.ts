import { expect, it } from 'vitest'
import { logText } from './log-text.ts'

const line = { id: 'abc', time: 0, principal: 'ada', endpoint: 'x/whoami', status: 200, check: '' }

it('has a column for each thing, and a dash for what is not there', () => {
  expect(logText(line)).toBe('1970-01-01T00:00:00.000Z abc 200 x/whoami ada -')
  expect(logText({ ...line, error: 'TypeError' })).toBe(
    '1970-01-01T00:00:00.000Z abc 200 x/whoami ada - TypeError',
  )
})

it('keeps the columns whatever a client is called', () => {
  const columns = logText({ ...line, principal: 'ada -\n1970 forged 200\u2028x y' }).split(/\s/)
  expect(columns).toHaveLength(6)
  expect(columns[4]).toBe('ada_-_1970_forged_200_x_y')
})
