/** What a hostile signer tries with the text of a field: each of these cost too much, or was taken, before. */
import { base64 } from '@lockstep/crypto/base64'
import { octets, request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { failedCheck, Lab } from '../testing/lab.ts'
import { signAws } from './credentials/aws-signature.ts'
import { signMessage } from './credentials/message-signature.ts'
import { hmac } from './index.ts'
import { componentValue } from './rfc9421/component-value.ts'
import { contentDigest } from './rfc9421/content-digest.ts'
import { componentOf, mostComponents, readSignatureParameters } from './rfc9421/signature-parameters.ts'
import { amzDate } from './sigv4/aws-proof.ts'
import { canonicalRequest, payloadHashOf } from './sigv4/canonical-request.ts'

const body = 'lend me a book'
const required = ['"@method"', '"@authority"', '"@path"', '"@query"']

function post(lab: Lab, digest: string) {
  const message = request('POST', `${lab.base}/hmac/whoami`, [['Content-Digest', digest]], body)
  return signMessage(message, {
    key: lab.credentials(hmac),
    origin: lab.origin,
    digest: null,
    components: [...required, '"content-digest"'],
    parameters: { created: Math.floor(lab.clock / 1000), nonce: 'once' },
  }).request
}

/** The time that a request takes, in milliseconds of this process. */
async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('Content-Digest', () => {
  it('is not taken by the name of something that every object has', async () => {
    const lab = new Lab([hmac])
    const exchange = await lab.send(post(lab, `constructor=:${base64.encode(octets(body))}:`))
    expect(failedCheck(exchange)).toBe('content-digest-matches')
    expect(exchange.response.status).toBe(401)
  })

  it('with one name a hundred times is the last of them, hashed once', async () => {
    const lab = new Lab([hmac])
    const [good, other] = [
      contentDigest(octets(body), 'sha-256'),
      contentDigest(octets('another'), 'sha-256'),
    ]
    const good100 = Array.from({ length: 100 }, () => other).concat(good)
    expect((await lab.send(post(lab, good100.join(', ')))).response.status).toBe(200)
    const bad100 = Array.from({ length: 100 }, () => good).concat(other)
    expect(failedCheck(await lab.send(post(lab, bad100.join(', '))))).toBe('content-digest-matches')
  })
})

describe('Signature-Input', () => {
  const list = (count: number) =>
    `(${Array.from({ length: count }, (_, i) => `"x${i}"`).join(' ')});created=1;keyid="ada-1"`

  it(`with more than ${mostComponents} components is not read`, () => {
    expect(readSignatureParameters(list(mostComponents))).toMatchObject({ keyid: 'ada-1' })
    expect(readSignatureParameters(list(mostComponents + 1))).toContain('at most')
  })

  it('of 1,800 components costs no more than ten times one of 64, which is refused later', async () => {
    const lab = new Lab([hmac])
    const send = (input: string) =>
      lab.send(
        request('GET', `${lab.base}/hmac/whoami`, [
          ['Signature-Input', `a=${input}`],
          ['Signature', 'a=:AA==:'],
        ]),
      )
    expect((await send(list(1800))).response.status).toBe(400)
    const [few, many] = [await cost(() => send(list(64))), await cost(() => send(list(1800)))]
    // They were compared each with each: 3,500 ms.
    expect(many).toBeLessThan(Math.max(200, 10 * few))
  })

  it('reads a dictionary once, however many of its members are covered', async () => {
    const members = Array.from({ length: 1000 }, (_, i) => `k${i}=:AA==:`).join(', ')
    const subject = { headers: [['Content-Digest', members] as const] }
    const value = (i: number) => {
      const component = componentOf(`"content-digest";key="k${i}"`)
      if (typeof component === 'string') throw new Error(component)
      return componentValue(component, subject)
    }
    const first = await cost(() => expect(value(0)).toBe(':AA==:'))
    const others = await cost(() => {
      for (let i = 1; i < mostComponents; i++) value(i)
    })
    // Each of them took as long as the first.
    expect(others).toBeLessThan(Math.max(20, 10 * first))
  })
})

describe('a no-break space at the end of a value is part of it', () => {
  const fields = (value: string) => [['X-Amz-Meta', value] as const]

  it('to RFC 9421, whose signature base has no place for it', () => {
    const component = componentOf('"x-amz-meta"')
    if (typeof component === 'string') throw new Error(component)
    expect(componentValue(component, { headers: fields(' a \t') })).toBe('a')
    expect(() => componentValue(component, { headers: fields('a\u00a0') })).toThrow('not ASCII')
  })

  it('to SigV4, whose canonical request is another with it', () => {
    const canonical = (value: string) =>
      canonicalRequest(request('GET', '/', fields(value)), {
        host: 'localhost',
        signedHeaders: ['x-amz-meta'],
        payloadHash: payloadHashOf(octets('')),
      }).find(({ component }) => component === 'header x-amz-meta')?.text
    expect(canonical('a  \t b ')).toBe('x-amz-meta:a b')
    expect(canonical('a\u00a0')).not.toBe(canonical('a'))
    expect(canonical('a\u00a0b')).not.toBe(canonical('a b'))
  })

  it('so it cannot be put into a signed request', async () => {
    const lab = new Lab([hmac])
    const target = `${lab.base}/hmac/whoami`
    const { aws } = lab.credentials(hmac)
    const signing = { key: aws, origin: lab.origin, date: amzDate(lab.clock) }
    const signed = signAws(request('GET', target, fields('a')), signing).request
    expect((await lab.send(signed)).response.status).toBe(200)
    const headers = signed.headers.map(([name, value]) =>
      name === 'X-Amz-Meta' ? ([name, `${value}\u00a0`] as const) : ([name, value] as const),
    )
    expect(failedCheck(await lab.send({ ...signed, headers }))).toBe('aws-signature-matches')
  })
})

it('a presigned query is no signature here: 401, and where the forms are described', async () => {
  const lab = new Lab([hmac])
  const target = `${lab.base}/hmac/whoami?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00`
  const { response, verdict } = await lab.send(request('GET', target))
  expect(response.status).toBe(401)
  expect(verdict?.checks[0]).toMatchObject({ id: 'profile-recognised', outcome: 'failed' })
  expect(verdict?.checks[0]?.actual).toContain('presigned')
  expect('text' in response.body && JSON.parse(response.body.text).detail).toContain(
    `${lab.base}/hmac/profile`,
  )
})

it('a time from before a reset is refused, and the trace says why', async () => {
  const lab = new Lab([hmac])
  const { aws } = lab.credentials(hmac)
  const signing = { key: aws, origin: lab.origin, date: amzDate(lab.clock) }
  const message = signAws(request('GET', `${lab.base}/hmac/whoami`), signing).request
  lab.clock += 5000
  Object.assign(lab.installation, { since: lab.clock })
  const { verdict } = await lab.send(message)
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  expect(failed?.id).toBe('aws-date-recent')
  expect(failed?.expected).toContain(`from ${lab.clock / 1000} on`)
})
