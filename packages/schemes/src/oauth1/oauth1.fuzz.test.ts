import { decodeForm, encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, octets, request, withField } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import type { Exchange } from '../scheme.ts'
import { failedCheck } from '../testing/lab.ts'
import { OAuth1Lab, type Pair, type Wanted } from '../testing/oauth1-lab.ts'
import { oauth1 } from './index.ts'
import { requestParameters } from './request-parameters.ts'
import { signatureMethods } from './signature-method.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
/** Whole exchanges take longer than parsing. */
const exchanges = Math.min(numRuns, 5000)

/** Text made of the pieces that the grammar is made of, so that much of it nearly parses. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'OAuth ',
          'oauth_token',
          'oauth_nonce',
          'oauth_signature',
          'oauth_consumer_key',
          'realm',
          'HMAC-SHA1',
        ],
        ...['=', '"', ',', ' ', '&', '%', '%e2%82', '%C3%A9', '+', '\\', 'reader', '1'],
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    ),
    { maxLength: 50 },
  )
  .map((parts) => parts.join(''))
const anyText = fc.oneof(
  pieces,
  pieces.map((text) => `OAuth ${text}`),
  fc.string({ unit: 'binary', maxLength: 2000 }),
)

test('nothing makes the parameters throw', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (header, query, body) => {
      const headers = [
        ['Authorization', header],
        ['Content-Type', formMediaType],
      ] as const
      const read = requestParameters(request('POST', `/?${query}`, headers, body))
      expect(read.signed.every(([name]) => name !== 'oauth_signature')).toBe(true)
    }),
    { numRuns },
  )
})

test('nothing makes the server fail, or lets anybody in', async () => {
  const lab = new OAuth1Lab(oauth1)
  await fc.assert(
    fc.asyncProperty(
      anyText,
      anyText.map(encodeURI_),
      anyText,
      fc.constantFrom('initiate', 'authorize', 'token', 'whoami', 'client/begin', 'client/callback'),
      fc.constantFrom('GET', 'POST'),
      async (header, query, body, path, method) => {
        const headers = [
          ['Authorization', header],
          ['Content-Type', formMediaType],
          ['Cookie', header],
        ] as const
        const { response } = await lab.send(request(method, `/s/lab/oauth1/${path}?${query}`, headers, body))
        expect([302, 400, 401, 403, 405]).toContain(response.status)
        lab.recorded.length = 0
      },
    ),
    { numRuns },
  )
})

/** Whatever a request-target can hold. */
function encodeURI_(text: string): string {
  return [...octets(text)]
    .map((octet) => (octet > 0x20 && octet < 0x7f && octet !== 0x23 ? String.fromCharCode(octet) : '%zz'))
    .join('')
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '+', '%20', '~', '=&', "*'()!"),
)
const pairs = fc.array(fc.tuple(text, text), { maxLength: 5 })

test('what the client half signs the server half accepts, wherever it travels', async () => {
  const lab = new OAuth1Lab(oauth1)
  lab.transport = 'tls'
  const { client } = await lab.allCredentials(oauth1)
  const token = await lab.token()
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        method: fc.constantFrom(...signatureMethods),
        transmission: fc.constantFrom('header' as const, 'form' as const, 'query' as const),
        query: pairs,
        form: pairs,
        nonce: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      }),
      async ({ query, form, nonce, ...how }) => {
        const exchange = await lab.call({
          ...how,
          client,
          token,
          nonce: `${nonce} ${lab.recorded.length}`,
          httpMethod: 'POST',
          path: `/oauth1/whoami?${encodeForm(prefixed(query))}`,
          headers: [['Content-Type', formMediaType]],
          body: encodeForm(prefixed(form)),
        })
        expect(failedCheck(exchange)).toBeUndefined()
      },
    ),
    { numRuns: exchanges },
  )
})

/** Names that are none of the protocol's. */
function prefixed(all: readonly (readonly [string, string])[]) {
  return all.map(([name, value]) => [`x${name}`, value] as const)
}

test('a form says what it was written with', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      expect(decodeForm(encodeForm(prefixed(all)))).toEqual(prefixed(all))
    }),
    { numRuns },
  )
})

/** What one changed character of each component must be called, and by whom: a difference, or the check that ends it. */
const components = [
  'method',
  'path',
  'query name',
  'query value',
  'form value',
  'oauth_consumer_key',
  'oauth_token',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_verifier',
  'oauth_signature_method',
  'oauth_signature',
] as const

test('one character changed in any component is refused, and the component is named', async () => {
  const lab = new OAuth1Lab(oauth1)
  const token = await lab.token()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...components),
      fc.constantFrom('header' as const, 'form' as const, 'query' as const),
      fc.constantFrom('HMAC-SHA1' as const, 'HMAC-SHA256' as const, 'RSA-SHA1' as const),
      fc.nat(),
      fc.constantFrom('0', '7', 'b', 'z'),
      async (component, transmission, method, at, to) => {
        const { client } = await lab.allCredentials(oauth1)
        const { built, changed } = await change(lab, token, client, {
          component,
          transmission,
          method,
          at,
          to,
        })
        const exchange = await lab.send(changed)
        expect(exchange.response.status, component).not.toBe(200)
        const names = named(exchange, built)
        expect(
          expected(component, changed).some((name) => names.includes(name)),
          `${component}: ${names}`,
        ).toBe(true)
        expect((await lab.send(built.request)).response.status, 'nothing was spent').toBe(200)
        lab.recorded.length = 0
      },
    ),
    { numRuns: exchanges },
  )
})

type Change = {
  component: (typeof components)[number]
  transmission: 'header' | 'form' | 'query'
  method: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1'
  at: number
  to: string
}

/** An honest request, and the same with one character of the component changed on its way. */
async function change(
  lab: OAuth1Lab,
  token: Pair,
  client: Wanted['client'] & object,
  { component, transmission, method, at, to }: Change,
) {
  const built = await lab.sign({
    client,
    token,
    method,
    transmission,
    nonce: lab.installation.random(9).join(''),
    httpMethod: 'POST',
    path: '/oauth1/whoami?colour=green&colour=grey',
    headers: [['Content-Type', formMediaType]],
    body: 'size=large',
    extra: [['oauth_verifier', 'spare']],
  })
  const swap = (value: string) => {
    const i = at % value.length
    return value.slice(0, i) + (value[i] === to ? (to === '0' ? '1' : '0') : to) + value.slice(i + 1)
  }
  const within = (pattern: RegExp) => (whole: string) =>
    whole.replace(pattern, (_, before: string, value: string) => before + swap(value))
  const { request: honest } = built
  const everywhere = (edit: (whole: string) => string) => {
    if (transmission === 'header')
      return withField(honest, 'Authorization', edit(field(honest, 'authorization') ?? ''))
    if (transmission === 'query') return { ...honest, target: edit(honest.target) }
    return { ...honest, body: octets(edit(new TextDecoder().decode(honest.body))) }
  }
  const changed =
    component === 'method'
      ? { ...honest, method: 'GET' }
      : component === 'path'
        ? { ...honest, target: honest.target.replace('/s/lab/', '/s/lab//') }
        : component === 'query name'
          ? { ...honest, target: within(/(\?)(colour)/)(honest.target) }
          : component === 'query value'
            ? { ...honest, target: within(/(colour=)(grey)/)(honest.target) }
            : component === 'form value'
              ? {
                  ...honest,
                  body: octets(within(/(size=)(large)/)(new TextDecoder().decode(honest.body))),
                }
              : everywhere(within(new RegExp(`(${component}="?(?:%2B|%2F)*)([A-Za-z0-9-]+)`)))
  expect(changed).not.toEqual(honest)
  return { built, changed }
}

function named(exchange: Exchange, built: { derivation: Parameters<typeof differenceOf>[0] }): string[] {
  const difference = exchange.verdict && differenceOf(built.derivation, exchange.verdict, oauth1.rules)
  return [difference?.component ?? '', failedCheck(exchange) ?? '', String(exchange.response.status)]
}

function expected(component: Change['component'], changed: { target: string }): string[] {
  if (component === 'method') return ['method']
  // No other path of the server is whoami.
  if (component === 'path') return ['404']
  // Under its new name it was added, under the old one it is missing: whichever comes first in the order.
  if (component === 'query name')
    return [`parameter ${/\?([^=]*)/.exec(changed.target)?.[1]}`, 'parameter colour']
  if (component === 'query value') return ['parameter colour']
  if (component === 'form value') return ['parameter size']
  if (component === 'oauth_signature') return ['signature']
  return [`parameter ${component}`]
}
