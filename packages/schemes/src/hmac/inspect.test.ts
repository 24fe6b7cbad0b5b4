import type { FieldLine } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange, Part, Place } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { hmac } from './index.ts'
import { inspect } from './inspect.ts'

const teaching =
  'HMAC keyId="ada-1", algorithm="hmac-sha256", timestamp="1796040000", nonce="n1", signature="cHJvb2Y="'
const aws =
  'AWS4-HMAC-SHA256 Credential=AKID/20261124/local-1/notes/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123abcd'
const input =
  'sig1=("@method" "@query-param";name="b" "content-digest" "x-note");created=1796040000;nonce="n1";keyid="ada-1"'

const of = (name: string, side: 'request' | 'response' = 'request'): Place => ({
  kind: 'field',
  name,
  of: side,
})
const texts = (value: string, place: Place) =>
  Object.fromEntries((inspect(value, place) ?? []).flatMap(({ id, text }) => (id ? [[id, text]] : [])))
const joined = (parts: readonly Part[] | undefined) => parts?.map(({ text }) => text).join('')

describe('the inspection', () => {
  it('takes the teaching form apart', () => {
    expect(texts(teaching, of('Authorization'))).toEqual({
      'auth-scheme': 'HMAC',
      keyid: '"ada-1"',
      algorithm: '"hmac-sha256"',
      timestamp: '"1796040000"',
      nonce: '"n1"',
      signature: '"cHJvb2Y="',
    })
  })

  it('takes a credential of AWS apart, down to the day, the region and the service', () => {
    expect(texts(aws, of('authorization'))).toEqual({
      algorithm: 'AWS4-HMAC-SHA256',
      'access-key-id': 'AKID',
      date: '20261124',
      region: 'local-1',
      service: 'notes',
      terminator: 'aws4_request',
      'signed-headers': 'host;x-amz-date',
      signature: '0123abcd',
    })
  })

  it('takes Signature-Input apart: label, each component with its parameters, each parameter', () => {
    expect(texts(input, of('Signature-Input'))).toEqual({
      label: 'sig1',
      '@method': '"@method"',
      '@query-param': '"@query-param";name="b"',
      'content-digest': '"content-digest"',
      'x-note': '"x-note"',
      created: '1796040000',
      nonce: '"n1"',
      keyid: '"ada-1"',
    })
    expect(texts('sig1=("@method");created;alg="hmac-sha256"', of('accept-signature', 'response'))).toEqual({
      label: 'sig1',
      '@method': '"@method"',
      created: 'created',
      alg: '"hmac-sha256"',
    })
  })

  it('takes two signatures and two digests apart, with ids of their own', () => {
    expect(texts('a=:AAAA:, b=:BBBB:', of('Signature'))).toEqual({
      label: 'a',
      signature: 'AAAA',
      'label-2': 'b',
      'signature-2': 'BBBB',
    })
    expect(texts('sha-256=:AAAA:, sha-512=:BBBB:', of('Content-Digest'))).toEqual({
      'digest-algorithm': 'sha-256',
      digest: 'AAAA',
      'digest-algorithm-2': 'sha-512',
      'digest-2': 'BBBB',
    })
  })

  it('reads a broken field up to where it breaks', () => {
    expect(texts('sig1=("@method" @path);created=1', of('Signature-Input'))).toEqual({
      label: 'sig1',
      '@method': '"@method"',
    })
    expect(texts('AWS4-HMAC-SHA256 Credential=AKID/2026', of('authorization'))).toMatchObject({
      'access-key-id': 'AKID',
      date: '2026',
    })
  })

  it('marks every finished proof, and nothing else, as what must not get into a link', () => {
    const secret = (value: string, name: string) =>
      joined(inspect(value, of(name))?.filter((part) => part.secret))
    expect(secret(teaching, 'authorization')).toBe('"cHJvb2Y="')
    expect(secret(aws, 'authorization')).toBe('0123abcd')
    expect(secret('a=:AAAA:, b=:BBBB:', 'signature')).toBe('AAAABBBB')
    expect(secret(input, 'signature-input')).toBe('')
    expect(secret('sha-256=:AAAA:', 'content-digest')).toBe('')
  })

  it('explains the challenge and the bodies, and nothing of another scheme', () => {
    expect(texts('HMAC realm="notes"', of('www-authenticate', 'response'))).toEqual({
      'auth-scheme': 'HMAC',
      realm: '"notes"',
    })
    const refusal = '{"type":"/problems/clock-skew","title":"Too far.","status":401,"detail":"It is 5."}'
    expect(Object.keys(texts(refusal, { kind: 'body', of: 'response' }))).toEqual(['type', 'title', 'detail'])
    for (const [value, name, side] of [
      ['Basic YTpi', 'authorization', 'request'],
      ['Basic realm="notes"', 'www-authenticate', 'response'],
      [input, 'signature-input', 'response'],
      ['text/plain', 'content-type', 'request'],
    ] as const)
      expect(inspect(value, of(name, side)), value).toBeUndefined()
    expect(inspect('{"scheme":"other"}', { kind: 'body', of: 'response' })).toBeUndefined()
  })

  it('loses no character and repeats no id, whatever comes', () => {
    const names = ['authorization', 'signature-input', 'signature', 'content-digest', 'x-amz-date']
    const piece = fc.constantFrom(
      ...'HMAC |AWS4-HMAC-SHA256 |a=("|"|;|=|:|,|(|)| |/|nonce|Credential=|\\'.split('|'),
    )
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 20 }).map((all) => all.join('')),
      fc
        .tuple(fc.constantFrom(teaching, aws, input), fc.nat(120), fc.string({ maxLength: 3 }))
        .map(([text, at, more]) => `${text.slice(0, at)}${more}${text.slice(at + 1)}`),
    )
    fc.assert(
      fc.property(value, fc.constantFrom(...names), (text, name) => {
        const parts = inspect(text, of(name))
        if (!parts) return
        expect(joined(parts)).toBe(text)
        const ids = parts.flatMap(({ id }) => id ?? [])
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the cards', () => {
  it('have labels of two to five words and a maker, in every message of the walkthroughs', async () => {
    const lab = new Lab([hmac])
    const labels: string[] = []
    for (const walkthrough of hmac.walkthroughs) {
      for (const { exchanges } of (await lab.play(hmac, walkthrough)).values())
        for (const part of exchanges.flatMap(partsIn)) {
          if (part.id === undefined) continue
          expect(part.maker, part.id).toBeDefined()
          labels.push(part.label ?? '')
        }
    }
    expect(new Set(labels).size).toBeGreaterThan(25)
    for (const label of labels) expect(label.split(' ').length, label).toBeOneOf([2, 3, 4, 5])
  })
})

function partsIn({ request, response }: Exchange): Part[] {
  const fields = (lines: readonly FieldLine[], side: 'request' | 'response') =>
    lines.flatMap(([name, value]) => inspect(value, of(name, side)) ?? [])
  const body = 'text' in response.body ? response.body.text : ''
  return [
    ...fields(request.headers, 'request'),
    ...fields(response.headers, 'response'),
    ...(inspect(request.method, { kind: 'method', of: 'request' }) ?? []),
    ...(inspect(request.target, { kind: 'target', of: 'request' }) ?? []),
    ...(inspect(body, { kind: 'body', of: 'response' }) ?? []),
  ]
}
