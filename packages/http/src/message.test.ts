import { expect, it } from 'vitest'
import { field, fieldLines, octets, request, splitTarget, withField } from './message.ts'
import { printRequest, printResponse, wireSize } from './print.ts'
import { problem } from './response.ts'

const message = request(
  'GET',
  '/a?b=c',
  [
    ['Host', 'example.com'],
    ['X-One', '1'],
    ['x-one', '2'],
  ],
  'ä',
)

it('finds a field in any case, and every line of it in order', () => {
  expect(field(message, 'HOST')).toBe('example.com')
  expect(fieldLines(message, 'X-ONE')).toEqual(['1', '2'])
  expect(field(message, 'x-on')).toBeUndefined()
})

it('replaces every line of a field by one, in the first one’s place', () => {
  const changed = withField(withField(message, 'X-One', '3'), 'X-Two', '4')
  expect(changed.headers).toEqual([
    ['Host', 'example.com'],
    ['X-One', '3'],
    ['X-Two', '4'],
  ])
  expect(message.headers).toHaveLength(3)
})

it('splits a target at its first question mark', () => {
  expect(splitTarget('/a?b?c')).toEqual({ path: '/a', query: 'b?c' })
  expect(splitTarget('/a')).toEqual({ path: '/a', query: undefined })
})

it('prints a message as it stands on an HTTP/1.1 wire, and counts its octets with CRLF', () => {
  const printed = printRequest(message)
  expect(printed).toBe('GET /a?b=c HTTP/1.1\nHost: example.com\nX-One: 1\nx-one: 2\n\nä')
  expect(wireSize(message)).toBe(octets(printed.replaceAll('\n', '\r\n')).length)
})

it('writes a problem in the format of RFC 9457, kept out of caches', () => {
  const response = problem(404, { type: 'lost', title: 'Lost.' })
  expect(printResponse(response)).toBe(
    'HTTP/1.1 404 Not Found\nContent-Type: application/problem+json\nCache-Control: no-store\n\n{"type":"/problems/lost","title":"Lost.","status":404}',
  )
})
