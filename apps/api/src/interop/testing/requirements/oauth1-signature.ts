/** OAuth 1.0: what is signed, and what of it is looked at. */
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { expect } from 'vitest'
import { otherEnd } from '../parameters.ts'
import { encode, formOf, oauthLine } from '../sign-oauth1.ts'
import {
  call,
  clientOf,
  expectEnd,
  formType,
  newToken,
  send,
  signed,
  temporary,
  tokenOf,
  urlOf,
} from './oauth1-world.ts'
import type { Probe } from './probe.ts'

/** Another character at this place. */
const changedAt = (text: string, at: number) =>
  `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`

export const signatureProbes: readonly Probe[] = [
  {
    id: 'OA1-01',
    title: 'one changed character, in the target, a parameter, the form or the signature, is 401',
    async run(world) {
      const token = await tokenOf(world)
      const pairs = [
        ['view', 'mine'],
        ['note', 'x1'],
      ] as const
      const query = 'view=mine'
      const body = 'note=x1'
      const signing = { method: 'POST', token, pairs, body, query: `?${query}` }
      const { pairs: own } = signed(world, signing)
      const line = oauthLine(own)
      const attempt = (sent: string, change: { query?: string; body?: string; method?: string } = {}) =>
        send(world, { ...signing, ...change }, [sent, formType])
      for (const text of [query, body])
        for (let at = 0; at < text.length; at++) {
          const change = text === query ? { query: `?${changedAt(text, at)}` } : { body: changedAt(text, at) }
          await expectEnd(world, await attempt(line, change), 401, 'signature-matches', 'signature_invalid')
        }
      for (const name of ['oauth_timestamp', 'oauth_nonce', 'oauth_signature']) {
        const value = own.find(([given]) => given === name)?.[1] ?? ''
        for (const at of [0, value.length - 3]) {
          const digit = name === 'oauth_timestamp' ? otherEnd(value) : changedAt(value, at)
          const bad = oauthLine(own.map((pair) => (pair[0] === name ? ([name, digit] as const) : pair)))
          await expectEnd(world, await attempt(bad), 401, 'signature-matches', 'signature_invalid', name)
        }
      }
      for (const [name, failed] of [
        ['oauth_consumer_key', 'client-known'],
        ['oauth_token', 'token-credentials-known'],
      ] as const) {
        const bad = oauthLine(
          own.map((pair) => (pair[0] === name ? ([name, changedAt(pair[1], 0)] as const) : pair)),
        )
        await expectEnd(world, await attempt(bad), 401, failed, 'signature_invalid')
      }
      const asGet = await send(world, { ...signing, method: 'GET' }, [line, formType])
      await expectEnd(world, asGet, 401, 'signature-matches')
      await expectEnd(world, await attempt(line), 200, null)
    },
  },
  {
    id: 'OA1-02',
    title: 'client, token, timestamp and nonce serve together once; with another token they are new',
    async run(world) {
      const [token, second] = [await tokenOf(world), await newToken(world)]
      const { pem } = { pem: clientOf(world).privateKeyPem as string }
      for (const method of ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1']) {
        const oauth = { oauth_signature_method: method, oauth_nonce: crypto.randomUUID() }
        const line = oauthLine(signed(world, { token, oauth, pem }).pairs)
        await expectEnd(world, await send(world, {}, [line]), 200, null)
        await expectEnd(world, await send(world, {}, [line]), 401, 'nonce-unused', 'nonce_used', method)
        await expectEnd(world, await call(world, { token: second, oauth, pem }), 200, null)
      }
      const line = oauthLine(signed(world, { token }).pairs)
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(world, {}, [line])))
      expect(answers.filter(({ status }) => status === 200).length).toBe(1)
    },
  },
  {
    id: 'OA1-03',
    title: 'a timestamp is a positive whole number within five minutes; late and early are told the time',
    async run(world) {
      const token = await tokenOf(world)
      const now = Math.floor(Date.now() / 1000)
      for (const stamp of ['-1', '1.5', 'abc', '', '0', '+1', '1e9', `${now} `, '0x10', '9'.repeat(30)])
        await expectEnd(
          world,
          await call(world, { token, oauth: { oauth_timestamp: stamp } }),
          400,
          'parameters-complete',
          'parameter_rejected',
          stamp,
        )
      for (const stamp of [now - 295, now + 295])
        await expectEnd(
          world,
          await call(world, { token, oauth: { oauth_timestamp: String(stamp) } }),
          200,
          null,
        )
      for (const stamp of [1, now - 302, now + 330]) {
        const answer = await call(world, { token, oauth: { oauth_timestamp: String(stamp) } })
        await expectEnd(world, answer, 401, 'timestamp-recent', 'timestamp_refused')
        expect(Math.abs(Number(new URLSearchParams(answer.body).get('server_time')) - now)).toBeLessThan(60)
      }
    },
  },
  {
    id: 'OA1-04',
    title: 'a version is 1.0, or is not there',
    async run(world) {
      const token = await tokenOf(world)
      for (const version of ['1.0', undefined])
        await expectEnd(world, await call(world, { token, oauth: { oauth_version: version } }), 200, null)
      for (const version of ['2.0', '1', '1.0a', ''])
        await expectEnd(
          world,
          await call(world, { token, oauth: { oauth_version: version } }),
          400,
          'version-is-1-0',
          'version_rejected',
          version,
        )
    },
  },
  {
    id: 'OA1-05',
    title: 'a method that is not supported, and a parameter that is missing or there twice, are 400',
    async run(world) {
      const token = await tokenOf(world)
      for (const method of ['HMAC-MD5', 'hmac-sha1', 'RSA-SHA256', 'none'])
        await expectEnd(
          world,
          await call(world, { token, oauth: { oauth_signature_method: method } }),
          400,
          'signature-method-supported',
          'signature_method_rejected',
        )
      const { pairs } = signed(world, { token })
      for (const [name] of pairs) {
        const without = oauthLine(pairs.filter(([given]) => given !== name))
        await expectEnd(
          world,
          await send(world, {}, [without]),
          400,
          'parameters-complete',
          'parameter_rejected',
          name,
        )
        const twice = oauthLine([...pairs, ...pairs.filter(([given]) => given === name)])
        await expectEnd(
          world,
          await send(world, {}, [twice]),
          400,
          'parameters-unique',
          'parameter_rejected',
          name,
        )
      }
      await expectEnd(
        world,
        await send(world, {}, ['Authorization: OAuth oauth_nonce="%zz"']),
        400,
        'parameters-complete',
      )
    },
  },
  {
    id: 'OA1-06',
    title: 'nothing, an unknown client, a dead token and a wrong signature are 401 with the challenge',
    async run(world) {
      await expectEnd(
        world,
        await world.ask({ target: world.at('/oauth1/whoami') }),
        401,
        'protocol-parameters-present',
        'parameter_absent',
      )
      const token = await tokenOf(world)
      const client = clientOf(world)
      await expectEnd(
        world,
        await call(world, { token, client: { ...client, identifier: 'nobody' } }),
        401,
        'client-known',
      )
      await expectEnd(
        world,
        await call(world, { token, client: { ...client, secret: 'x' } }),
        401,
        'signature-matches',
      )
      await expectEnd(
        world,
        await call(world, { token: { ...token, token: 'A'.repeat(32) } }),
        401,
        'token-credentials-known',
      )
      await expectEnd(
        world,
        await call(world, { token: { ...token, secret: 'x' } }),
        401,
        'signature-matches',
      )
      const gone = await newToken(world)
      await expectEnd(world, await call(world, { token: gone }), 200, null)
      const revoked = await world.sandbox.owner('POST', world.at('/oauth1/revoke'), {
        oauth_token: gone.token,
      })
      expect(revoked.status).toBe(204)
      await expectEnd(
        world,
        await call(world, { token: gone }),
        401,
        'token-credentials-active',
        'token_rejected',
      )
      const late = await world.fresh()
      const expired = await newToken(late)
      await late.sandbox.advance(3601)
      const stamp = String(Math.floor(Date.now() / 1000) + 3601)
      await expectEnd(
        late,
        await call(late, { token: expired, oauth: { oauth_timestamp: stamp } }),
        401,
        'token-credentials-active',
      )
    },
  },
  {
    id: 'OA1-07',
    title: 'the base string has the method in capitals, and the origin with its port, whatever Host says',
    async run(world) {
      const token = await tokenOf(world)
      // The probes say "Host: localhost", without the port.
      await expectEnd(world, await call(world, { token }), 200, null)
      const url = urlOf(world)
      for (const bad of [
        url.replace(/:\d+/, ''),
        url.replace('http:', 'https:'),
        url.replace('localhost', 'LOCALHOST'),
        `${url}/`,
        url.replace('/s/', '/S/'),
      ])
        await expectEnd(
          world,
          await call(world, { token, url: bad }),
          401,
          'signature-matches',
          'signature_invalid',
          bad,
        )
      const { base } = signed(world, { token, method: 'POST' })
      expect(base).toMatch(/^POST&http%3A%2F%2Flocalhost%3A\d+%2Fs%2F[^&]*%2Fwhoami&oauth_consumer_key%3D/)
    },
  },
  {
    id: 'OA1-08',
    title: 'query and form are signed; JSON, a multipart form and realm are not',
    async run(world) {
      const token = await tokenOf(world)
      const post = { method: 'POST', token }
      const form = {
        ...post,
        body: 'a=1&b=',
        pairs: [
          ['a', '1'],
          ['b', ''],
        ] as const,
      }
      await expectEnd(world, await call(world, form, [formType]), 200, null)
      await expectEnd(world, await call(world, form, [`${formType}; charset=utf-8`]), 200, null)
      await expectEnd(world, await call(world, { ...form, pairs: [] }, [formType]), 401, 'signature-matches')
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) {
        await expectEnd(
          world,
          await call(world, { ...form, pairs: [] }, [`Content-Type: ${type}`]),
          200,
          null,
          undefined,
          type,
        )
        await expectEnd(world, await call(world, form, [`Content-Type: ${type}`]), 401, 'signature-matches')
      }
      const { pairs } = signed(world, { token })
      await expectEnd(
        world,
        await send(world, {}, [oauthLine(pairs, 'realm="anything, at all", ')]),
        200,
        null,
      )
    },
  },
  {
    id: 'OA1-09',
    title: 'what comes twice or is empty stays, sorted by encoded name and value; + is a space, %2B a plus',
    async run(world) {
      const token = await tokenOf(world)
      const pairs = [
        ['b5', '=%3D'],
        ['a3', 'a'],
        ['c@', ''],
        ['a2', 'r b'],
        ['c2', ''],
        ['a3', '2 q'],
        ['d', '+'],
      ] as const
      const signing = {
        method: 'POST',
        token,
        pairs,
        query: '?b5=%3D%253D&a3=a&c%40=&a2=r%20b&d=%2B',
        body: 'c2&a3=2+q',
      }
      await expectEnd(world, await call(world, signing, [formType]), 200, null)
      for (const bad of [
        { query: signing.query.replace('&a3=a', '') },
        { query: signing.query.replace('%2B', '+') },
        { body: 'c2&a3=2%2Bq' },
        { body: 'a3=2+q' },
      ])
        await expectEnd(
          world,
          await call(world, { ...signing, ...bad }, [formType]),
          401,
          'signature-matches',
        )
      // Another spelling, or another order, of the same parameters is the same.
      const same = { query: '?d=%2b&a2=r+b&%63%40&a3=%61&b5==%253D', body: 'a3=2%20q&c2=' }
      await expectEnd(world, await call(world, { ...signing, ...same }, [formType]), 200, null)
    },
  },
  {
    id: 'OA1-10',
    title: 'all but the unreserved characters are encoded, as UTF-8',
    async run(world) {
      const token = await tokenOf(world)
      const pairs = [
        ["!*'()", 'é😀~-._'],
        ['%', '\u0000\u007f&=+ '],
      ] as const
      await expectEnd(world, await call(world, { token, pairs, query: `?${formOf(pairs)}` }), 200, null)
      const form = { method: 'POST', token, pairs, body: formOf(pairs) }
      await expectEnd(world, await call(world, form, [formType]), 200, null)
      // encodeURIComponent leaves these five as they are (§3.6 does not): the commonest mistake of a client.
      const { base, pairs: own } = signed(world, { token, pairs })
      const lax = base.replace('%2521%252A%2527%2528%2529', "!*'()")
      expect(lax).not.toBe(base)
      const key = `${encode(clientOf(world).secret)}&${encode(token.secret)}`
      const signature = createHmac('sha1', key).update(lax).digest('base64')
      const bad = own.map((pair) => (pair[0] === 'oauth_signature' ? ([pair[0], signature] as const) : pair))
      const answer = await send(world, { query: `?${formOf(pairs)}` }, [oauthLine(bad)])
      await expectEnd(world, answer, 401, 'signature-matches', 'signature_invalid')
      for (const query of ['?a=%ff', '?%e9=1'])
        await expectEnd(
          world,
          await call(world, { token, query }),
          400,
          'parameters-complete',
          undefined,
          query,
        )
    },
  },
  {
    id: 'OA1-11',
    title: 'the key of the MAC is both secrets with & between, which is there without a token too',
    async run(world) {
      await temporary(world)
      const client = clientOf(world)
      const asked = { method: 'POST', path: '/initiate', oauth: { oauth_callback: 'oob' } }
      const { base, pairs } = signed(world, asked)
      const bare = createHmac('sha1', client.secret).update(base).digest('base64')
      const bad = oauthLine(
        pairs.map((pair) => (pair[0] === 'oauth_signature' ? ([pair[0], bare] as const) : pair)),
      )
      await expectEnd(world, await send(world, asked, [bad]), 401, 'signature-matches')
    },
  },
  {
    id: 'OA1-12',
    title: 'RSA-SHA1 is verified with the key that the client registered, and with no other',
    async run(world) {
      const token = await tokenOf(world)
      const oauth = { oauth_signature_method: 'RSA-SHA1' }
      await expectEnd(
        world,
        await call(world, { token, oauth, pem: clientOf(world).privateKeyPem }),
        200,
        null,
      )
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      const theirs = (await world.fresh()).sandbox.credentials.oauth1.client.privateKeyPem
      for (const pem of [other, theirs, undefined])
        await expectEnd(world, await call(world, { token, oauth, pem }), 401, 'signature-matches')
      // This one has registered none.
      const { otherClient: client } = world.sandbox.credentials.oauth1
      const asked = { method: 'POST', path: '/initiate', client, pem: other }
      const answer = await call(world, { ...asked, oauth: { ...oauth, oauth_callback: 'oob' } })
      await expectEnd(world, answer, 401, 'signature-matches')
    },
  },
  {
    id: 'OA1-13',
    title: 'PLAINTEXT over plain HTTP is 400, at each of the three endpoints',
    async run(world) {
      const token = await tokenOf(world)
      const oauth = { oauth_signature_method: 'PLAINTEXT' }
      for (const signing of [
        { token },
        { method: 'POST', path: '/token', token },
        { method: 'POST', path: '/initiate' },
      ])
        await expectEnd(
          world,
          await call(world, { ...signing, oauth }),
          400,
          'plaintext-only-over-tls',
          'signature_method_rejected',
        )
    },
  },
  {
    id: 'OA1-14',
    title: 'the parameters stand in the header, the form or the query; in two of them it is 400',
    async run(world) {
      const token = await tokenOf(world)
      const fresh = () => signed(world, { method: 'POST', token }).pairs
      const post = { method: 'POST' }
      const places = {
        header: (pairs = fresh()) => send(world, post, [oauthLine(pairs)]),
        form: (pairs = fresh()) => send(world, { ...post, body: formOf(pairs) }, [formType]),
        query: (pairs = fresh()) => send(world, { ...post, query: `?${formOf(pairs)}` }, []),
      }
      for (const [place, put] of Object.entries(places))
        await expectEnd(world, await put(), 200, null, undefined, place)
      const pairs = fresh()
      const [first, ...rest] = pairs
      for (const signing of [
        { ...post, query: `?${formOf(first ? [first] : [])}` },
        { ...post, body: formOf(first ? [first] : []) },
      ])
        for (const line of [oauthLine(pairs), oauthLine(rest)])
          await expectEnd(
            world,
            await send(world, signing, [line, formType]),
            400,
            'parameters-in-one-place',
            'parameter_rejected',
          )
      const both = { ...post, query: `?${formOf(pairs.slice(0, 3))}`, body: formOf(pairs.slice(3)) }
      await expectEnd(world, await send(world, both, [formType]), 400, 'parameters-in-one-place')
    },
  },
]
