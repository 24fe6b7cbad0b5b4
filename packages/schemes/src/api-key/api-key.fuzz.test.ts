import { type FieldLine, type HttpRequest, request } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Place } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { apiKey } from './index.ts'
import { checksumFits, claimedId, keyOctets, makeKey, partsOf } from './key.ts'
import { presentedKeys } from './presented-keys.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
const lab = new Lab([apiKey])
const seeded: string = lab.credentials(apiKey).key

/** Milliseconds, the best of three: a pause of the machine is no fault of the code, and what is slow is slow each time. */
async function quickest(job: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && best > 50; i++) {
    const begun = performance.now()
    await job()
    best = Math.min(best, performance.now() - begun)
  }
  return best
}

/** Near a key, near its carriers, and far from both. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(seeded, `ApiKey ${seeded}`, 'lk_live_', `api_key=${seeded}`, `{"api_key":"${seeded}"}`),
  fc.stringMatching(/^(lk_live_)?[0-9A-Za-z]{0,60}$/),
  fc
    .tuple(fc.nat(60), fc.string({ maxLength: 3 }))
    .map(([at, odd]) => seeded.slice(0, at) + odd + seeded.slice(at)),
  fc.json().map((json) => `{"api_key":${json}}`),
  fc.constantFrom(
    '"a'.repeat(8000),
    '\\"'.repeat(4000),
    '&api_key='.repeat(1500),
    'ApiKey \t'.repeat(2000),
    'lk_live_0'.repeat(1500),
  ),
)
const line: fc.Arbitrary<FieldLine> = fc.tuple(
  fc.constantFrom('X-API-Key', 'x-api-key', 'Authorization', 'Content-Type', 'Cookie'),
  fc.oneof(text, fc.constantFrom('application/json', 'application/x-www-form-urlencoded;charset=x')),
)
const message: fc.Arbitrary<HttpRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'HEAD'),
    query: fc.oneof(
      fc.constant(''),
      text.map((query) => `?${query}`),
      text.map((value) => `?api_key=${value}`),
    ),
    headers: fc.array(line, { maxLength: 5 }),
    body: fc.oneof(text, fc.uint8Array({ maxLength: 200 })),
  })
  .map(({ method, query, headers, body }) => request(method, `/s/lab/api-key/whoami${query}`, headers, body))

const owned: fc.Arbitrary<HttpRequest> = fc
  .record({
    path: fc.constantFrom('keys', `keys/${claimedId(seeded)}/rotate`, 'keys/%00/revoke', 'keys/x/rotate'),
    type: fc.constantFrom('application/json', 'APPLICATION/JSON; a=b', 'text/plain'),
    body: fc.oneof(
      fc.json(),
      fc
        .dictionary(
          fc.constantFrom('label', 'scope', 'place', 'lifetime', 'quota', 'overlap', '__proto__'),
          fc.jsonValue(),
        )
        .map((settings) => JSON.stringify(settings)),
      fc.uint8Array({ maxLength: 200 }),
    ),
  })
  .map(({ path, type, body }) => request('POST', `/s/lab/api-key/${path}`, [['Content-Type', type]], body))

describe('any request', () => {
  it('is answered with a precise status, never by throwing, within 50 ms', async () => {
    await fc.assert(
      fc.asyncProperty(message, async (any) => {
        const { response, verdict } = await lab.send(any)
        expect(await quickest(() => lab.send(any))).toBeLessThan(50)
        lab.recorded.length = 0
        expect([200, 400, 401, 403]).toContain(response.status)
        expect(verdict?.checks).toHaveLength(9)
        const challenged = response.headers.some(([name]) => name === 'WWW-Authenticate')
        expect(challenged).toBe(response.status === 401)
        if (response.status === 200) expect(presentedKeys(any)).toMatchObject([{ value: seeded }])
      }),
      { numRuns },
    )
  })

  it('about keys is answered with a precise status, never by throwing', async () => {
    await fc.assert(
      fc.asyncProperty(owned, async (any) => {
        const { response } = await new Lab([apiKey]).send(any, { owner: true })
        expect([200, 201, 400, 404, 409, 415]).toContain(response.status)
      }),
      { numRuns },
    )
  })
})

describe('any text', () => {
  const place: fc.Arbitrary<Place> = fc.oneof(
    fc
      .constantFrom('method' as const, 'target' as const, 'body' as const)
      .map((kind) => ({ kind, of: 'request' as const })),
    fc
      .constantFrom('x-api-key', 'Authorization', 'Referer', 'WWW-Authenticate', 'Retry-After')
      .chain((name) =>
        fc
          .constantFrom('request' as const, 'response' as const)
          .map((of) => ({ kind: 'field' as const, name, of })),
      ),
  )
  const shown = fc.oneof(
    text,
    text.map((value) => `{"storedHash":"x","key":"${value}","key":1}`),
  )

  it('is inspected without losing a character, with ids that differ, within 50 ms', async () => {
    await fc.assert(
      fc.asyncProperty(shown, place, async (value, where) => {
        const parts = apiKey.inspect(value, where)
        expect(await quickest(() => apiKey.inspect(value, where))).toBeLessThan(50)
        if (!parts) return
        expect(parts.map((part) => part.text).join('')).toBe(value)
        const ids = parts.flatMap(({ id }) => id ?? [])
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns },
    )
  })

  it('that is a key is one way of writing its octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: keyOctets, maxLength: keyOctets }), (octets) => {
        const key = makeKey(octets)
        const parts = partsOf(key)
        expect(parts && parts.prefix + parts.body + parts.checksum).toBe(key)
        expect(parts && checksumFits(parts)).toBe(true)
      }),
      { numRuns },
    )
  })
})
