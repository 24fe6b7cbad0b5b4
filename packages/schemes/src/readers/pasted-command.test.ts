import { readable } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pastedCommand } from './pasted-command.ts'

const sent = (text: string) => {
  const { request } = pastedCommand(text) ?? {}
  return request && [request.method, request.target, request.headers, readable(request.body)]
}

describe('a command', () => {
  it('in one line, with single or double quotes', () => {
    const expected = ['GET', '/a?b=c', [['X-A', 'one']], '']
    expect(sent(`curl -H 'X-A: one' http://localhost/a?b=c`)).toEqual(expected)
    expect(sent(`$ curl -H "X-A: one" "http://localhost/a?b=c#d"`)).toEqual(expected)
    expect(sent(`curl -H'X-A:one' -s --compressed 'http://localhost/a?b=c'`)).toEqual(expected)
  })

  it('over several lines, with a method and data', () => {
    const text = `curl -X PUT 'https://localhost:8443/a' \\\n  --header 'Signature-Input: a=("@method")' \\\n  --data-raw '{"it":"isn'\\''t"}'`
    expect(sent(text)).toEqual([
      'PUT',
      '/a',
      [
        ['Signature-Input', 'a=("@method")'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      '{"it":"isn\'t"}',
    ])
    expect(sent(`curl -d a=1 -d b=2 -H 'content-type: x' http://h`)).toEqual([
      'POST',
      '/',
      [['content-type', 'x']],
      'a=1&b=2',
    ])
  })

  it('with an escaped quotation mark, whose value stands in the text otherwise', () => {
    const text = String.raw`curl -H "Authorization: HMAC keyId=\"a\"" http://h/`
    const found = pastedCommand(text)
    expect(found?.request.headers).toEqual([['Authorization', 'HMAC keyId="a"']])
    expect(found?.places[0]?.length).toBe(0)
  })

  it('says where a value stands', () => {
    const text = `curl -s -H 'X-A:  one ' http://h/`
    const [{ at, length } = { at: 0, length: 0 }] = pastedCommand(text)?.places ?? []
    expect(text.slice(at, at + length)).toBe('one')
  })
})

it.each(['', 'curl', 'curl http://h/', 'GET / HTTP/1.1\r\nX: y', "wget -H 'X-A: one'"])(
  'no command: %j',
  (text) => expect(pastedCommand(text)).toBeUndefined(),
)

it('never throws, and every place lies in the text', () => {
  const piece = fc.constantFrom('curl ', '-H ', "'", '"', '\\', '\n', 'X: a', '-X', 'http://h/', ' ', '-d')
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      const text = `curl ${pieces.join('')}`
      for (const { at, length } of pastedCommand(text)?.places ?? [])
        expect(at + length).toBeLessThanOrEqual(text.length)
    }),
  )
})
