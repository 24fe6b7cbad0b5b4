/** OAuth 2.0 at the token endpoint: what a code is exchanged for, and by whom. */
import { expect } from 'vitest'
import { written } from './keys.ts'
import {
  ask,
  authorize,
  basic,
  call,
  callback,
  codeOf,
  errorOf,
  failed,
  pkce,
  post,
  redeem,
  refresh,
  register,
  requestOf,
  seeded,
  sha256,
  tokensOf,
  tryRegister,
  verifier,
} from './oauth2-world.ts'
import type { Probe } from './probe.ts'

const plain = 'reader-without-pkce'
const noChallenge = { code_challenge: undefined, code_challenge_method: undefined }
const nightlyGrant = { grant_type: 'client_credentials', scope: 'notes:read' }

export const tokenProbes: readonly Probe[] = [
  {
    id: 'OA2-20',
    title: 'a code_verifier has 43 to 128 unreserved characters',
    async run(world) {
      for (const good of ['a'.repeat(43), '-._~'.repeat(32)])
        expect(
          (
            await redeem(world, await codeOf(world, { code_challenge: sha256(good) }), {
              code_verifier: good,
            })
          ).status,
        ).toBe(200)
      for (const bad of [
        'a'.repeat(42),
        'a'.repeat(129),
        `${'a'.repeat(42)}+`,
        `${'a'.repeat(42)}é`,
        `${'a'.repeat(42)} `,
      ]) {
        const answer = await redeem(world, await codeOf(world, { code_challenge: sha256(bad) }), {
          code_verifier: bad,
        })
        expect([...errorOf(answer), await failed(world, answer)], bad).toEqual([
          400,
          'invalid_grant',
          'verifier-matches',
        ])
      }
    },
  },
  {
    id: 'OA2-21',
    title: 'a public client without a code_challenge, or a confidential one that has to, is sent back',
    async run(world) {
      for (const client_id of ['reader', 'reader-confidential']) {
        const { headers } = await ask(world, authorize(world, requestOf({ client_id, ...noChallenge })))
        expect(new URL(headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
      }
      expect(await codeOf(world, { client_id: plain, ...noChallenge })).toEqual(expect.any(String))
    },
  },
  {
    id: 'OA2-22',
    title: 'S256 and nothing else: plain, another name, none, or a challenge that is no hash',
    async run(world) {
      for (const fields of [
        { code_challenge_method: 'plain', code_challenge: verifier },
        { code_challenge_method: 's256' },
        { code_challenge_method: 'S512' },
        { code_challenge_method: undefined },
        { code_challenge: 'short' },
        { code_challenge: `${pkce.code_challenge}=` },
      ]) {
        const { headers } = await ask(world, authorize(world, requestOf(fields)))
        expect(new URL(headers.get('location') ?? '').searchParams.get('error'), JSON.stringify(fields)).toBe(
          'invalid_request',
        )
      }
    },
  },
  {
    id: 'OA2-23',
    title: 'where there was a challenge its verifier has to come, and to fit',
    async run(world) {
      for (const client_id of ['reader', plain]) {
        const client = seeded(world, client_id)
        for (const code_verifier of [undefined, '', 'x'.repeat(43), pkce.code_challenge]) {
          const answer = await redeem(world, await codeOf(world, { client_id }), { client, code_verifier })
          expect(errorOf(answer), `${client_id} ${code_verifier}`).toEqual([400, 'invalid_grant'])
        }
      }
    },
  },
  {
    id: 'OA2-24',
    title: 'a verifier without a challenge is what is left of one that was taken away',
    async run(world) {
      const client = seeded(world, plain)
      const answer = await redeem(world, await codeOf(world, { client_id: plain, ...noChallenge }), {
        client,
      })
      expect([...errorOf(answer), await failed(world, answer)]).toEqual([
        400,
        'invalid_grant',
        'verifier-expected',
      ])
    },
  },
  {
    id: 'OA2-25',
    title: 'a code is for one client, one redirect URI, and one minute',
    async run(world) {
      const code = await codeOf(world, { client_id: plain })
      for (const [more, check] of [
        [{ client: seeded(world, 'reader') }, 'code-issued-to-client'],
        [{ client: seeded(world, 'clipper') }, 'code-issued-to-client'],
        [{ client: seeded(world, plain), redirect_uri: `${callback}/` }, 'redirect-uri-matches'],
        [
          { client: seeded(world, plain), redirect_uri: callback.replace('49152', '49153') },
          'redirect-uri-matches',
        ],
        [{ client: seeded(world, plain), redirect_uri: undefined }, 'redirect-uri-matches'],
      ] as const) {
        const answer = await redeem(world, code, more)
        expect([...errorOf(answer), await failed(world, answer)]).toEqual([400, 'invalid_grant', check])
      }
      expect((await redeem(world, code, { client: seeded(world, plain) })).status).toBe(200)
      const own = await world.fresh()
      const late = await codeOf(own)
      await own.sandbox.advance(60)
      const answer = await redeem(own, late)
      expect([...errorOf(answer), await failed(own, answer)]).toEqual([
        400,
        'invalid_grant',
        'code-not-expired',
      ])
    },
  },
  {
    id: 'OA2-26',
    title: 'a second right redemption is refused, and ends what the first gave',
    async run(world) {
      const code = await codeOf(world)
      const first = await redeem(world, code)
      expect((await call(world, first.body.access_token)).status).toBe(200)
      const second = await redeem(world, code)
      expect([...errorOf(second), await failed(world, second)]).toEqual([400, 'invalid_grant', 'code-unused'])
      expect((await call(world, first.body.access_token)).status).toBe(401)
      expect(errorOf(await refresh(world, first.body.refresh_token))).toEqual([400, 'invalid_grant'])
    },
  },
  {
    id: 'OA2-27',
    title: 'a second redemption that is wrong ends nothing',
    async run(world) {
      const code = await codeOf(world)
      const { body } = await redeem(world, code)
      for (const wrong of [
        { code_verifier: 'x'.repeat(43) },
        { client: seeded(world, 'clipper') },
        { redirect_uri: 'http://localhost/callback' },
      ])
        expect(errorOf(await redeem(world, code, wrong))).toEqual([400, 'invalid_grant'])
      expect((await call(world, body.access_token)).status).toBe(200)
    },
  },
  {
    id: 'OA2-28',
    title: 'of redemptions at once one succeeds, and no token of a code that was used twice is left',
    async run(world) {
      for (let round = 0; round < 20; round++) {
        const code = await codeOf(world)
        const answers = await Promise.all(Array.from({ length: 4 }, () => redeem(world, code)))
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400])
        const { body } = answers.find(({ status }) => status === 200) ?? { body: {} }
        expect((await call(world, body.access_token)).status).toBe(401)
      }
    },
  },
  {
    id: 'OA2-29',
    title: 'the token endpoint takes a POST with a form, each parameter once and none in the address',
    async run(world) {
      const url = '/oauth2/token'
      const headers = basic(seeded(world, 'nightly'))
      expect((await ask(world, `${url}?grant_type=client_credentials`, { headers })).status).toBe(405)
      const json = { ...headers, 'content-type': 'application/json' }
      const answer = await ask(world, url, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(nightlyGrant),
      })
      expect(errorOf(answer)).toEqual([400, 'invalid_request'])
      for (const body of [
        'grant_type=client_credentials&grant_type=client_credentials',
        'grant_type=client_credentials&scope=notes:read&scope=notes:read',
      ]) {
        const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
        expect(errorOf(await ask(world, url, { method: 'POST', headers: form, body }))).toEqual([
          400,
          'invalid_request',
        ])
      }
      const inAddress = await ask(world, `${url}?grant_type=client_credentials`, { method: 'POST', headers })
      expect(inAddress.status).toBe(400)
    },
  },
  {
    id: 'OA2-30',
    title: 'a token response is JSON with its members, and out of every cache, as an error is',
    async run(world) {
      const answer = await redeem(world, await codeOf(world))
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^[\w.~-]+$/),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'notes:read notes:write',
        refresh_token: expect.any(String),
      })
      const refused = await redeem(world, 'never')
      for (const { headers } of [answer, refused]) {
        expect(headers.get('cache-control')).toBe('no-store')
        expect(headers.get('pragma')).toBe('no-cache')
        expect(headers.get('content-type')).toBe('application/json')
      }
    },
  },
  {
    id: 'OA2-31',
    title: 'each error has its code',
    async run(world) {
      const nightly = seeded(world, 'nightly')
      const reader = seeded(world, 'reader')
      for (const [client, fields, error] of [
        [nightly, {}, 'invalid_request'],
        [nightly, { grant_type: 'urn:x' }, 'unsupported_grant_type'],
        [nightly, { ...nightlyGrant, scope: 'notes:all' }, 'invalid_scope'],
        [reader, nightlyGrant, 'unauthorized_client'],
        [nightly, { grant_type: 'authorization_code', code: 'x' }, 'unauthorized_client'],
        [reader, { grant_type: 'authorization_code' }, 'invalid_request'],
        [reader, { grant_type: 'refresh_token', refresh_token: 'never' }, 'invalid_grant'],
      ] as const)
        expect(errorOf(await post(world, 'token', client, fields)), JSON.stringify(fields)).toEqual([
          400,
          error,
        ])
    },
  },
  {
    id: 'OA2-32',
    title: 'a client that does not prove who it is gets 401 and a challenge for Basic',
    async run(world) {
      const wrong = { client_id: 'nightly', client_secret: 'wrong' }
      const unknown = { client_id: 'nobody', client_secret: 'wrong' }
      const answers = [
        await post(world, 'token', wrong, nightlyGrant),
        await post(world, 'token', unknown, nightlyGrant),
        await post(world, 'token', undefined, { ...nightlyGrant, ...wrong }),
        await post(world, 'token', undefined, nightlyGrant),
        await post(world, 'token', { client_id: 'nightly' }, nightlyGrant),
      ]
      for (const answer of answers) {
        expect(errorOf(answer)).toEqual([401, 'invalid_client'])
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+"$/)
      }
      // Nobody learns from the answer which ids are on record.
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    },
  },
  {
    id: 'OA2-33',
    title: 'id and secret are form-encoded before they are joined',
    async run(world) {
      const { client_id, client_secret = '' } = seeded(world, 'nightly')
      const escaped = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')
      for (const [id, secret, status] of [
        [client_id, client_secret, 200],
        [escaped(client_id), escaped(client_secret), 200],
        [client_id, `${client_secret}%`, 401],
        [client_id, `${client_secret}+`, 401],
        [`${client_id}%3A`, client_secret, 401],
      ] as const) {
        const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` }
        expect((await post(world, 'token', undefined, nightlyGrant, { headers })).status, id).toBe(status)
      }
    },
  },
  {
    id: 'OA2-34',
    title: 'two ways to authenticate are one too many, and a secret in the address is none',
    async run(world) {
      const nightly = seeded(world, 'nightly')
      const { client_secret } = nightly
      expect(
        errorOf(
          await post(world, 'token', nightly, { ...nightlyGrant, client_id: 'nightly', client_secret }),
        ),
      ).toEqual([400, 'invalid_request'])
      const query = new URLSearchParams({ client_id: 'nightly', client_secret: client_secret ?? '' })
      const answer = await ask(world, `/oauth2/token?${query}`, {
        method: 'POST',
        body: new URLSearchParams(nightlyGrant),
      })
      expect(errorOf(answer)).toEqual([401, 'invalid_client'])
      // One that is registered for posting does not get in by Basic, nor the other way round.
      const posting = await register(world, {
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        redirect_uris: [],
      })
      expect(errorOf(await post(world, 'token', posting, nightlyGrant))).toEqual([401, 'invalid_client'])
      expect(
        (
          await post(world, 'token', undefined, {
            ...nightlyGrant,
            client_id: posting.client_id,
            client_secret: posting.client_secret,
          })
        ).status,
      ).toBe(200)
    },
  },
  {
    id: 'OA2-35',
    title: 'whoever tries secrets is stopped, and told when to come again',
    async run(before) {
      const world = await before.fresh()
      const wrong = { client_id: 'nightly', client_secret: 'wrong' }
      const statuses: number[] = []
      for (let i = 0; i < 40 && statuses.at(-1) !== 429; i++)
        statuses.push((await post(world, 'token', wrong, nightlyGrant)).status)
      expect(statuses.length).toBeGreaterThan(5)
      expect(statuses.slice(0, -1).every((status) => status === 401)).toBe(true)
      const answer = await post(world, 'token', wrong, nightlyGrant)
      expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
      // A right secret is not looked at either; nobody else waits with this client.
      expect((await post(world, 'token', seeded(world, 'nightly'), nightlyGrant)).status).toBe(429)
      const other = await register(world, { grant_types: ['client_credentials'], redirect_uris: [] })
      expect((await post(world, 'token', other, nightlyGrant)).status).toBe(200)
    },
  },
  {
    id: 'OA2-36',
    title: 'an error says nothing but printable ASCII, whatever came in',
    async run(world) {
      for (const odd of ['"', '\\', '\r\nSet-Cookie: x=y', '\t', '\0', '\u2028', '<script>', 'é']) {
        const texts: string[] = []
        const { headers } = await ask(world, authorize(world, requestOf({ scope: odd })))
        const back = new URL(headers.get('location') ?? 'none:')
        texts.push(back.searchParams.get('error_description') ?? '')
        expect(headers.get('set-cookie')).toBeNull()
        for (const fields of [{ grant_type: odd }, { ...nightlyGrant, scope: odd }, { [odd]: odd }]) {
          const { body } = await post(world, 'token', seeded(world, 'nightly'), fields)
          texts.push(body.error, body.error_description)
        }
        for (const text of texts) expect(text, odd).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
      }
    },
  },
  {
    id: 'OA2-37',
    title:
      'what cannot be guessed has 128 bits or more, none comes twice, and none is kept or logged as it is',
    async run(world) {
      const { body } = await tryRegister(world, { token_endpoint_auth_method: 'client_secret_basic' })
      const all: string[] = [body.client_secret]
      for (let i = 0; i < 5; i++) {
        const code = await codeOf(world)
        const tokens = (await redeem(world, code)).body
        all.push(code, tokens.access_token, tokens.refresh_token)
      }
      expect(new Set(all).size).toBe(all.length)
      for (const one of all) {
        const secret = Math.max(...one.split(/[.~]/).map((part) => Buffer.from(part, 'base64url').length))
        expect(secret, one).toBeGreaterThanOrEqual(16)
        expect(written(world.lab.directory)).not.toContain(one)
        expect(world.lab.logged.join('\n')).not.toContain(one)
      }
      // A token is another thing than a code or a refresh token, wherever it is brought.
      const tokens = await tokensOf(world)
      expect((await call(world, tokens.refresh_token)).status).toBe(401)
      expect(errorOf(await refresh(world, tokens.access_token))).toEqual([400, 'invalid_grant'])
    },
  },
]
