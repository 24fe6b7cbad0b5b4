/** What a hostile token brings along, in the worlds that look at it: a refusal each time, and never an error. */
import { base64url } from '@lockstep/crypto/base64'
import { concat } from '@lockstep/crypto/bytes'
import { hex } from '@lockstep/crypto/hex'
import { request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { KeyError } from '../reader.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { buildBearer } from './credentials.ts'
import { jwt } from './index.ts'
import { issueToken } from './issue-token.ts'
import { isStrong, keyBits } from './key-strength.ts'
import { signingMaterial } from './reader/signing-material.ts'

/** Keys whose members are of no type that a JWK has (RFC 7517 §4, RFC 7518 §6). */
const strangeKeys: readonly object[] = [
  { kty: 'RSA', n: 5, e: 5 },
  { kty: 'RSA', n: null, e: 'AQAB' },
  { kty: 'RSA', n: { length: 5 }, e: 'AQAB' },
  { kty: 'RSA', n: ['AQAB'], e: 'AQAB' },
  { kty: 'RSA', n: '', e: '' },
  { kty: 'oct', k: 5 },
  { kty: 'oct', k: null },
  { kty: 'oct', k: {} },
  { kty: 5 },
  { kty: ['EC'], crv: 'P-256' },
  { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' },
  { kty: 'EC', crv: 'P-256', x: 5, y: 5 },
  { kty: 'OKP', crv: 'Ed25519', x: '' },
  {},
]

describe.each(strangeKeys.map((key) => [JSON.stringify(key), key] as const))('a key %s', (_, key) => {
  it.each(['ES256', 'RS256', 'PS256', 'HS256', 'EdDSA'])('in a header with %s', async (alg) => {
    const lab = new Lab([jwt])
    const base = `${lab.base}/without/jwt.header-brings-no-key`
    const { token } = await issueToken(lab.server(`${base}/`), { header: { alg, jwk: key } })
    const { response } = await lab.send(buildBearer('GET', `${base}/jwt/whoami`, token).request)
    expect(response.status).toBe(401)
  })

  it('has a size, and nobody calls it strong for what it is not', () => {
    expect(keyBits(key as JsonWebKey) ?? 256).toBeLessThanOrEqual(256)
    if (['RSA', 'oct'].includes(String((key as JsonWebKey).kty)))
      expect(isStrong(key as JsonWebKey)).toBe(false)
  })

  it('pasted to sign with is a key or refused in words', async () => {
    const pasted = signingMaterial(JSON.stringify({ ...key, d: 'AA' }), { kid: undefined, alg: 'ES256' })
    const outcome = await pasted.catch((error: unknown) => error)
    expect(outcome instanceof KeyError || (outcome as object)).toSatisfy(
      (one) => one === true || 'jwk' in (one as object),
    )
  })
})

it('a second signature that holds without the key does not outlive the log-out of the first', async () => {
  const lab = new Lab([jwt])
  const { token } = await issueToken(lab.server())
  const [header, claims, signature = ''] = token.split('.')
  // ECDSA (FIPS 186-5 §6.4): where (r, s) holds, (r, n - s) holds too.
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const octets = base64url.decode(signature) ?? new Uint8Array(0)
  const s = BigInt(`0x${hex(octets.slice(32))}`)
  const twinS = (order - s).toString(16).padStart(64, '0')
  const twin = `${header}.${claims}.${base64url.encode(concat(octets.slice(0, 32), unhex(twinS)))}`
  const call = (one: string) => lab.send(buildBearer('GET', `${lab.base}/jwt/whoami`, one).request)
  expect(twin).not.toBe(token)
  expect((await call(twin)).response.status).toBe(200)
  await lab.send(buildBearer('POST', `${lab.base}/jwt/revoke`, token).request)
  expect(failedCheck(await call(twin))).toBe('not-revoked')
})

it('a critical list of anything is never an error where nobody looks at it', async () => {
  const lab = new Lab([jwt])
  const base = `${lab.base}/without/jwt.crit-understood`
  for (const crit of [null, 5, 'x', {}, [], [5], [null], ['alg'], ['exp'], ['b64'], ['__proto__']]) {
    const { token } = await issueToken(lab.server(`${base}/`), { header: { crit } })
    const { response } = await lab.send(buildBearer('GET', `${base}/jwt/whoami`, token).request)
    expect([200, 401], JSON.stringify(crit)).toContain(response.status)
  }
})

it.each(['{"a\\"\u00e9":1,"a\\"\u00e9":2}', '{"userId":\u201cada\u201d}', '\\', '[]', '{"\\u0000":1'])(
  'the refusal of %j as a log-in has no character that RFC 6749 §5.2 leaves out',
  async (content) => {
    const lab = new Lab([jwt])
    const type = ['Content-Type', 'application/json'] as const
    const { response } = await lab.send(request('POST', `${lab.base}/jwt/login`, [type], content))
    expect(response.status).toBe(400)
    const { error_description: words } = JSON.parse('text' in response.body ? response.body.text : '{}')
    expect(words).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  },
)

function unhex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
