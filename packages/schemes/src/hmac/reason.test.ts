import { field, octets, request, withField } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { differenceOf } from '../difference.ts'
import type { Built, Derived, Difference, Scheme } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { signAws } from './credentials/aws-signature.ts'
import { signMessage } from './credentials/message-signature.ts'
import { signTeaching } from './credentials/teaching.ts'
import { endpoints } from './endpoints.ts'
import { reason } from './reason.ts'
import { type HmacCredentials, sandbox } from './sandbox.ts'
import { amzDate } from './sigv4/aws-proof.ts'
import { canonicalRequest, payloadHashOf } from './sigv4/canonical-request.ts'
import { rules } from './verify/rules.ts'

const hmac = { slug: 'hmac', name: 'HMAC signing', rules, sandbox, endpoints } as unknown as Scheme
const target = '/s/lab/hmac/whoami'

const lab = new Lab([hmac])
const keys: HmacCredentials = lab.credentials(hmac)
const seconds = lab.clock / 1000
const posted = (body: string, of = target) => request('POST', of, [], body)

const teaching = (message = request('GET', target), secret = keys.secret) =>
  signTeaching(message, { key: { ...keys, secret }, timestamp: seconds, nonce: 'n' })
const signature = (message = request('GET', target), origin = lab.origin) =>
  signMessage(message, { key: keys, origin, parameters: { created: seconds, nonce: 'n' } })
const aws = (message = request('GET', target), origin = lab.origin) =>
  signAws(message, { key: keys.aws, origin, date: amzDate(lab.clock), sendPayloadHash: false })

/** What the page says: where the halves part once this message came in place of the one that was signed. */
async function partedBy(built: Built, sent: Partial<Built['request']>, derivation = built.derivation) {
  const { verdict } = await lab.send({ ...built.request, ...sent })
  const difference = verdict && differenceOf(derivation, verdict, rules)
  return { difference, why: difference && reason(difference) }
}

describe('the usual reason', () => {
  it.each([
    ['a line feed', '{"a":1}', '{"a":1}\n', /line feed at the end/],
    ['JSON again', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }', /written out again/],
    ['line ends', 'a\r\nb', 'a\nb', /line ends differ/],
    ['no body', 'a', '', /Only one side had the body/],
    ['another body', 'a', 'b', /changed after/],
  ])('of a body: %s', async (_, signed, sent, why) => {
    expect(await partedBy(teaching(posted(signed)), { body: octets(sent) })).toMatchObject({
      difference: { value: 'stringToSign', component: 'body', client: signed, server: sent },
      why: expect.stringMatching(why),
    })
  })

  it('of a digest: the body', async () => {
    expect(await partedBy(signature(posted('a')), { body: octets('a\n') })).toMatchObject({
      difference: { value: 'contentDigest', component: 'body' },
      why: expect.stringMatching(/not the one that was digested/),
    })
  })

  it.each([
    [teaching, `http://localhost:8787${target}`, target, 'target', /whole address/],
    [teaching, target, `${target}?a=1`, 'target', /left the query out/],
    [teaching, `${target}/a%2fb`, `${target}/a%2Fb`, 'target', /differ in case/],
    [signature, `${target}?b=1&a=2`, `${target}?a=2&b=1`, '@query', /sorted the parameters/],
    [signature, `${target}?a=x+y`, `${target}?a=x%20y`, '@query', /space as \+/],
    [signature, `${target}?a=%2520`, `${target}?a=%20`, '@query', /once more/],
    [signature, `${target}?a=1`, `${target}?a=2`, '@query', /added, dropped or changed/],
    [aws, `${target}?a=x%2By`, `${target}?a=x+y`, 'query parameter a', /space as \+/],
    [aws, `${target}?a=%2520`, `${target}?a=%20`, 'query parameter a', /once more/],
  ] as const)('of a target: %o %s, sent as %s', async (sign, signed, sent, component, why) => {
    const built = sign(request('GET', signed))
    // Only what is below the mount is routed there; the server half is asked with the target that it got.
    const { verdict } = await ask({ ...built.request, target: sent })
    const difference = differenceOf(built.derivation, verdict, rules)
    expect(difference).toMatchObject({ component })
    expect(reason(difference as Difference)).toMatch(why)
  })

  it('of a query that was sorted before it was encoded', async () => {
    const canonical = (order: readonly string[]) => {
      const parts = canonicalRequest(request('GET', `${target}?A%5B=1&Aa=2`), {
        host: 'localhost:8787',
        signedHeaders: ['host', 'x-amz-date'],
        payloadHash: payloadHashOf(octets('')),
      })
      const [first, second] = parts.filter(({ component }) => component?.startsWith('query'))
      return parts.map((part) =>
        order.length && part === first ? second : order.length && part === second ? first : part,
      )
    }
    const built = aws(request('GET', `${target}?A%5B=1&Aa=2`))
    const [canonicalRequestOf, ...rest] = built.derivation
    const sortedFirst = { ...canonicalRequestOf, parts: canonical(['swapped']) } as Derived
    expect(await partedBy(built, {}, [sortedFirst, ...rest])).toMatchObject({
      why: expect.stringMatching(/sorted by name after they were encoded/),
    })
  })

  it.each([
    [signature, 'http://localhost', 'the signer called', /another name/],
    [aws, 'http://127.0.0.1:8787', 'the signer called', /another name/],
  ] as const)('of an authority', async (sign, origin, _, why) => {
    const { difference, why: said } = await partedBy(sign(undefined, origin), {})
    expect(difference?.component).toMatch(/^(@authority|header host)$/)
    expect(said).toMatch(why)
  })

  it.each([
    [{ component: '@authority', client: 'example.com:443', server: 'example.com' }, /default port/],
    [{ component: 'header host', client: 'host:a:80', server: 'host:a' }, /default port/],
    [{ component: '@authority', client: 'EXAMPLE.com', server: 'example.com' }, /lower case/],
    [{ component: 'method', client: 'get', server: 'GET' }, /case-sensitive/],
    [{ component: 'timestamp', client: '1795521600000', server: '1795521600' }, /milliseconds/],
    [
      { component: 'created', client: 'created=1795521600', server: 'created=1795521601' },
      /clock was read twice/,
    ],
    [
      {
        component: 'header x-amz-date',
        client: 'x-amz-date:20261124T140000Z',
        server: 'x-amz-date:20261124T120000Z',
      },
      /local clock/,
    ],
    [{ component: 'header x-a', client: 'x-a:a  b', server: 'x-a:a b' }, /White space/],
    [{ component: 'content-type', client: 'Text/plain', server: 'text/plain' }, /case differs/],
    [{ component: 'x-tag', client: 'a', server: 'b' }, /set this field anew/],
    [{ component: 'path', client: '/a%20b', server: '/a%2520b' }, /encoded twice/],
    [{ component: 'covered components', client: '("a" "b")', server: '("b" "a")' }, /another order/],
    [{ component: 'payload hash', client: 'UNSIGNED-PAYLOAD', server: 'e3b0' }, /words in place of a hash/],
    [{ component: '@query', client: '', server: '?' }, /question mark/],
  ])('%o', (difference, why) => {
    expect(reason({ value: 'signatureBase', at: 0, ...difference })).toMatch(why)
  })

  it('of a secret that differs, and of a proof that was changed', async () => {
    const other = teaching(undefined, keys.reader.secret)
    expect(await partedBy(other, {})).toMatchObject({
      difference: { value: 'mac' },
      why: expect.stringMatching(/secrets differ/),
    })
    const built = aws()
    const upper = (field(built.request, 'authorization') ?? '').replace(/[0-9a-f]{64}$/, (digits) =>
      digits.toUpperCase(),
    )
    expect(await partedBy(built, withField(built.request, 'Authorization', upper))).toMatchObject({
      difference: { value: 'signature' },
      why: expect.stringMatching(/upper case/),
    })
    const made = teaching()
    const mac =
      made.derivation
        .at(-1)
        ?.parts.map(({ text }) => text)
        .join('') ?? ''
    const asHex = Array.from(atob(mac), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
    for (const [sent, why] of [
      [asHex, /hexadecimal digits/],
      [`x${mac.slice(1)}`, /changed on its way/],
    ] as const) {
      const authorization = (field(made.request, 'authorization') ?? '').replace(mac, sent)
      expect((await partedBy(made, withField(made.request, 'Authorization', authorization))).why).toMatch(why)
    }
  })
})

/** The server half alone, whatever the target. */
async function ask(message: Built['request']) {
  const [whoami] = endpoints
  const { verdict } = (await whoami?.handle(message, lab.server(), {})) ?? {}
  if (!verdict) throw new Error('Unexpected answer without a verdict')
  return { verdict }
}
