/** PyJWT and jwcrypto take our tokens by the JWK Set, and the tokens that they sign with a sandbox's keys open its endpoint. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { libraries, mintWith, type Verifying, verifyWith } from './testing/python-tokens.ts'
import { expectRefused } from './testing/refusal.ts'
import { describeWith, missing, pythonWith } from './testing/tools.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const algorithms = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const
type Jwk = { readonly kid: string; readonly alg: string; readonly kty: string }

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const keyFor = (alg: string) => (sandbox.credentials.jwt.keys as Jwk[]).find((key) => key.alg === alg) as Jwk
const api = () => sandbox.url('')
const challenge = () => ['Bearer realm="notes", error="invalid_token"']

async function logIn(alg: string, from = sandbox): Promise<string> {
  const { userId, password } = from.credentials.jwt
  const answer = await fetch(from.url('/jwt/login'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId, password, alg }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}

/** A token, and all that a verifier should expect of it. */
async function expecting(alg: string, from = sandbox): Promise<Verifying> {
  return {
    token: await logIn(alg, from),
    jwks: from.url('/jwt/jwks.json'),
    oct: alg === 'HS256' ? keyFor(alg) : undefined,
    alg,
    issuer: from.url('/jwt'),
    audience: from.url(''),
    typ: 'at+jwt',
    ahead: 0,
  }
}

const opened = async (token: string, method = 'GET') => {
  const answer = await fetch(sandbox.url('/jwt/whoami'), {
    method,
    headers: { authorization: `Bearer ${token}` },
  })
  return told(await sandbox.exchange(answer.headers.get('exchange-id')))
}

/** Header and claims as our issuer writes them, for this key. */
function tokenFor({ kid }: Jwk) {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: `${api()}/jwt`,
    sub: 'ada',
    aud: api(),
    exp: now + 300,
    nbf: now,
    iat: now,
    jti: crypto.randomUUID(),
    scope: 'notes:read notes:write',
  }
  return { header: { typ: 'at+jwt', kid }, claims }
}

const errors = {
  PyJWT: {
    audience: 'InvalidAudienceError',
    issuer: 'InvalidIssuerError',
    expired: 'ExpiredSignatureError',
    early: 'ImmatureSignatureError',
    alg: 'InvalidAlgorithmError',
    signature: 'InvalidSignatureError',
    kid: 'PyJWKClientError',
  },
  jwcrypto: {
    audience: 'JWTInvalidClaimValue',
    issuer: 'JWTInvalidClaimValue',
    expired: 'JWTExpired',
    early: 'JWTNotYetValid',
    alg: 'InvalidJWSSignature',
    signature: 'InvalidJWSSignature',
    kid: 'JWTMissingKey',
  },
} as const

describeWith(missing(pythonWith('jwt', 'jwcrypto')), 'Python', () => {
  it.each(libraries)('%s takes our token of each algorithm, and none meant otherwise', async (library) => {
    const cases: (readonly [title: string, asked: Verifying, expected: string])[] = []
    for (const alg of algorithms) {
      const right = await expecting(alg)
      const [header, claims, signature] = right.token.split('.')
      const text = Buffer.from(claims ?? '', 'base64url').toString()
      const edited = Buffer.from(text.replace('"ada"', '"eve"')).toString('base64url')
      const told = errors[library]
      for (const [title, change, expected] of [
        ['as it is', {}, 'ada'],
        ['another audience', { audience: `${api()}/billing` }, told.audience],
        ['another issuer', { issuer: api() }, told.issuer],
        ['another type', { typ: 'JWT' }, 'ValueError typ'],
        ['after its end', { ahead: 1800 }, told.expired],
        ['before its start', { ahead: -1800 }, told.early],
        ['another algorithm', { alg: alg === 'ES256' ? 'RS256' : 'ES256' }, told.alg],
        ['an edited claim', { token: [header, edited, signature].join('.') }, told.signature],
      ] satisfies [string, Partial<Verifying>, string][])
        cases.push([`${alg}, ${title}`, { ...right, ...change }, expected])
    }
    const answers = await verifyWith(
      library,
      cases.map(([, asked]) => asked),
    )
    expect(cases.map(([title], i) => [title, answers[i]])).toEqual(
      cases.map(([title, , expected]) => [title, expected]),
    )
  })

  it.each(libraries)(
    '%s refuses a kid that is not in the JWK Set, until it is published',
    async (library) => {
      const own = await lab.newSandbox()
      const made = await own.owner('POST', `${own.base}/jwt/keys`, { published: false })
      const { kid } = (await made.json()) as { kid: string }
      expect((await own.owner('POST', `${own.base}/jwt/keys/${kid}/use`)).status).toBe(200)
      const asked = await expecting('ES256', own)
      expect(await verifyWith(library, [asked])).toEqual([errors[library].kid])
      expect((await own.owner('POST', `${own.base}/jwt/keys/${kid}/publish`)).status).toBe(200)
      expect(await verifyWith(library, [asked])).toEqual(['ada'])
    },
  )

  it.each(libraries)(
    'what %s signs with each key of the sandbox opens it, to read and to write',
    async (library) => {
      const minted = await mintWith(
        library,
        algorithms.flatMap((alg) =>
          ['GET', 'POST'].map(() => ({ key: keyFor(alg), alg, ...tokenFor(keyFor(alg)) })),
        ),
      )
      for (const [i, token] of minted.entries()) {
        const method = i % 2 === 0 ? 'GET' : 'POST'
        expect(await opened(token, method), `${algorithms[Math.floor(i / 2)]} ${method}`).toEqual({
          status: 200,
          principal: 'ada',
          failed: null,
          challenges: [],
        })
      }
    },
  )

  type Change = { readonly header?: object; readonly claims?: object }
  const wrong: readonly [what: string, change: (key: Jwk, now: number) => Change, failed: string][] = [
    ['another audience', () => ({ claims: { aud: `${api()}/billing` } }), 'audience-is-us'],
    ['another issuer', () => ({ claims: { iss: api() } }), 'issuer-is-ours'],
    ['an end in the past', (_, now) => ({ claims: { exp: now - 1 } }), 'not-expired'],
    ['a start in the future', (_, now) => ({ claims: { nbf: now + 600 } }), 'not-too-early'],
    ['the type of another kind', () => ({ header: { typ: 'JWT' } }), 'type-is-access-token'],
    ['a kid that is nobody’s', () => ({ header: { kid: 'es256-00000000' } }), 'key-known'],
    [
      'the kid of a key for another algorithm',
      ({ alg }) => ({ header: { kid: keyFor(alg === 'ES256' ? 'RS256' : 'ES256').kid } }),
      'alg-fits-key',
    ],
    ['no jti', () => ({ claims: { jti: undefined } }), 'not-revoked'],
  ]
  it.each(libraries)('what %s signs is refused with one thing wrong, at that check', async (library) => {
    const cases = algorithms.flatMap((alg) =>
      wrong.map(([what, change, failed]) => {
        const key = keyFor(alg)
        const right = tokenFor(key)
        const { header, claims } = change(key, right.claims.iat)
        const minting = {
          key,
          alg,
          header: { ...right.header, ...header },
          claims: { ...right.claims, ...claims },
        }
        return { title: `${alg}: ${what}`, failed, minting }
      }),
    )
    const tokens = await mintWith(
      library,
      cases.map(({ minting }) => minting),
    )
    for (const [i, { title, failed }] of cases.entries())
      expectRefused(await opened(tokens[i] ?? ''), { status: 401, failed }, challenge, title)
  })

  it.each(libraries)('what %s signs with the key of another sandbox is refused', async (library) => {
    const keys = (await lab.newSandbox()).credentials.jwt.keys as Jwk[]
    const tokens = await mintWith(
      library,
      keys.flatMap((key) => {
        const { header, claims } = tokenFor(key)
        const ours = { ...header, kid: keyFor(key.alg).kid }
        return [header, ours].map((one) => ({ key, alg: key.alg, header: one, claims }))
      }),
    )
    const ends: (string | null)[] = []
    for (const token of tokens) ends.push((await opened(token)).failed)
    expect(ends).toEqual(keys.flatMap(() => ['key-known', 'signature-matches']))
    expect(ends.length).toBe(10)
  })
})
