import { request } from '@lockstep/http/message'
import type { Inspect } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { applyEdits } from './apply-edits.ts'
import { messageLines } from './message-lines.ts'
import { draftMessage } from './message-of.ts'
import { partsOf } from './parts-of.ts'

/** Knows one field, `X-Pair: a=b`; loses a character of values that begin with `!`. */
const inspect: Inspect = (value, place) => {
  if (value.startsWith('!')) return [{ text: value.slice(1), id: 'lost', label: 'lost' }]
  if (place.kind !== 'field' || place.name !== 'X-Pair') return
  const [name = '', rest = ''] = value.split(/(?<==)/, 2)
  return [
    { text: name, breaks: true },
    { text: rest, id: 'value', label: 'the value', secret: true },
  ]
}
const message = request(
  'GET',
  '/s/x/one?q=1',
  [
    ['X-Pair', 'a=b'],
    ['Accept', '*/*'],
    ['X-Pair', 'c=d'],
  ],
  '{"a":1}',
)
const text = (lines: ReturnType<typeof messageLines>) =>
  lines
    .map(({ pieces }) =>
      pieces.map((piece) => (piece.kind === 'part' ? piece.part.text : piece.text)).join(''),
    )
    .join('\n')

test('keeps a value whole where an inspection loses a character of it', () => {
  expect(partsOf(inspect, '!abc', { kind: 'body', of: 'request' })).toEqual([{ text: '!abc' }])
})

test('shows every character of a message, in order', () => {
  expect(text(messageLines(draftMessage(message), inspect))).toBe(
    'GET /s/x/one?q=1 HTTP/1.1\nX-Pair: \na=b\nAccept: */*\nX-Pair: \nc=d\n{"a":1}'.replaceAll(': \n', ': '),
  )
})

test('puts an edit into its own part and leaves everything else as it was built', () => {
  const edited = applyEdits(
    message,
    0,
    { '0/x-pair~2/value': 'D', '0/method/': 'POST', '1/target/': '/no' },
    inspect,
  )
  expect(edited.headers).toEqual([
    ['X-Pair', 'a=b'],
    ['Accept', '*/*'],
    ['X-Pair', 'c=D'],
  ])
  expect([edited.method, edited.target]).toEqual(['POST', '/s/x/one?q=1'])
  expect(edited.body).toBe(message.body)
})

test('says what a part was before it was edited', () => {
  const edits = { '0/x-pair/value': 'B' }
  const sent = draftMessage(applyEdits(message, 0, edits, inspect))
  const lines = messageLines(sent, inspect, { message: draftMessage(message), index: 0, edits })
  const parts = lines.flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.kind === 'part' ? [piece.part] : [])),
  )
  expect(parts.filter(({ was }) => was !== undefined)).toMatchObject([{ text: 'B', was: 'b' }])
})

test('shows a value as it came where something on the way changed it', () => {
  const came = { ...draftMessage(message), method: 'PUT' }
  const [first] = messageLines(came, inspect, {
    message: draftMessage(message),
    index: 0,
    edits: { '0/method/': 'POST' },
  })
  expect(first?.pieces[0]).toMatchObject({ kind: 'part', part: { text: 'PUT' } })
})
