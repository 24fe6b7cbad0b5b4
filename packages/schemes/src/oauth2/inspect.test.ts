import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Part, Place } from '../scheme.ts'
import { inspect } from './inspect/inspect.ts'

const inField = (name: string, of: 'request' | 'response'): Place => ({ kind: 'field', name, of })
const target: Place = { kind: 'target', of: 'request' }
const content: Place = { kind: 'body', of: 'request' }
const answer: Place = { kind: 'body', of: 'response' }

const told = (value: string, place: Place) =>
  (inspect(value, place) ?? []).flatMap(({ id, text, secret }) =>
    id === undefined ? [] : [[id, text, secret ?? false]],
  )
const joined = (parts: readonly Part[] | undefined) => parts?.map(({ text }) => text).join('')

describe('addresses', () => {
  it('tells an authorization request parameter by parameter', () => {
    expect(told('/s/a/oauth2/authorize?response_type=code&client_id=reader&state=x', target)).toEqual([
      ['path', '/s/a/oauth2/authorize', false],
      ['response_type', 'code', false],
      ['client_id', 'reader', false],
      ['state', 'x', false],
    ])
  })

  it('covers the code of a redirect, and the token of a retired one', () => {
    const location = inField('location', 'response')
    expect(told('http://a/cb?code=c&iss=i', location)).toEqual([
      ['location', 'http://a/cb', false],
      ['code', 'c', true],
      ['iss', 'i', false],
    ])
    expect(told('http://a/cb#access_token=t&token_type=Bearer', location)).toEqual([
      ['location', 'http://a/cb', false],
      ['access_token', 't', true],
      ['token_type', 'Bearer', false],
    ])
  })

  it('tells a parameter that comes twice apart', () => {
    expect(told('/?state=1&state=2', target).map(([id]) => id)).toEqual(['path', 'state', 'state-2'])
  })
})

describe('fields', () => {
  it.each([
    ['Basic bmlnaHRseTpzZWNyZXQ=', ['auth-scheme', 'credentials']],
    ['Bearer abc', ['auth-scheme', 'token']],
    ['DPoP abc', ['auth-scheme', 'token']],
  ])('covers what %s carries', (value, ids) => {
    const parts = told(value, inField('authorization', 'request'))
    expect(parts.map(([id]) => id)).toEqual(ids)
    expect(parts.at(-1)?.[2]).toBe(true)
  })

  it('says which client it is, and not its secret', () => {
    const parts = inspect('Basic bmlnaHRseTpzZWNyZXQ=', inField('authorization', 'request'))
    expect(parts?.find(({ id }) => id === 'credentials')?.label).toBe('nightly and its secret')
    expect(JSON.stringify(parts?.map(({ label, explain }) => [label, explain]))).not.toContain(':secret')
  })

  it('tells challenges of the API and of the token endpoint', () => {
    const www = inField('www-authenticate', 'response')
    expect(told('Bearer realm="Notes", error="invalid_token"', www).map(([id]) => id)).toEqual([
      'auth-scheme',
      'realm',
      'error',
    ])
    expect(told('DPoP algs="ES256 EdDSA", error="use_dpop_nonce"', www).map(([id]) => id)).toEqual([
      'auth-scheme',
      'algs',
      'error',
    ])
    expect(inspect('Digest realm="a"', www)).toBeUndefined()
  })

  it('covers the session cookie and tells of the flows', () => {
    const value = 'oauth2-session-a=s; oauth2-flows-a=f'
    expect(told(value, inField('cookie', 'request'))).toEqual([
      ['session', 's', true],
      ['flows', 'f', false],
    ])
    expect(joined(inspect(value, inField('cookie', 'request')))).toBe(value)
  })

  it.each(['a.b.c', 'a.b', 'x', 'e30.e30.'])('leaves %j in a DPoP field alone or whole', (value) => {
    expect(joined(inspect(value, inField('dpop', 'request'))) ?? value).toBe(value)
  })
})

describe('contents', () => {
  it('covers what opens something in a form', () => {
    const form =
      'grant_type=x&code=c&code_verifier=v&refresh_token=r&client_secret=s&password=p&device_code=d'
    expect(
      told(form, content)
        .filter(([, , secret]) => !secret)
        .map(([id]) => id),
    ).toEqual(['grant_type'])
  })

  it('covers the tokens of an answer', () => {
    const parts = told('{"access_token":"a","token_type":"Bearer","refresh_token":"r","scope":"s"}', answer)
    expect(parts.filter(([, , secret]) => secret).map(([id]) => id)).toEqual([
      'access_token',
      'refresh_token',
    ])
  })

  it('leaves pages alone', () => {
    expect(inspect('<!doctype html><p>a=b</p>', answer)).toBeUndefined()
  })
})

it('loses no character of anything', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      '=',
      '&',
      '?',
      '#',
      '%',
      '"',
      '{',
      '}',
      ',',
      ':',
      ' ',
      '.',
      'code=',
      'é',
      '"scope":"a"',
      'Bearer ',
    ],
  )
  const places: Place[] = [
    target,
    content,
    answer,
    ...['authorization', 'dpop', 'location', 'cookie', 'set-cookie', 'www-authenticate', 'dpop-nonce'].map(
      (name) => inField(name, 'response'),
    ),
  ]
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const value = pieces.join('')
      for (const place of places) {
        const parts = inspect(value, place)
        if (!parts) continue
        expect(joined(parts)).toBe(value)
        const ids = parts.flatMap(({ id }) => id ?? [])
        expect(new Set(ids).size).toBe(ids.length)
      }
    }),
  )
})
