/** OAuth 1.0: the three legs, and the pages between them. */
import { expect } from 'vitest'
import { startInteropLab } from '../interop-lab.ts'
import { oauthLine, signOAuth } from '../sign-oauth1.ts'
import { written } from './keys.ts'
import { signatureProbes } from './oauth1-signature.ts'
import { approve, call, clientOf, exchange, expectEnd, Owner, temporary, tokenOf } from './oauth1-world.ts'
import type { NotProbed, Probe } from './probe.ts'

const legProbes: readonly Probe[] = [
  {
    id: 'OA1-15',
    title: 'the first leg needs a callback, and answers 200 in a form that confirms it',
    async run(world) {
      const asked = { method: 'POST', path: '/initiate' }
      const answer = await call(world, { ...asked, oauth: { oauth_callback: 'oob' } })
      expect([answer.status, answer.lines('content-type'), answer.lines('cache-control')]).toEqual([
        200,
        ['application/x-www-form-urlencoded'],
        ['no-store'],
      ])
      expect([...new URLSearchParams(answer.body).keys()]).toEqual([
        'oauth_token',
        'oauth_token_secret',
        'oauth_callback_confirmed',
      ])
      expect(answer.body).toMatch(/&oauth_callback_confirmed=true$/)
      for (const callback of [
        undefined,
        '',
        'OOB',
        'Oob',
        '/back',
        'localhost:80 /',
        'http://localhost/a b',
        'http://[',
      ])
        await expectEnd(
          world,
          await call(world, { ...asked, oauth: { oauth_callback: callback } }),
          400,
          'callback-present',
          'parameter_absent',
          callback,
        )
      for (const callback of [
        'https://evil.test/',
        'http://user@localhost/',
        'urn:x:y',
        'http://localhost.evil.test/',
      ])
        await expectEnd(
          world,
          await call(world, { ...asked, oauth: { oauth_callback: callback } }),
          400,
          'callback-registered',
          'parameter_rejected',
          callback,
        )
      await expectEnd(
        world,
        await call(world, {
          ...asked,
          method: 'POST',
          token: { token: 'x', secret: '' },
          oauth: { oauth_callback: 'oob' },
        }),
        400,
        'parameters-complete',
      )
      expect((await call(world, { ...asked, method: 'GET', oauth: { oauth_callback: 'oob' } })).status).toBe(
        405,
      )
    },
  },
  {
    id: 'OA1-16',
    title: 'where others could listen, both credential endpoints want TLS',
    async run() {
      const origin = 'http://lab.example'
      const away = await startInteropLab({ HOST: '127.0.0.1', PUBLIC_ORIGIN: origin, TLS_PORT: 'off' })
      try {
        const there = `http://127.0.0.1:${away.running.port}`
        const made = await fetch(`${there}/api/sandboxes`, { method: 'POST' })
        const { id, credentials } = (await made.json()) as {
          id: string
          // biome-ignore lint/suspicious/noExplicitAny: as of a sandbox
          credentials: any
        }
        for (const [path, token] of [
          ['initiate', undefined],
          ['token', { token: 'A'.repeat(32), secret: '' }],
        ] as const) {
          const target = `/s/${id}/oauth1/${path}`
          const { pairs } = signOAuth({
            method: 'POST',
            url: `${origin}${target}`,
            client: credentials.oauth1.client,
            ...(token ? { token } : {}),
            oauth: { oauth_callback: token ? undefined : 'oob' },
          })
          const authorization = oauthLine(pairs).slice('Authorization: '.length)
          const answer = await fetch(`${there}${target}`, { method: 'POST', headers: { authorization } })
          expect([answer.status, await answer.text()], path).toEqual([403, 'oauth_problem=permission_denied'])
        }
      } finally {
        await away.close()
      }
    },
  },
  {
    id: 'OA1-17',
    title: 'the verifier goes through the user agent only, is hard to guess, and belongs to one flow',
    async run(world) {
      const callback = 'http://127.0.0.1:49152/back?x=1&y=%2F'
      const first = await temporary(world, callback)
      const owner = new Owner(world)
      await owner.visit(first.token)
      await owner.logIn()
      const answer = await owner.submit([['decision', 'approve']])
      const [location = ''] = answer.lines('location')
      expect(answer.status).toBe(303)
      expect(location.startsWith(`${callback}&oauth_token=${first.token}&oauth_verifier=`)).toBe(true)
      const verifier = new URL(location).searchParams.get('oauth_verifier') ?? ''
      expect(verifier).toMatch(/^[\w-]{22}$/)

      const second = await temporary(world)
      const theirs = await approve(world, second)
      expect(theirs).toMatch(/^[\w-]{22}$/)
      for (const wrong of [undefined, '', theirs, `${verifier}A`, verifier.slice(1)])
        await expectEnd(
          world,
          await exchange(world, first, wrong),
          401,
          'verifier-matches',
          'parameter_rejected',
          wrong,
        )
      await expectEnd(world, await exchange(world, first, verifier), 200, null)
      await expectEnd(world, await exchange(world, second, theirs), 200, null)
    },
  },
  {
    id: 'OA1-18',
    title: 'temporary credentials are exchanged once, in ten minutes, after a yes, and open nothing',
    async run(world) {
      const first = await temporary(world)
      await expectEnd(
        world,
        await exchange(world, first, 'x'),
        401,
        'temporary-credentials-authorized',
        'permission_unknown',
      )
      await expectEnd(world, await call(world, { token: first }), 401, 'token-credentials-known')
      const verifier = await approve(world, first)
      const race = await Promise.all(Array.from({ length: 10 }, () => exchange(world, first, verifier)))
      expect(race.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(401)])
      await expectEnd(
        world,
        await exchange(world, first, verifier),
        401,
        'temporary-credentials-unused',
        'token_used',
      )
      await expectEnd(
        world,
        await exchange(world, await tokenOf(world), 'x'),
        401,
        'temporary-credentials-known',
      )

      const denied = await temporary(world)
      const owner = new Owner(world)
      await owner.visit(denied.token)
      await owner.logIn()
      await owner.submit([['decision', 'deny']])
      await expectEnd(world, await exchange(world, denied, ''), 401, 'temporary-credentials-authorized')

      const late = await world.fresh()
      const old = await temporary(late)
      const given = await approve(late, old)
      await late.sandbox.advance(601)
      const oauth = { oauth_timestamp: String(Math.floor(Date.now() / 1000) + 601) }
      await expectEnd(
        late,
        await exchange(late, old, given, { oauth }),
        401,
        'temporary-credentials-not-expired',
        'token_expired',
      )
      const never = await late.ask({ target: `${late.at('/oauth1/authorize')}?oauth_token=${old.token}` })
      expect(never.status).toBe(400)
    },
  },
  {
    id: 'OA1-19',
    title: 'credentials serve the client that they were issued to, and no other',
    async run(world) {
      const { otherClient: client } = world.sandbox.credentials.oauth1
      const token = await tokenOf(world)
      await expectEnd(
        world,
        await call(world, { token, client }),
        401,
        'issued-to-this-client',
        'token_rejected',
      )
      const first = await temporary(world)
      const verifier = await approve(world, first)
      await expectEnd(world, await exchange(world, first, verifier, { client }), 401, 'issued-to-this-client')
      await expectEnd(world, await exchange(world, first, verifier), 200, null)
    },
  },
  {
    id: 'OA1-20',
    title: 'the page names the client, says what is not verified, and asks again each time',
    async run(world) {
      const owner = new Owner(world)
      for (const time of [1, 2]) {
        const { token } = await temporary(world)
        const page = await owner.visit(token)
        const consent = time === 1 ? await owner.logIn() : page
        expect(consent.status).toBe(200)
        for (const text of [
          clientOf(world).name,
          'has not verified who is behind it',
          'notes:read',
          'notes:write',
          'name="decision"',
        ])
          expect(consent.body, text).toContain(text)
        expect(consent.lines('location')).toEqual([])
        // Without the page's own hidden field nothing is decided, nor by a link.
        const target = world.at('/oauth1/authorize')
        const link = await owner.visit(`${token}&decision=approve&scope=notes:read`)
        expect(link.body).toContain('name="decision"')
        await owner.visit(token)
        const bare = await world.ask({
          method: 'POST',
          target,
          lines: ['Content-Type: application/x-www-form-urlencoded'],
          body: `oauth_token=${token}&decision=approve&scope=notes:read`,
        })
        expect([bare.status, bare.body.includes('name="password"')]).toEqual([200, true])
        expect((await owner.submit([['decision', 'approve']])).body).toContain('oauth_verifier')
      }
    },
  },
  {
    id: 'OA1-20',
    title: 'a decision that does not come from the page of this session is 403',
    async run(world) {
      const { token } = await temporary(world)
      const mine = new Owner(world)
      await mine.visit(token)
      const page = await mine.logIn()
      const theirs = new Owner(world)
      await theirs.visit(token)
      await theirs.logIn()
      const stolen = /name="decisionToken" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
      expect(stolen).toMatch(/^[\w-]{43}$/)
      if (theirs.answer)
        theirs.answer = {
          ...theirs.answer,
          body: theirs.answer.body.replace(/(name="decisionToken" value=")[^"]*/, `$1${stolen}`),
        }
      const refused = await theirs.submit([['decision', 'approve']])
      expect([refused.status, await world.failed(refused)]).toEqual([403, 'decision-from-own-page'])
    },
  },
  {
    id: 'OA1-21',
    title: 'no other site frames the pages, and no script runs on them',
    async run(world) {
      const { token } = await temporary(world)
      const owner = new Owner(world)
      const pages = [await owner.visit(token), await owner.logIn(), await owner.visit('gone')]
      for (const { lines } of pages) {
        const [policy = '', ...more] = lines('content-security-policy')
        expect(more).toEqual([])
        expect(policy).toContain("frame-ancestors 'self'")
        expect(policy).toContain("default-src 'none'")
        expect(policy).not.toContain('script-src')
        expect(lines('access-control-allow-origin')).toEqual([])
        expect(lines('cache-control')).toEqual(['no-store'])
      }
      expect(pages.map(({ status }) => status)).toEqual([200, 200, 400])
    },
  },
  {
    id: 'OA1-22',
    title: 'secrets have 128 bits or more, none comes twice, and none is written into the log',
    async run(world) {
      const many = [await temporary(world), await temporary(world), await tokenOf(world)]
      const texts = many.flatMap(({ token, secret }) => [token, secret])
      expect(new Set(texts).size).toBe(6)
      for (const text of texts) expect(Buffer.from(text, 'base64url').length).toBe(24)
      const { client, otherClient, resourceOwner, otherOwner } = world.sandbox.credentials.oauth1
      const secrets = [client.secret, otherClient.secret, resourceOwner.password, otherOwner.password]
      for (const text of secrets) expect(Buffer.from(text, 'base64url').length).toBeGreaterThanOrEqual(16)
      const logged = world.lab.logged.join('\n')
      for (const text of [...many.map(({ secret }) => secret), ...secrets]) expect(logged).not.toContain(text)
      for (const text of secrets) expect(written(world.lab.directory)).not.toContain(text)
    },
  },
]

/** All of OAuth 1.0. */
export const oauth1Probes: readonly Probe[] = [...signatureProbes, ...legProbes]

export const oauth1NotProbed: readonly NotProbed[] = [
  {
    id: 'OA1-07',
    why: 'The example of RFC 5849 §3.4.1.1 and the ports 80, 443 and 8080: packages/schemes/src/oauth1/vectors.test.ts.',
  },
  { id: 'OA1-13', why: 'That PLAINTEXT is taken over TLS: interop/requests-oauthlib.test.ts.' },
  {
    id: 'OA1-16',
    why: 'On loopback plain HTTP is answered: nobody else hears it, and tools have to work there. Over TLS: requests-oauthlib.test.ts.',
  },
  {
    id: 'OA1-21',
    why: "Superseded: the server's own page may frame them ('self'), because the lesson shows them in a frame. No other site may.",
  },
]
