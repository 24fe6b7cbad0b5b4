import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamReader } from './event-stream.ts'

const read = (...pieces: string[]) => {
  const reader = new EventStreamReader()
  return { events: pieces.flatMap((piece) => reader.push(piece)), reader }
}

describe('EventStreamReader, HTML §9.2.6', () => {
  it('reads event, data and id', () => {
    expect(read('id: 7\nevent: exchange\ndata: {"a":1}\n\n').events).toEqual([
      { id: '7', event: 'exchange', data: '{"a":1}' },
    ])
  })

  it('joins several lines of data and takes one space away', () => {
    expect(read('data:  a\ndata:b\ndata\n\n').events[0]?.data).toBe(' a\nb\n')
  })

  it('drops comments, unknown fields and events without data', () => {
    expect(read(': beat\n\nevent: x\n\nother: y\ndata: z\n\n').events).toEqual([
      { id: '', event: 'message', data: 'z' },
    ])
  })

  it('keeps the last id for later events, and refuses one with a NUL', () => {
    const { events, reader } = read('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n')
    expect(events.map(({ id }) => id)).toEqual(['1', '1'])
    expect(reader.lastId).toBe('1')
  })

  it('takes only digits for retry', () => {
    expect(read('retry: 3000\n').reader.retry).toBe(3000)
    expect(read('retry: 3s\n').reader.retry).toBeUndefined()
  })

  it('gives nothing for an event that the end of the stream cuts off', () => {
    expect(read('data: a\n').events).toEqual([])
  })

  it('reads the same wherever the stream is cut, and whatever ends its lines', () => {
    const stream = 'id: 1\nevent: exchange\ndata: one\ndata: two\n\n: beat\n\nid: 2\ndata: three\n\n'
    const whole = read(stream).events
    fc.assert(
      fc.property(
        fc.constantFrom('\n', '\r', '\r\n'),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 12 }),
        (end, cuts) => {
          const text = stream.replaceAll('\n', end)
          const at = [0, ...cuts.toSorted((a, b) => a - b), text.length]
          const pieces = at.slice(1).map((to, i) => text.slice(at[i], to))
          // A last empty line ended by a lone carriage return is complete only with what follows it.
          expect(read(...pieces, ': end\n').events).toEqual(whole)
        },
      ),
    )
  })
})
