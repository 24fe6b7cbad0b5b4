/** JWT: keys, then what a token says, then its end. */
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { signJwt } from '../sign-jwt.ts'
import { formProbes } from './jwt-form.ts'
import { claimsOf, expectInvalid, expectOpen, keyFor, mint, present } from './jwt-world.ts'
import { written } from './keys.ts'
import type { NotProbed, Probe } from './probe.ts'

const keyProbes: readonly Probe[] = [
  {
    id: 'JWT-07',
    title: 'the HS256 key has 256 bits; the one that is a word is refused with a perfect signature',
    async run(world) {
      expect(Buffer.from(keyFor(world, 'HS256').k ?? '', 'base64url').length).toBe(32)
      const { legacyKey } = world.sandbox.credentials.jwt
      const token = mint(world, { alg: 'HS256', header: { kid: legacyKey.kid }, key: legacyKey })
      await expectInvalid(world, token, 'key-strong-enough')
    },
  },
  {
    id: 'JWT-09',
    title: 'a key and its issuer go together: another sandbox’s key, or another iss, is refused',
    async run(world) {
      const other = await world.fresh()
      const theirs = keyFor(other)
      await expectInvalid(world, mint(other), 'key-known')
      await expectInvalid(world, mint(world, { header: { kid: theirs.kid }, key: theirs }), 'key-known')
      await expectInvalid(world, mint(world, { key: theirs }), 'signature-matches')
      const { iss } = claimsOf(world)
      const base = world.sandbox.url('')
      for (const bad of [undefined, claimsOf(other).iss, `${iss}/`, base, `${iss}/staging`, [iss], 1])
        await expectInvalid(world, mint(world, { claims: { iss: bad } }), 'issuer-is-ours', String(bad))
    },
  },
  {
    id: 'JWT-11',
    title: 'a kid is no path, no query, no object; the file that it names is not read',
    async run(world) {
      const canary = join(world.lab.directory, 'canary.txt')
      const secret = 'a secret that lies in a file'
      writeFileSync(canary, secret)
      for (const kid of [
        '../../dev/null',
        canary,
        'canary.txt',
        '../../public/licence.txt',
        "' OR 1=1--",
        'a\0b',
        'x'.repeat(65),
        'x'.repeat(4000),
        '',
        { kid: 'x' },
        ['x'],
        7,
        null,
        'es256-00000000/../x',
        'https://example.org/jwks.json',
      ]) {
        for (const key of [Buffer.from(secret), Buffer.alloc(32)])
          await expectInvalid(
            world,
            mint(world, { alg: 'HS256', header: { kid }, key }),
            'kid-is-plain',
            JSON.stringify(kid).slice(0, 80),
          )
      }
      await expectInvalid(world, mint(world, { header: { kid: undefined } }), 'key-known')
    },
  },
  {
    id: 'JWT-12',
    title: 'jku, x5u, jwk and x5c are not followed and not trusted: nothing is connected to',
    async run(world) {
      let connections = 0
      const trap = createServer((socket) => {
        connections++
        socket.destroy()
      })
      await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
      try {
        const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys.json`
        const { d: _, ...jwk } = keyFor(await world.fresh())
        const brought = [
          { jku: url },
          { x5u: url },
          { jwk },
          { x5c: ['MIIB'] },
          { jku: url, kid: undefined },
          { jku: 'file:///etc/passwd' },
          { jwk: null },
        ]
        for (const header of brought)
          await expectInvalid(world, mint(world, { header }), 'header-brings-no-key', JSON.stringify(header))
        // The trap does see a connection when there is one.
        await fetch(url).catch(() => undefined)
        expect(connections).toBe(1)
      } finally {
        trap.close()
      }
    },
  },
  {
    id: 'JWT-19',
    title: 'a key is rolled over with fifty calls in flight, and none of them is refused',
    async run(before) {
      const world = await before.fresh()
      const { userId, password } = world.sandbox.credentials.jwt
      const logIn = async () => {
        const answer = await world.lab.call(world.at('/jwt/login'), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ userId, password }),
        })
        return ((await answer.json()) as { access_token: string }).access_token
      }
      const tokens = [await logIn()]
      const statuses: number[] = []
      let rolling = true
      const worker = async (n: number) => {
        while (rolling) {
          const token = tokens[n % 2 === 0 ? 0 : tokens.length - 1] ?? ''
          const answer = await fetch(world.sandbox.url('/jwt/whoami'), {
            headers: { authorization: `Bearer ${token}` },
          })
          await answer.arrayBuffer()
          statuses.push(answer.status)
        }
      }
      const workers = Array.from({ length: 50 }, (_, n) => worker(n))
      const kids = new Set<unknown>()
      for (let turn = 0; turn < 2; turn++) {
        const made = await world.sandbox.owner('POST', world.at('/jwt/keys'))
        const { kid } = (await made.json()) as { kid: string }
        expect((await world.sandbox.owner('POST', world.at(`/jwt/keys/${kid}/use`))).status).toBe(200)
        const token = await logIn()
        kids.add(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid)
        tokens.push(token)
        const seen = statuses.length
        while (statuses.length < seen + 50) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      rolling = false
      await Promise.all(workers)
      expect(kids.size).toBe(2)
      expect(statuses.length).toBeGreaterThan(100)
      expect(new Set(statuses)).toEqual(new Set([200]))
      const jwks = (await (await world.lab.call(world.at('/jwt/jwks.json'))).json()) as {
        keys: { kid: string }[]
      }
      const published = jwks.keys.map(({ kid }) => kid)
      expect(published).toEqual(expect.arrayContaining([...kids, keyFor(world).kid]))
    },
  },
  {
    id: 'JWT-20',
    title: 'the JWK Set has no private member and no shared secret; what is written down has neither',
    async run(world) {
      const answer = await world.ask({ target: world.at('/jwt/jwks.json') })
      expect([answer.status, answer.lines('content-type')]).toEqual([200, ['application/jwk-set+json']])
      const { keys } = JSON.parse(answer.body) as { keys: Record<string, string>[] }
      expect(keys.map(({ alg }) => alg).toSorted()).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256'])
      for (const key of keys) {
        expect(key.kty).not.toBe('oct')
        for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(key).not.toHaveProperty(name)
      }
      for (const { k, d } of world.sandbox.credentials.jwt.keys as { k?: string; d?: string }[])
        for (const secret of [k, d]) if (secret) expect(answer.body).not.toContain(secret)
    },
  },
]

const claimProbes: readonly Probe[] = [
  {
    id: 'JWT-10',
    title: 'aud is there and names us, alone or among others',
    async run(world) {
      const us = world.sandbox.url('')
      for (const aud of [us, [us], ['https://other.example', us]])
        await expectOpen(world, mint(world, { claims: { aud } }))
      for (const aud of [
        undefined,
        null,
        '',
        [],
        `${us}/`,
        `${us}/billing`,
        ['https://other.example'],
        [us, 1],
        { [us]: 1 },
      ])
        await expectInvalid(world, mint(world, { claims: { aud } }), 'audience-is-us', JSON.stringify(aud))
    },
  },
  {
    id: 'JWT-13',
    title: 'only an access token is one: the types of other kinds are refused',
    async run(world) {
      for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT'])
        await expectOpen(world, mint(world, { header: { typ } }), typ)
      for (const typ of [
        undefined,
        'JWT',
        'logout+jwt',
        'dpop+jwt',
        'secevent+jwt',
        'id_token+jwt',
        'email-confirmation+jwt',
        '',
        1,
        ['at+jwt'],
      ])
        await expectInvalid(world, mint(world, { header: { typ } }), 'type-is-access-token', String(typ))
      await expectInvalid(world, mint(world, { claims: { sub: undefined } }), 'type-is-access-token')
    },
  },
  {
    id: 'JWT-16',
    title: 'exp, nbf and iat are finite numbers, and exp is the first second that is too late',
    async run(world) {
      const now = Math.floor(Date.now() / 1000)
      await expectOpen(world, mint(world, { claims: { exp: now + 30 } }))
      await expectOpen(world, mint(world, { claims: { exp: now + 30.5, nbf: undefined } }))
      for (const exp of [now, now - 1, 0, -1, undefined, null, String(now + 300), [now + 300], true])
        await expectInvalid(world, mint(world, { claims: { exp } }), 'not-expired', String(exp))
      for (const claims of [
        { nbf: now + 60 },
        { nbf: String(now) },
        { nbf: null },
        { iat: now + 60 },
        { iat: undefined },
        { iat: 'now' },
      ])
        await expectInvalid(world, mint(world, { claims }), 'not-too-early', JSON.stringify(claims))
      // JSON.stringify writes no number of this size as one.
      const key = keyFor(world)
      const text = JSON.stringify({ ...claimsOf(world), exp: 0 })
      const header = JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: key.kid })
      for (const exp of ['1e308', '1e400', '253402300800'])
        await expectInvalid(
          world,
          signJwt(header, text.replace('"exp":0', `"exp":${exp}`), { alg: 'ES256', key }),
          'not-expired',
          exp,
        )
    },
  },
  {
    id: 'JWT-17',
    title: 'the deny list knows a token by its jti: another spelling of it is revoked too',
    async run(world) {
      const claims = claimsOf(world)
      const token = mint(world, { claims })
      await expectOpen(world, token)
      const revoked = await present(world, token, 'POST', '/jwt/revoke')
      expect([revoked.status, JSON.parse(revoked.body)]).toEqual([200, { revoked: true, jti: claims.jti }])
      // A second time changes nothing.
      expect((await present(world, token, 'POST', '/jwt/revoke')).status).toBe(200)
      const key = keyFor(world)
      const spaced = signJwt(
        JSON.stringify({ kid: key.kid, typ: 'at+jwt', alg: 'ES256' }, null, 2),
        JSON.stringify(claims, null, 2).replace('"ada"', '"\\u0061da"'),
        { alg: 'ES256', key },
      )
      for (const same of [token, spaced, mint(world, { alg: 'RS256', claims })])
        await expectInvalid(world, same, 'not-revoked')
      await expectOpen(world, mint(world))
      // What does not verify enters no list.
      const forged = mint(world, { key: keyFor(await world.fresh()) })
      expect((await present(world, forged, 'POST', '/jwt/revoke')).status).toBe(401)
      const foreign = written(world.lab.directory)
      expect(foreign).not.toContain(
        String(JSON.parse(Buffer.from(forged.split('.')[1] ?? '', 'base64url').toString()).jti),
      )
    },
  },
]

/** All of JWT. */
export const jwtProbes: readonly Probe[] = [...formProbes, ...keyProbes, ...claimProbes]

export const jwtNotProbed: readonly NotProbed[] = [
  {
    id: 'JWT-06',
    why: 'The points and values that are wrong in every way: packages/schemes/src/jwt/vectors.test.ts has the published set.',
  },
  {
    id: 'JWT-07',
    why: 'Superseded: no secret is configured here. Each is derived, and its length is written in the code that derives it.',
  },
  {
    id: 'JWT-13',
    why: 'The other kinds do not exist here yet; a lesson has one, and packages/schemes/src/jwt/jwt.test.ts tries it.',
  },
  {
    id: 'JWT-18',
    why: 'How long a refusal takes is measured and not tested: npm run bench. The probe shows that nothing was computed.',
  },
  {
    id: 'JWT-19',
    why: 'Nothing is fetched for an unknown kid: the issuer verifies with its own ring. Clients that fetch: interop/jwt-servers.test.ts.',
  },
]
