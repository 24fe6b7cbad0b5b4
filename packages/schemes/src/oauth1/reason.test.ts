import type { FormPair } from '@lockstep/http/form-urlencoded'
import { percentEncode } from '@lockstep/http/percent'
import { describe, expect, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import type { Derived, DerivedPart } from '../scheme.ts'
import { deriveBaseString, deriveSignature, deriveSigningKey } from './derivation.ts'
import { reason } from './reason.ts'
import { sharedSignature, signingKey } from './signature-method.ts'
import { rules } from './verify/rules.ts'

const honest = {
  method: 'POST',
  origin: 'http://localhost:8787',
  target: '/s/lab/oauth1/whoami',
  pairs: [
    ['a', 'r b'],
    ['c@', ''],
    ['c2', ''],
    ['e', 'é!'],
    ['oauth_nonce', 'n'],
    ['oauth_timestamp', '1'],
    ['t', 'x:y'],
  ] as FormPair[],
}
type Request = typeof honest

/** What a server half tells of the request that arrived. */
function server(request: Request, secrets: [string, string] = ['cs', 'ts']): readonly Derived[] {
  const { text, derivation } = deriveBaseString(request)
  const signature = sharedSignature('HMAC-SHA1', text, signingKey(...secrets))
  return [
    ...derivation,
    deriveSigningKey(...secrets, 'server'),
    deriveSignature('HMAC-SHA1', signature, 'server'),
  ]
}

/** What an honest client half would, but for a mistake in its values. */
function client(
  request: Request,
  mistake: (values: readonly Derived[]) => readonly Derived[] = (values) => values,
) {
  const { text, derivation } = deriveBaseString(request)
  const signature = sharedSignature('HMAC-SHA1', text, signingKey('cs', 'ts'))
  return mistake([
    ...derivation,
    deriveSigningKey('cs', 'ts', 'client'),
    deriveSignature('HMAC-SHA1', signature, 'client'),
  ])
}

function reasonOf(mine: readonly Derived[], theirs: readonly Derived[] = server(honest)): string | undefined {
  const difference = differenceOf(mine, { checks: [], derivation: theirs }, rules)
  return difference && reason(difference)
}

/** A change to the text of every piece that stands for this component, in the values of these names. */
const piece =
  (component: string, edit: (text: string) => string, names: readonly string[] = ['normalizedParameters']) =>
  (values: readonly Derived[]): readonly Derived[] =>
    values.map((value) => ({
      ...value,
      parts: names.includes(value.name)
        ? value.parts.map((part) =>
            part.component === component ? { ...part, text: edit(part.text) } : part,
          )
        : value.parts,
    }))

/** The parameters put down in another order, or with others among them. */
const parameters =
  (pairs: readonly FormPair[], encode = percentEncode) =>
  (values: readonly Derived[]) =>
    values.map((value) =>
      value.name !== 'normalizedParameters'
        ? value
        : {
            ...value,
            parts: pairs.flatMap(([name, text], i): DerivedPart[] => [
              ...(i === 0 ? [] : [{ text: '&' }]),
              { text: `${encode(name)}=${encode(text)}`, maker: 'client', component: `parameter ${name}` },
            ]),
          },
    )

test('there is none where nothing differs', () => {
  expect(reasonOf(client(honest))).toBeUndefined()
})

describe('the parameters', () => {
  const decodedOrder = honest.pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
  test.each<[string, (values: readonly Derived[]) => readonly Derived[], RegExp]>([
    ['sorted before encoding', parameters(decodedOrder), /sorted before they were encoded/],
    ['not sorted', parameters(honest.pairs.toReversed()), /not sorted by their encoded names/],
    ['+ for a space', piece('parameter a', (text) => text.replace('%20', '+')), /%20/],
    ['+ taken for a plus', piece('parameter a', (text) => text.replace('%20', '%2B')), /decoded to a space/],
    ['lower-case escapes', piece('parameter t', (text) => text.toLowerCase()), /upper case/],
    ['encoded twice', piece('parameter t', (text) => text.replaceAll('%', '%25')), /encoded twice/],
    ['not encoded', piece('parameter t', (text) => text.replace('%3A', ':')), /not encoded before/],
    ['the function for URLs', piece('parameter e', (text) => text.replace('%21', '!')), /function for URLs/],
    [
      'too much escaped',
      piece('parameter t', (text) => text.replace('x', '%78')),
      /other characters escaped/,
    ],
    ['ISO-8859-1', piece('parameter e', (text) => text.replace('%C3%A9', '%E9')), /ISO-8859-1/],
    ['a new nonce', piece('parameter oauth_nonce', (text) => `${text}2`), /drawn again/],
    ['another value', piece('parameter a', () => 'a=other'), /not the one that was signed/],
  ])('%s', (_, mistake, says) => {
    expect(reasonOf(client(honest, mistake))).toMatch(says)
  })

  test('left out: of the body, or added on the way', () => {
    const without = { ...honest, pairs: honest.pairs.filter(([name]) => name !== 'c2') }
    expect(reasonOf(client(without))).toMatch(/has c2, and it was not signed/)
    const last = { ...honest, pairs: honest.pairs.filter(([name]) => name !== 't') }
    expect(reasonOf(client(last))).toMatch(/has t, and it was not signed/)
  })

  test.each<[string, RegExp]>([
    ['realm', /not signed/],
    ['oauth_signature', /cannot sign itself/],
    ['{"lend":1}', /JSON/],
    ['b', /did not arrive/],
  ])('%s, signed and not to be', (name, says) => {
    expect(reasonOf(client({ ...honest, pairs: [...honest.pairs, [name, 'x']] }))).toMatch(says)
  })

  test('a plus sign that was not escaped when it was sent', () => {
    const sent: Request = { ...honest, pairs: [['a', 'r b'], ...honest.pairs.slice(1)] }
    const meant: Request = { ...honest, pairs: [['a', 'r+b'], ...honest.pairs.slice(1)] }
    expect(reasonOf(client(meant), server(sent))).toMatch(/decoded to a space/)
    expect(reasonOf(client(sent), server(meant))).toMatch(/sent as %2B/)
  })
})

describe('the address', () => {
  const uri = 'http://localhost:8787/s/lab/oauth1/whoami'
  const signedAs = (text: string) => piece('base string URI', () => text, ['baseStringUri'])
  test.each<[string, string, RegExp]>([
    ['the query left on', `${uri}?a=b`, /query was left/],
    ['the port dropped', uri.replace(':8787', ''), /port was dropped/],
    ['https for http', uri.replace('http', 'https'), /Behind a proxy/],
    ['upper case', uri.replace('http://localhost', 'HTTP://LocalHost'), /lower case/],
    ['another host', uri.replace('localhost', 'api.example'), /Another host/],
    ['a slash', `${uri}/`, /slash/],
    ['an escape', uri.replace('whoami', 'who%61mi'), /decoded or encoded again/],
    ['another path', uri.replace('/s/lab', ''), /Another path/],
  ])('%s', (_, text, says) => {
    expect(reasonOf(client(honest, signedAs(text)))).toMatch(says)
  })

  test('the default port kept', () => {
    const at80 = { ...honest, origin: 'http://example.com' }
    const mistake = signedAs('http://example.com:80/s/lab/oauth1/whoami')
    expect(reasonOf(client(at80, mistake), server(at80))).toMatch(/default port/)
  })
})

describe('the base string', () => {
  const inBase = (component: string, edit: (text: string) => string) =>
    piece(component, edit, ['signatureBaseString'])
  test.each<[string, (values: readonly Derived[]) => readonly Derived[], RegExp]>([
    ['a method in lower case', inBase('method', () => 'post'), /upper case/],
    ['another method', inBase('method', () => 'GET'), /another method/],
    ['an address not encoded', inBase('base string URI', decodeURIComponent), /once more/],
    ['parameters not encoded again', inBase('parameter a', decodeURIComponent), /once more/],
    ['parameters encoded too often', inBase('parameter a', percentEncode), /once too often/],
  ])('%s', (_, mistake, says) => {
    expect(reasonOf(client(honest, mistake))).toMatch(says)
  })
})

describe('the key', () => {
  const theirs = server(honest, ['cs', ''])
  test('a token secret where there is no token, and no &', () => {
    expect(reasonOf(client(honest), theirs)).toMatch(/part after & is empty/)
    const bare = (values: readonly Derived[]) =>
      values.map((value) =>
        value.name === 'signingKey'
          ? { ...value, parts: [{ text: 'cs', component: 'client secret', secret: true as const }] }
          : value,
      )
    expect(reasonOf(client(honest, bare), theirs)).toMatch(/always, also where the second is empty/)
  })

  test('another secret, or none where there is one, shows in the signature', () => {
    const { text, derivation } = deriveBaseString(honest)
    const signature = sharedSignature('HMAC-SHA1', text, signingKey('cs', ''))
    const forgotten = [
      deriveSigningKey('cs', '', 'client'),
      deriveSignature('HMAC-SHA1', signature, 'client'),
    ]
    expect(reasonOf([...derivation, ...forgotten])).toMatch(/look at the key/)
    expect(reasonOf(client(honest), server(honest, ['other', 'ts']))).toMatch(/look at the key/)
  })

  test('a signature that was changed on its way', () => {
    const checks = [
      { id: 'signature-matches', clause: 'RFC 5849 §3.2', outcome: 'failed' as const, actual: 'AAAAAAAA…' },
    ]
    const difference = differenceOf(client(honest), { checks, derivation: server(honest) }, rules)
    expect(difference?.component).toBe('signature')
    expect(difference && reason(difference)).toMatch(/changed or cut on its way/)
  })
})
