/** OAuth 2.0: refresh, revocation, introspection, metadata, devices, pushed requests. */
import { expect } from 'vitest'
import {
  ada,
  ask,
  authorize,
  basic,
  type Client,
  call,
  callback,
  deviceGrant,
  errorOf,
  expectDeadEnd,
  failed,
  post,
  redeem,
  refresh,
  requestOf,
  seeded,
  tokensOf,
} from './oauth2-world.ts'
import type { NotProbed, Probe, ProbeWorld } from './probe.ts'

const invalidGrant = [400, 'invalid_grant']

async function beginDevice(world: ProbeWorld) {
  const { body } = await post(world, 'device_authorization', seeded(world, 'kiosk'), { scope: 'notes:read' })
  return body as Record<string, string> & { interval: number; expires_in: number }
}
const poll = (world: ProbeWorld, device_code: string | undefined, client = 'kiosk') =>
  post(world, 'token', seeded(world, client), { grant_type: deviceGrant, device_code })

const introspect = (world: ProbeWorld, token: string, caller?: Client) => {
  const { id, secret } = world.sandbox.credentials.oauth2.api
  return post(world, 'introspect', caller ?? { client_id: id, client_secret: secret }, { token })
}
const push = (world: ProbeWorld, client: Client, fields = {}) => {
  const { client_id: _, ...usual } = Object.fromEntries(requestOf())
  return post(world, 'par', client, { ...usual, ...fields })
}

export const backProbes: readonly Probe[] = [
  {
    id: 'OA2-40',
    title: 'a refresh token is its client’s',
    async run(world) {
      const client = seeded(world, 'reader-confidential')
      const { refresh_token } = await tokensOf(world, {}, client)
      for (const id of ['reader', 'reader-without-pkce', 'clipper']) {
        const answer = await refresh(world, refresh_token, {}, seeded(world, id))
        expect([...errorOf(answer), await failed(world, answer)]).toEqual([
          ...invalidGrant,
          'refresh-token-issued-to-client',
        ])
      }
      expect((await refresh(world, refresh_token, {}, client)).status).toBe(200)
    },
  },
  {
    id: 'OA2-41',
    title: 'each refresh token once: the second use ends the newest of the family and its access tokens',
    async run(world) {
      const first = await tokensOf(world)
      const second = (await refresh(world, first.refresh_token)).body
      const third = (await refresh(world, second.refresh_token)).body
      expect((await call(world, third.access_token)).status).toBe(200)
      expect(errorOf(await refresh(world, first.refresh_token))).toEqual(invalidGrant)
      expect(errorOf(await refresh(world, third.refresh_token))).toEqual(invalidGrant)
      for (const { access_token } of [first, second, third])
        expect((await call(world, access_token)).status).toBe(401)
      // Another log-in of the same person is another family.
      expect((await refresh(world, (await tokensOf(world)).refresh_token)).status).toBe(200)
    },
  },
  {
    id: 'OA2-42',
    title: 'of two at once one gets tokens, and the family ends: there is no grace, and no fork',
    async run(world) {
      for (let round = 0; round < 10; round++) {
        const { refresh_token } = await tokensOf(world)
        const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(world, refresh_token)))
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400])
        const { body } = answers.find(({ status }) => status === 200) ?? { body: {} }
        expect(errorOf(await refresh(world, body.refresh_token))).toEqual(invalidGrant)
      }
    },
  },
  {
    id: 'OA2-43',
    title: 'scope shrinks at a refresh and does not grow; the next one may have all of the grant again',
    async run(world) {
      const { refresh_token } = await tokensOf(world)
      const narrow = (await refresh(world, refresh_token, { scope: 'notes:read' })).body
      expect(narrow.scope).toBe('notes:read')
      expect((await call(world, narrow.access_token, { method: 'POST' })).status).toBe(403)
      for (const scope of ['notes:all', 'notes:read openid', 'notes:read notes:write notes:admin'])
        expect(errorOf(await refresh(world, narrow.refresh_token, { scope }))).toEqual([400, 'invalid_scope'])
      expect((await refresh(world, narrow.refresh_token)).body.scope).toBe('notes:read notes:write')
      const small = await tokensOf(world, { scope: 'notes:read' })
      expect(errorOf(await refresh(world, small.refresh_token, { scope: 'notes:write' }))).toEqual([
        400,
        'invalid_scope',
      ])
    },
  },
  {
    id: 'OA2-44',
    title: 'a refresh token ends after a day unused, and its family after fourteen days however it is used',
    async run(before) {
      const world = await before.fresh()
      const idle = await tokensOf(world)
      let last = (await tokensOf(world)).refresh_token
      await world.sandbox.advance(86_400)
      expect(errorOf(await refresh(world, idle.refresh_token))).toEqual(invalidGrant)
      // Each of these is in time for the one before.
      const own = await before.fresh()
      last = (await tokensOf(own)).refresh_token
      let days = 0
      for (; days < 20; days++) {
        await own.sandbox.advance(86_390)
        const answer = await refresh(own, last)
        if (answer.status !== 200) {
          expect([...errorOf(answer), await failed(own, answer)]).toEqual([...invalidGrant, 'grant-alive'])
          break
        }
        last = answer.body.refresh_token
      }
      expect(days).toBe(14)
    },
  },
  {
    id: 'OA2-45',
    title:
      'revocation takes a token of its client’s, says 200 to what it does not know, and ends what came of a grant',
    async run(world) {
      const client = seeded(world, 'reader-confidential')
      const { access_token, refresh_token } = await tokensOf(world, {}, client)
      expect((await post(world, 'revoke', client, { token: 'never-was' })).status).toBe(200)
      expect(errorOf(await post(world, 'revoke', undefined, { token: access_token }))).toEqual([
        401,
        'invalid_client',
      ])
      expect(errorOf(await post(world, 'revoke', client, {}))).toEqual([400, 'invalid_request'])
      const stranger = seeded(world, 'clipper')
      expect((await post(world, 'revoke', stranger, { token: refresh_token })).status).toBe(400)
      expect((await call(world, access_token)).status).toBe(200)
      const wrongHint = { token: refresh_token, token_type_hint: 'access_token' }
      expect((await post(world, 'revoke', client, wrongHint)).status).toBe(200)
      expect((await call(world, access_token)).status).toBe(401)
      expect(errorOf(await refresh(world, refresh_token, {}, client))).toEqual(invalidGrant)
      expect((await ask(world, '/oauth2/revoke')).status).toBe(405)
      // An ID Token is a token that cannot be taken back.
      const rp = seeded(world, 'relying-party')
      const { id_token } = await tokensOf(world, { scope: 'openid' }, rp, 'oidc')
      expect(errorOf(await post(world, 'revoke', rp, { token: id_token }))).toEqual([
        400,
        'unsupported_token_type',
      ])
    },
  },
  {
    id: 'OA2-46',
    title: 'introspection needs a proof of who asks, and says nothing but active: false of what is not alive',
    async run(before) {
      const world = await before.fresh()
      const { access_token, refresh_token } = await tokensOf(world)
      const { body } = await introspect(world, access_token)
      expect(body).toMatchObject({
        active: true,
        sub: 'ada',
        client_id: 'reader',
        scope: 'notes:read notes:write',
      })
      for (const caller of [
        seeded(world, 'reader'),
        { client_id: 'nightly', client_secret: 'wrong' },
        { client_id: 'x' },
      ])
        expect(errorOf(await introspect(world, access_token, caller))).toEqual([401, 'invalid_client'])
      expect((await post(world, 'introspect', undefined, { token: access_token })).status).toBe(401)
      const dead = [['never-was'], [access_token, seeded(world, 'nightly')], [refresh_token]] as const
      for (const [token, caller] of dead) {
        const answer = await introspect(world, token, caller)
        expect([answer.status, answer.body]).toEqual([200, { active: false }])
      }
      await world.sandbox.advance(600)
      expect((await introspect(world, access_token)).body).toEqual({ active: false })
      expect((await ask(world, `/oauth2/introspect?token=${access_token}`)).status).toBe(405)
    },
  },
  {
    id: 'OA2-47',
    title: 'the metadata stands before the path of its issuer, in a twin as well',
    async run(world) {
      const { origin } = world.lab.running
      for (const base of [world.sandbox.base, `${world.sandbox.base}/without/oauth2.code-unused`]) {
        const { body, status } = await ask(world, `${origin}/.well-known/oauth-authorization-server${base}`)
        expect([status, body.issuer]).toEqual([200, `${origin}${base}`])
        expect(body.code_challenge_methods_supported).toEqual(['S256'])
        expect(body.token_endpoint).toBe(`${origin}${base}/oauth2/token`)
      }
      for (const path of ['/s/nobody', `${world.sandbox.base}/`, `${world.sandbox.base}/x`])
        expect(
          (await ask(world, `${origin}/.well-known/oauth-authorization-server${path}`)).status,
          path,
        ).toBe(404)
    },
  },
  {
    id: 'OA2-48',
    title: 'a device waits, slows down for good, is let in, denied, or too late',
    async run(before) {
      const world = await before.fresh()
      const device = await beginDevice(world)
      expect(device).toEqual({
        device_code: expect.stringMatching(/^[\w-]{43}$/),
        user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
        verification_uri: world.sandbox.url('/oauth2/device'),
        verification_uri_complete: `${world.sandbox.url('/oauth2/device')}?user_code=${device.user_code}`,
        expires_in: 600,
        interval: 5,
      })
      const asks = () => poll(world, device.device_code)
      expect(errorOf(await asks())).toEqual([400, 'authorization_pending'])
      expect(errorOf(await asks())).toEqual([400, 'slow_down'])
      await world.sandbox.advance(6)
      expect(errorOf(await asks())).toEqual([400, 'slow_down'])
      await world.sandbox.advance(15)
      expect(errorOf(await asks())).toEqual([400, 'authorization_pending'])
      expect(errorOf(await poll(world, device.device_code, 'kiosk-three-digits'))).toEqual(invalidGrant)
      // As people type it: in small letters, without the hyphen.
      const typed = (device.user_code ?? '').toLowerCase().replace('-', ' ')
      await ada(world).letIn(device.verification_uri ?? '', typed)
      await world.sandbox.advance(15)
      const { status, body } = await asks()
      expect([status, body.scope]).toEqual([200, 'notes:read'])
      await world.sandbox.advance(15)
      expect(errorOf(await asks())).toEqual(invalidGrant)

      const second = await beginDevice(world)
      await ada(world).letIn(second.verification_uri ?? '', second.user_code ?? '', 'deny')
      expect(errorOf(await poll(world, second.device_code))).toEqual([400, 'access_denied'])
      const third = await beginDevice(world)
      await world.sandbox.advance(600)
      expect(errorOf(await poll(world, third.device_code))).toEqual([400, 'expired_token'])
    },
  },
  {
    id: 'OA2-48',
    title: 'whoever guesses user codes is stopped',
    async run(before) {
      const world = await before.fresh()
      const url = world.sandbox.url('/oauth2/device')
      const statuses: number[] = []
      for (let i = 0; i < 40 && statuses.at(-1) !== 429; i++) {
        await ada(world).visit(url)
        await ada(world).submit([['user_code', 'BBBB-BBBB']])
        statuses.push(ada(world).page?.status ?? 0)
      }
      expect(statuses.at(-1)).toBe(429)
      expect(statuses.slice(0, -1).every((status) => status === 400)).toBe(true)
      expect(ada(world).page?.headers.get('retry-after')).toMatch(/^\d+$/)
    },
  },
  {
    id: 'OA2-51',
    title: 'a request object is not read, and never ignored',
    async run(world) {
      for (const [fields, error] of [
        [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
        [{ request_uri: 'https://evil.example/request.jwt' }, 'request_uri_not_supported'],
      ] as const) {
        const answer = await ask(world, authorize(world, requestOf(fields)))
        const back = URL.parse(answer.headers.get('location') ?? '')
        if (back) expect(back.searchParams.get('error')).toBe(error)
        else expectDeadEnd(answer)
        expect(`${back?.searchParams.get('error')} ${answer.text}`).toMatch(
          /request(_uri)?_not_supported|invalid_request_uri/,
        )
      }
    },
  },
  {
    id: 'OA2-52',
    title: 'a pushed request is a client’s own, for a minute and once, and holds no reference itself',
    async run(before) {
      const world = await before.fresh()
      const client = seeded(world, 'reader-confidential')
      const answer = await push(world, client)
      expect([answer.status, answer.body]).toEqual([
        201,
        {
          request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{22,}$/),
          expires_in: 60,
        },
      ])
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const { request_uri } = answer.body
      const asked = (client_id: string, uri: string) =>
        authorize(world, new URLSearchParams({ client_id, request_uri: uri }))
      for (const id of ['reader', 'clipper']) expectDeadEnd(await ask(world, asked(id, request_uri)), id)
      const { url } = await ada(world).approve(asked(client.client_id, request_uri))
      expect((await redeem(world, url.searchParams.get('code') ?? '', { client })).status).toBe(200)
      expectDeadEnd(await ask(world, asked(client.client_id, request_uri)))
      expectDeadEnd(await ask(world, asked(client.client_id, `${request_uri}x`)))

      const late = (await push(world, client)).body.request_uri
      await world.sandbox.advance(60)
      expectDeadEnd(await ask(world, asked(client.client_id, late)))

      expect(errorOf(await push(world, client, { request_uri }))).toEqual([400, 'invalid_request'])
      expect(errorOf(await push(world, { ...client, client_secret: 'wrong' }))).toEqual([
        401,
        'invalid_client',
      ])
      expect(errorOf(await push(world, client, { redirect_uri: `${callback}/` }))).toEqual([
        400,
        'invalid_request',
      ])
      expect(errorOf(await push(world, client, { scope: 'notes:all' }))).toEqual([400, 'invalid_scope'])
      expect(errorOf(await push(world, client, { code_challenge: undefined }))).toEqual([
        400,
        'invalid_request',
      ])
      expect((await ask(world, '/oauth2/par', { headers: basic(client) })).status).toBe(405)
      expect((await push(world, client, { state: 'x'.repeat(70_000) })).status).toBe(413)
    },
  },
  {
    id: 'OA2-53',
    title: 'the client here compares iss, and asks nobody for tokens where it is another',
    async run(world) {
      const state = 'a-state-of-this-user-agent'
      const begun = await ask(world, `/oauth2/client/begin?${requestOf({ redirect_uri: undefined, state })}`)
      expect(begun.status, begun.text).toBe(302)
      const cookie = begun.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
      for (const iss of [undefined, 'https://evil.example', `${world.sandbox.url('')}/`]) {
        const back = new URLSearchParams({ code: 'x', state })
        if (iss !== undefined) back.set('iss', iss)
        const answer = await ask(world, `/oauth2/client/callback?${back}`, { headers: { cookie } })
        expect([answer.status, await failed(world, answer)]).toEqual([400, 'issuer-matches'])
      }
    },
  },
]

export const oauth2NotProbed: readonly NotProbed[] = [
  {
    id: 'OA2-08',
    why: "Superseded: the server's own page may frame them ('self'), because the lesson shows them in a frame. In Chromium: interop/framing.test.ts.",
  },
  {
    id: 'OA2-12',
    why: 'There is no interstitial: only this origin and loopback can be registered, so there is no stranger to warn of.',
  },
  {
    id: 'OA2-49',
    why: 'A certificate is no client authentication here; tokens can be bound to one, and packages/schemes/src/oauth2/token.test.ts has the client that must.',
  },
  { id: 'OA2-50', why: 'Over TLS with client certificates, by curl: interop/client-certificate.test.ts.' },
  { id: 'OA2-51', why: 'No request object is read, so of this row nothing but the refusal is left.' },
]
