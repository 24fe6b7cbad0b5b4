/** OAuth 2.0 at the protected endpoint (RFC 6750, RFC 9068), and DPoP at both (RFC 9449). */
import { expect } from 'vitest'
import {
  type Answer,
  ask,
  call,
  codeOf,
  errorOf,
  failed,
  type ProofKey,
  post,
  proof,
  proofKey,
  redeem,
  refresh,
  register,
  seeded,
  sha256,
  tokensOf,
} from './oauth2-world.ts'
import type { Probe, ProbeWorld } from './probe.ts'

const bare = 'Bearer realm="notes", DPoP algs="RS256 PS256 ES256 EdDSA Ed25519"'
const challengeOf = ({ headers }: Answer) => headers.get('www-authenticate')
const invalid = bare.replace('"notes"', '"notes", error="invalid_token"')

const nonces = new WeakMap<ProbeWorld, string>()
async function nonceOf(world: ProbeWorld): Promise<string> {
  const known = nonces.get(world)
  if (known !== undefined) return known
  const { headers } = await call(world, 'x', { scheme: 'DPoP', headers: { dpop: proof(proofKey(), {}) } })
  const nonce = headers.get('dpop-nonce') ?? ''
  nonces.set(world, nonce)
  return nonce
}

type Change = { readonly claims?: object; readonly header?: object; readonly signer?: ProofKey }

/** A proof for an endpoint of this sandbox. */
async function proofFor(world: ProbeWorld, key: ProofKey, path: string, htm: string, change: Change = {}) {
  const claims = { htm, htu: world.sandbox.url(path), nonce: await nonceOf(world), ...change.claims }
  return proof(key, claims, change.header, change.signer)
}

const atToken = async (world: ProbeWorld, key: ProofKey, change?: Change) =>
  proofFor(world, key, '/oauth2/token', 'POST', change)

async function callWith(
  world: ProbeWorld,
  token: string,
  key: ProofKey,
  change: Change = {},
): Promise<Answer> {
  const claims = { ath: sha256(token), ...change.claims }
  const dpop = await proofFor(world, key, '/oauth2/whoami', 'GET', { ...change, claims })
  return call(world, token, { scheme: 'DPoP', headers: { dpop } })
}

/** What is wrong with a proof, one thing at a time. */
function wrongProofs(world: ProbeWorld, key: ProofKey): readonly (readonly [string, Change])[] {
  const other = proofKey()
  const now = Math.floor(Date.now() / 1000)
  return [
    ['dpop-well-formed', { claims: { jti: undefined } }],
    ['dpop-well-formed', { claims: { jti: 'x'.repeat(10_240) } }],
    ['dpop-well-formed', { claims: { htm: undefined } }],
    ['dpop-well-formed', { claims: { htu: undefined } }],
    ['dpop-well-formed', { claims: { iat: undefined } }],
    ['dpop-well-formed', { header: { jwk: undefined } }],
    ['dpop-type', { header: { typ: 'JWT' } }],
    ['dpop-alg-allowed', { header: { alg: 'HS256' } }],
    ['dpop-alg-allowed', { header: { alg: 'none' } }],
    ['dpop-key-public', { header: { jwk: key.privateJwk } }],
    ['dpop-signature-matches', { signer: other }],
    ['dpop-request-matches', { claims: { htm: 'PUT' } }],
    ['dpop-request-matches', { claims: { htu: world.sandbox.url('/oauth2/par') } }],
    ['dpop-request-matches', { claims: { htu: 'https://evil.example/' } }],
    ['dpop-recent', { claims: { iat: now - 600 } }],
    ['dpop-recent', { claims: { iat: now + 600 } }],
  ]
}

export const apiProbes: readonly Probe[] = [
  {
    id: 'OA2-54',
    title: 'a DPoP proof with one thing wrong is refused at the token endpoint and at the API',
    async run(world) {
      const key = proofKey()
      const code = await codeOf(world)
      const redeemWith = async (dpop: string) => redeem(world, code, {}, { headers: { dpop } })
      for (const [check, change] of wrongProofs(world, key)) {
        const answer = await redeemWith(await atToken(world, key, change))
        expect(errorOf(answer), check).toEqual([400, 'invalid_dpop_proof'])
      }
      const good = await atToken(world, key)
      expect(errorOf(await redeemWith(`${good}, ${good}`))).toEqual([400, 'invalid_dpop_proof'])
      const { body } = await redeemWith(await atToken(world, key))
      for (const [check, change] of wrongProofs(world, key)) {
        const answer = await callWith(world, body.access_token, key, change)
        expect([answer.status, await failed(world, answer)], JSON.stringify(change)).toEqual([401, check])
        expect(challengeOf(answer)).toMatch(/DPoP error="invalid_dpop_proof", algs="[^"]+"/)
      }
      for (const ath of [undefined, sha256('another')])
        expect(await failed(world, await callWith(world, body.access_token, key, { claims: { ath } }))).toBe(
          'dpop-token-hash-matches',
        )
      const other = await callWith(world, body.access_token, proofKey())
      expect([other.status, await failed(world, other)]).toEqual([401, 'dpop-key-matches'])
      expect(challengeOf(other)).toContain('DPoP error="invalid_token"')
      // A query or a fragment in the address of the request is not signed.
      const dpop = await proofFor(world, key, '/oauth2/whoami', 'GET', {
        claims: { ath: sha256(body.access_token) },
      })
      expect(
        (
          await call(world, body.access_token, {
            scheme: 'DPoP',
            path: '/oauth2/whoami?a=b',
            headers: { dpop },
          })
        ).status,
      ).toBe(200)
    },
  },
  {
    id: 'OA2-55',
    title: 'a proof is good once, at each endpoint',
    async run(world) {
      const key = proofKey()
      const dpop = await atToken(world, key)
      const nightly = seeded(world, 'nightly')
      const grant = () =>
        post(world, 'token', nightly, { grant_type: 'client_credentials' }, { headers: { dpop } })
      const { body } = await grant()
      expect(errorOf(await grant())).toEqual([400, 'invalid_dpop_proof'])
      const claims = { ath: sha256(body.access_token) }
      const again = await proofFor(world, key, '/oauth2/whoami', 'GET', { claims })
      const asked = () => call(world, body.access_token, { scheme: 'DPoP', headers: { dpop: again } })
      expect((await asked()).status).toBe(200)
      const second = await asked()
      expect([second.status, await failed(world, second)]).toEqual([401, 'dpop-jti-unused'])
    },
  },
  {
    id: 'OA2-56',
    title: 'a proof without the server’s nonce is answered with one, and spends nothing',
    async run(world) {
      const key = proofKey()
      const code = await codeOf(world)
      for (const nonce of [undefined, '', 'made-up', 7]) {
        const dpop = await atToken(world, key, { claims: { nonce } })
        const answer = await redeem(world, code, {}, { headers: { dpop } })
        expect(errorOf(answer)).toEqual([400, 'use_dpop_nonce'])
        expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{16,}$/)
      }
      const { body } = await redeem(world, code, {}, { headers: { dpop: await atToken(world, key) } })
      const answer = await callWith(world, body.access_token, key, { claims: { nonce: undefined } })
      expect([answer.status, challengeOf(answer)]).toEqual([
        401,
        expect.stringContaining('DPoP error="use_dpop_nonce"'),
      ])
      expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{16,}$/)
      // Nor is a nonce of long ago one.
      const own = await world.fresh()
      const old = await nonceOf(own)
      await own.sandbox.advance(600)
      const late = { nonce: old, iat: Math.floor(Date.now() / 1000) + 600 }
      const dpop = await atToken(own, key, { claims: late })
      expect(errorOf(await redeem(own, await codeOf(own), {}, { headers: { dpop } }))).toEqual([
        400,
        'use_dpop_nonce',
      ])
    },
  },
  {
    id: 'OA2-57',
    title: 'a token that is bound to a key is worth nothing as Bearer, and one that is not nothing as DPoP',
    async run(world) {
      const key = proofKey()
      const { body } = await redeem(
        world,
        await codeOf(world),
        {},
        { headers: { dpop: await atToken(world, key) } },
      )
      const answer = await call(world, body.access_token)
      expect([answer.status, await failed(world, answer)]).toEqual([401, 'bound-token-not-as-bearer'])
      const { access_token } = await tokensOf(world)
      expect(await failed(world, await callWith(world, access_token, key))).toBe('dpop-key-matches')
    },
  },
  {
    id: 'OA2-58',
    title:
      'token_type says DPoP; the refresh token of a public client, and a code with dpop_jkt, are bound too',
    async run(world) {
      const key = proofKey()
      const code = await codeOf(world, { dpop_jkt: key.jkt })
      for (const headers of [{}, { dpop: await atToken(world, proofKey()) }] as Record<string, string>[])
        expect(errorOf(await redeem(world, code, {}, { headers }))).toEqual([400, 'invalid_grant'])
      const { body } = await redeem(world, code, {}, { headers: { dpop: await atToken(world, key) } })
      expect(body.token_type).toBe('DPoP')
      expect(errorOf(await refresh(world, body.refresh_token))).toEqual([400, 'invalid_grant'])
      const fields = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
      const reader = seeded(world, 'reader')
      const next = await post(world, 'token', reader, fields, {
        headers: { dpop: await atToken(world, key) },
      })
      expect([next.status, next.body.token_type]).toEqual([200, 'DPoP'])
    },
  },
  {
    id: 'OA2-59',
    title: 'a script of any origin reads the challenge and the nonce, and nobody’s cookie goes along',
    async run(world) {
      const { headers } = await call(world, 'x', {
        scheme: 'DPoP',
        headers: { origin: 'https://app.example' },
      })
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      for (const name of ['WWW-Authenticate', 'DPoP-Nonce'])
        expect(headers.get('access-control-expose-headers')?.split(', ')).toContain(name)
      for (const path of [
        'token',
        'par',
        'register',
        'jwks.json',
        'introspect',
        'revoke',
        'device_authorization',
      ])
        expect(
          (await ask(world, `/oauth2/${path}`, { headers: { origin: 'null' } })).headers.get(
            'access-control-allow-origin',
          ),
          path,
        ).toBe('*')
    },
  },
  {
    id: 'OA2-70',
    title: 'a token counts in the Authorization field: in the address or in a form it is not seen',
    async run(world) {
      const { access_token } = await tokensOf(world)
      expect((await call(world, access_token)).status).toBe(200)
      for (const answer of [
        await ask(world, `/oauth2/whoami?access_token=${access_token}`),
        await ask(world, '/oauth2/whoami', { method: 'POST', body: new URLSearchParams({ access_token }) }),
      ])
        expect([answer.status, challengeOf(answer)]).toEqual([401, bare])
    },
  },
  {
    id: 'OA2-71',
    title: 'a token in two places is 400',
    async run(world) {
      const { access_token } = await tokensOf(world)
      const headers = { authorization: `Bearer ${access_token}` }
      for (const answer of [
        await ask(world, `/oauth2/whoami?access_token=${access_token}`, { headers }),
        await ask(world, '/oauth2/whoami', {
          method: 'POST',
          headers,
          body: new URLSearchParams({ access_token }),
        }),
      ])
        expect([answer.status, await failed(world, answer), challengeOf(answer)]).toEqual([
          400,
          'one-transport',
          expect.stringContaining('error="invalid_request"'),
        ])
    },
  },
  {
    id: 'OA2-72',
    title: 'without credentials a challenge says no error',
    async run(world) {
      for (const path of ['/oauth2/whoami', '/oidc/whoami']) {
        const answer = await ask(world, path)
        expect([answer.status, challengeOf(answer)]).toEqual([401, bare])
      }
    },
  },
  {
    id: 'OA2-73',
    title: 'a token that is malformed, changed, over, revoked or for another audience is invalid_token',
    async run(world) {
      const client = await register(world, { token_endpoint_auth_method: 'none', access_token_format: 'jwt' })
      const { access_token: jwt } = await tokensOf(world, {}, client)
      const { access_token: opaque } = await tokensOf(world)
      const other = await world.fresh()
      const foreign = [(await tokensOf(other)).access_token]
      const elsewhere = await tokensOf(world, { resource: world.sandbox.url('/oidc') })
      const revoked = await tokensOf(world)
      await post(world, 'revoke', seeded(world, 'reader'), { token: revoked.access_token })
      const [head, claims, signature] = jwt.split('.')
      const bad = [
        'x',
        '....',
        opaque.slice(0, -1),
        `${opaque}x`,
        jwt.slice(0, -4),
        `${head}.${claims}.`,
        `${head}.${claims}`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
        `${head}.${Buffer.from('{}').toString('base64url')}.${signature}`,
        ...foreign,
        elsewhere.access_token,
        revoked.access_token,
      ]
      expect(bad.length).toBeGreaterThanOrEqual(12)
      for (const token of bad) {
        const answer = await call(world, token)
        expect([answer.status, challengeOf(answer)], token).toEqual([401, invalid])
      }
      for (const token of [jwt, opaque]) expect((await call(world, token)).status).toBe(200)
      const own = await world.fresh()
      const late = await tokensOf(own)
      await own.sandbox.advance(600)
      const answer = await call(own, late.access_token)
      expect([answer.status, await failed(own, answer)]).toEqual([401, 'access-token-alive'])
    },
  },
  {
    id: 'OA2-74',
    title: 'too little scope is 403, and says which it takes',
    async run(world) {
      const { access_token } = await tokensOf(world, { scope: 'notes:read' })
      expect((await call(world, access_token)).status).toBe(200)
      const answer = await call(world, access_token, { method: 'POST' })
      expect([answer.status, challengeOf(answer)]).toEqual([
        403,
        'Bearer realm="notes", error="insufficient_scope", scope="notes:write"',
      ])
    },
  },
  {
    id: 'OA2-75',
    title: 'no challenge has a parameter twice, or anything but printable ASCII in it',
    async run(world) {
      const { access_token } = await tokensOf(world, { scope: 'notes:read' })
      const answers = [
        await ask(world, '/oauth2/whoami'),
        await call(world, 'x"y\\z'),
        await call(world, 'é'),
        await call(world, access_token, { method: 'POST' }),
        await call(world, access_token, { scheme: 'DPoP' }),
        await ask(world, '/oidc/userinfo'),
      ]
      for (const answer of answers) {
        const lines = (challengeOf(answer) ?? '').split(/, (?=[A-Z])/)
        for (const line of lines) {
          expect(line).toMatch(
            /^[A-Za-z]+ [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:, [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*")*$/,
          )
          const names = [...line.matchAll(/([a-z_]+)="/g)].map(([, name]) => name)
          expect(new Set(names).size, line).toBe(names.length)
        }
      }
    },
  },
  {
    id: 'OA2-76',
    title: 'a good token by any other scheme, or by none, opens nothing',
    async run(world) {
      const { access_token } = await tokensOf(world)
      for (const authorization of [
        `Token ${access_token}`,
        `Basic ${access_token}`,
        `OAuth ${access_token}`,
        `Bearerx ${access_token}`,
        `JWT ${access_token}`,
        access_token,
        'Bearer',
        `Bearer ${access_token} x`,
        `Bearer ${access_token}, Bearer ${access_token}`,
      ])
        expect([400, 401], authorization).toContain(
          (await ask(world, '/oauth2/whoami', { headers: { authorization } })).status,
        )
      for (const scheme of ['bearer', 'BEARER', 'bEaReR'])
        expect((await call(world, access_token, { scheme })).status).toBe(200)
    },
  },
  {
    id: 'OA2-77',
    title: 'a JWT access token has the type and the claims of RFC 9068, and an ID Token is none',
    async run(world) {
      const rp = seeded(world, 'relying-party')
      const fields = { scope: 'openid notes:read', nonce: 'n' }
      const tokens = await tokensOf(world, fields, rp, 'oidc')
      const part = (at: number) =>
        JSON.parse(Buffer.from(tokens.access_token.split('.')[at] ?? '', 'base64url').toString())
      expect(part(0)).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) })
      const api = world.sandbox.url('')
      expect(part(1)).toMatchObject({
        iss: api,
        aud: api,
        sub: 'ada',
        client_id: 'relying-party',
        scope: fields.scope,
        exp: part(1).iat + 600,
        jti: expect.any(String),
      })
      for (const path of ['/oidc/whoami', '/oauth2/whoami']) {
        expect((await call(world, tokens.access_token, { path })).status).toBe(200)
        const answer = await call(world, tokens.id_token, { path })
        expect([answer.status, challengeOf(answer)]).toEqual([401, invalid])
      }
    },
  },
]
