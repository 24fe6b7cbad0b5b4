import { describe, expect, it } from 'vitest'
import {
  type Credentials,
  parameter,
  parseChallenges,
  parseCredentials,
  quote,
  repeatsParameter,
  unquote,
} from './authentication.ts'

/** As short as it can be written: scheme, then the token68 or the parameters. */
const short = ({ authScheme, token68, parameters }: Credentials) => [
  authScheme,
  token68 ?? Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
]

describe('RFC 9110 §11.6.1, the printed example', () => {
  const printed = 'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""'

  it('has two challenges, the second with three parameters', () => {
    expect(parseChallenges(printed)?.map(short)).toEqual([
      ['Basic', { realm: 'simple' }],
      ['Newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
    ])
  })

  it('keeps where each parameter stands', () => {
    const [, newauth] = parseChallenges(printed) ?? []
    expect(newauth?.parameters.map(({ start, end }) => printed.slice(start, end))).toEqual([
      'realm="apps"',
      'type=1',
      'title="Login to \\"apps\\""',
    ])
    expect(newauth?.parameters.map(({ quoted }) => quoted)).toEqual([true, false, true])
  })
})

describe('challenges', () => {
  it.each<[string, unknown[][]]>([
    ['Basic', [['Basic', {}]]],
    [' Basic ', [['Basic', {}]]],
    ['Basic realm="x"', [['Basic', { realm: 'x' }]]],
    ['bAsIc REALM="x"', [['bAsIc', { REALM: 'x' }]]],
    ['Basic realm=x', [['Basic', { realm: 'x' }]]],
    ['Basic realm=""', [['Basic', { realm: '' }]]],
    ['Basic realm = "x"', [['Basic', { realm: 'x' }]]],
    ['Basic   realm="x"', [['Basic', { realm: 'x' }]]],
    ['Basic realm="x",charset="UTF-8"', [['Basic', { realm: 'x', charset: 'UTF-8' }]]],
    ['Basic realm="a, b=c"', [['Basic', { realm: 'a, b=c' }]]],
    ['Basic realm="a, Digest b=c"', [['Basic', { realm: 'a, Digest b=c' }]]],
    ['Basic realm="\\\\"', [['Basic', { realm: '\\' }]]],
    ['Basic realm="\\x"', [['Basic', { realm: 'x' }]]],
    ['Basic realm="caf\u00e9"', [['Basic', { realm: 'caf\u00e9' }]]],
    ['Basic realm="a\tb"', [['Basic', { realm: 'a\tb' }]]],
    ['Negotiate', [['Negotiate', {}]]],
    // No value, so no parameter: by the grammar it is a token68.
    ['Basic realm=', [['Basic', 'realm=']]],
    ['Negotiate YII=', [['Negotiate', 'YII=']]],
    ['Negotiate a/b+c-d._~==', [['Negotiate', 'a/b+c-d._~==']]],
    [
      'Negotiate, Basic realm="x"',
      [
        ['Negotiate', {}],
        ['Basic', { realm: 'x' }],
      ],
    ],
    [
      'Negotiate YII=, Basic realm="x"',
      [
        ['Negotiate', 'YII='],
        ['Basic', { realm: 'x' }],
      ],
    ],
    [
      'Basic realm="x", Negotiate',
      [
        ['Basic', { realm: 'x' }],
        ['Negotiate', {}],
      ],
    ],
    [
      'Basic realm="x", Negotiate YII==',
      [
        ['Basic', { realm: 'x' }],
        ['Negotiate', 'YII=='],
      ],
    ],
    [
      'Basic realm="x",Bearer',
      [
        ['Basic', { realm: 'x' }],
        ['Bearer', {}],
      ],
    ],
    [
      'Digest realm="x", nonce="n", Digest realm="x", nonce="m"',
      [
        ['Digest', { realm: 'x', nonce: 'n' }],
        ['Digest', { realm: 'x', nonce: 'm' }],
      ],
    ],
    [
      'Bearer realm="x", error="invalid_token", Basic realm="y"',
      [
        ['Bearer', { realm: 'x', error: 'invalid_token' }],
        ['Basic', { realm: 'y' }],
      ],
    ],
    // Empty list members (§5.6.1.2).
    ['', []],
    [',', []],
    [' , ,', []],
    [',Basic realm="x"', [['Basic', { realm: 'x' }]]],
    ['Basic realm="x",', [['Basic', { realm: 'x' }]]],
    ['Basic realm="x", , charset="UTF-8"', [['Basic', { realm: 'x', charset: 'UTF-8' }]]],
    ['Basic , realm="x"', [['Basic', { realm: 'x' }]]],
    [
      'Basic realm="x",,Bearer',
      [
        ['Basic', { realm: 'x' }],
        ['Bearer', {}],
      ],
    ],
    [
      'Basic ,, Bearer',
      [
        ['Basic', {}],
        ['Bearer', {}],
      ],
    ],
  ])('%s', (text, expected) => {
    expect(parseChallenges(text)?.map(short)).toEqual(expected)
  })

  it.each([
    'Basic realm="x',
    'Basic realm="x" charset="UTF-8"',
    'Basic realm="x", =y',
    'Basic realm="x\\"',
    'Basic realm="a\0b"',
    'Basic realm="a\nb"',
    'Basic YWJj x',
    'Basic, realm="x"',
    '"Basic" realm="x"',
    'Basic; realm="x"',
    '=',
    'B\u00e4sic realm="x"',
  ])('are not in %j', (text) => {
    expect(parseChallenges(text)).toBeUndefined()
  })
})

describe('credentials', () => {
  it.each<[string, unknown[]]>([
    ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', ['Basic', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==']],
    ['basic  YTpi', ['basic', 'YTpi']],
    ['Basic YTpi ', ['Basic', 'YTpi']],
    ['Bearer mF_9.B5f-4.1JqM', ['Bearer', 'mF_9.B5f-4.1JqM']],
    ['Digest username="u", nc=00000001', ['Digest', { username: 'u', nc: '00000001' }]],
    ['Digest username="u",', ['Digest', { username: 'u' }]],
    ["Digest username*=UTF-8''J%C3%A4s", ['Digest', { 'username*': "UTF-8''J%C3%A4s" }]],
    ['Basic', ['Basic', {}]],
    ['Basic ,', ['Basic', {}]],
  ])('%s', (text, expected) => {
    const credentials = parseCredentials(text)
    expect(credentials && short(credentials)).toEqual(expected)
  })

  it.each([
    '',
    ' ',
    ',',
    'Basic YTpi,',
    'Basic YTpi, YTpi',
    'Basic YTpi, Basic YTpi',
    'Basic YTpi YTpi',
    'Basic Y:T',
    'Digest a="b", Basic YTpi',
  ])('are not %j', (text) => {
    expect(parseCredentials(text)).toBeUndefined()
  })
})

describe('parameters (RFC 9110 §11.2)', () => {
  const digest = parseCredentials('Digest REALM="x", nonce=a, Nonce=b') as Credentials

  it('are found in any case', () => {
    expect(parameter(digest, 'realm')?.value).toBe('x')
    expect(parameter(digest, 'opaque')).toBeUndefined()
  })

  it('must not repeat, in any case', () => {
    expect(repeatsParameter(digest)).toBe(true)
    expect(repeatsParameter(parseCredentials('Digest a=b, c=d') as Credentials)).toBe(false)
  })
})

describe('quoted strings (RFC 9110 §5.6.4)', () => {
  it.each(['', 'x', 'a "b" c', '\\', '\\"', 'caf\u00e9'])('say %j and back', (value) => {
    expect(unquote(quote(value))).toBe(value)
  })

  it('escape only what has to be', () => {
    expect(quote('a"b\\c')).toBe('"a\\"b\\\\c"')
    expect(unquote('token')).toBe('token')
  })
})
