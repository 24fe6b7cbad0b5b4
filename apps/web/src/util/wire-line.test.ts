import type { Exchange } from '@lockstep/schemes/scheme'
import { expect, it } from 'vitest'
import { filterLines, wireLine } from './wire-line.ts'

const body = { text: 'ä', bytes: 2, truncated: false }
const exchange: Exchange = {
  id: 'x',
  sandbox: 's',
  scheme: 'one',
  endpoint: 'whoami',
  without: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMicros: 1,
  transport: 'http',
  request: { method: 'POST', target: '/s/x/one/whoami', headers: [['Host', 'h']], body },
  response: { status: 401, headers: [], body },
  verdict: {
    endpoint: 'whoami',
    outcome: 'refused',
    accepted: false,
    principal: null,
    checks: [
      { id: 'present', clause: '', outcome: 'passed' },
      { id: 'fresh', clause: '', outcome: 'failed' },
    ],
  },
}
const line = wireLine(exchange)

it('names the check that ended it, and counts octets both ways', () => {
  expect(line.check).toBe('fresh')
  const request = 'POST /s/x/one/whoami HTTP/1.1\r\nHost: h\r\n\r\n'.length + 2
  const response = 'HTTP/1.1 401 Unauthorized\r\n\r\n'.length + 2
  expect(line.bytes).toBe(request + response)
})

it('filters by every word, by scheme and by outcome', () => {
  const lines = [line, wireLine({ ...exchange, scheme: null, verdict: null })]
  expect(filterLines(lines, {})).toBe(lines)
  expect(filterLines(lines, { text: ' post  FRESH ' })).toEqual([line])
  expect(filterLines(lines, { text: '401' })).toHaveLength(2)
  expect(filterLines(lines, { text: 'post gone' })).toEqual([])
  expect(filterLines(lines, { scheme: 'one' })).toEqual([line])
  expect(filterLines(lines, { outcome: 'unchecked' })).toEqual([lines[1]])
})
