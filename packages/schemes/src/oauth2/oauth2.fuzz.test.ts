/** Whatever is sent to the authorization server: no parser throws, and every refusal is one of the protocol's own. */
import { base64 } from '@lockstep/crypto/base64'
import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import { isLoopback, redirectTo } from '../redirect-to.ts'
import type { Exchange } from '../scheme.ts'
import { anyAddress, anyText, exchanges, nearly, numRuns } from '../testing/fuzz.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { dpopKeys, jsonOf, redirectUri, TokenLab, verifier } from '../testing/token-lab.ts'
import { readAuthorizationRequest } from './authorization/read-authorization-request.ts'
import { readBasic } from './clients/client-authentication.ts'
import { isRegistered, loopbackCallbacks, redirectUriFlaw } from './clients/redirect-uris.ts'
import { letterCode, readUserCode } from './device/user-code.ts'
import { oauth2 } from './index.ts'
import { dpopNonce } from './tokens/dpop-nonce.ts'

const server = { origin: 'http://localhost:8787' }
const pairs = fc.array(fc.tuple(anyText, anyText), { maxLength: 8 })

/** RFC 6749 §5.2 and its kin: a status, one `error` in JSON, and nothing that a cache keeps. */
function expectProper(exchange: Exchange, good = 200): void {
  const { status } = exchange.response
  expect([good, 400, 401, 403, 413, 415, 429]).toContain(status)
  expect(answerField(exchange, 'content-type')).toBe('application/json')
  expect(answerField(exchange, 'cache-control')).toContain('no-store')
  if (status === good) return
  const { error, error_description } = jsonOf(exchange)
  expect(error).toMatch(/^[a-z_]{3,40}$/)
  // RFC 6749 §5.2: the characters of a description.
  expect(error_description ?? '').toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
  if (status === 401) expect(answerField(exchange, 'www-authenticate')).toMatch(/^[A-Za-z]+ /)
}

test('a redirect URI that is taken differs from a registered one in nothing but a loopback port', () => {
  const registered = [
    ...loopbackCallbacks,
    'http://127.0.0.1:7777/callback',
    'http://localhost:8787/s/lab/oauth2/client/callback',
  ]
  const edited = fc
    .tuple(
      fc.constantFrom(...registered),
      fc.nat(),
      fc.nat(3),
      fc.oneof(fc.constantFrom(':1', ':65535', ':0', '@', '/', '.', '%', ' '), anyText),
    )
    .map(([uri, at, gone, more]) => {
      const place = at % (uri.length + 1)
      return `${uri.slice(0, place)}${more}${uri.slice(place + gone)}`
    })
  const onPort = fc
    .tuple(fc.constantFrom(...loopbackCallbacks), fc.nat(70_000))
    .map(([uri, port]) => uri.replace('/callback', `:${port}/callback`))
  fc.assert(
    fc.property(fc.oneof(edited, onPort, anyAddress), (uri) => {
      const taken = isRegistered(server, { redirect_uris: registered }, uri)
      const ports = registered.some((one) => {
        const url = new URL(one)
        const [head, tail] = [`http://${url.hostname}`, one.replace(/^http:\/\/[^/]*/, '')]
        const port = uri.slice(head.length, uri.length - tail.length)
        const mayVary = isLoopback(url) && url.origin !== server.origin
        return (
          mayVary &&
          `${head}${port}${tail}` === uri &&
          /^(:[1-9]\d{0,4})?$/.test(port) &&
          Number(port.slice(1)) < 65_536
        )
      })
      expect(taken).toBe(registered.includes(uri) || ports)
    }),
    { numRuns },
  )
})

test('a redirect URI that can be registered leads here or to this machine, as it stands', () => {
  fc.assert(
    fc.property(anyAddress, (uri) => {
      if (redirectUriFlaw(server, uri) !== undefined) return
      const { status, headers } = redirectTo(server, uri, 'Notes')
      expect(status).toBe(303)
      const [, location = ''] = headers.find(([name]) => name === 'Location') ?? []
      expect([uri, `${uri}/`]).toContain(location)
      const url = new URL(location)
      expect(url.origin === server.origin || isLoopback(url)).toBe(true)
    }),
    { numRuns },
  )
})

test('an authorization request is read, whatever it is', () => {
  const good = [
    ['response_type', 'code'],
    ['client_id', 'reader'],
    ['scope', 'notes:read'],
    ['claims', '{}'],
  ] as const
  fc.assert(
    fc.property(
      fc.oneof(pairs, nearly(good, ['max_age', 'prompt', 'response_mode', 'redirect_uri'])),
      (all) => {
        const { request: read, repeated, malformed } = readAuthorizationRequest(all)
        expect(['query', 'fragment', 'form_post']).toContain(read.response_mode)
        if (/(^| )token( |$)/.test(read.response_type)) expect(read.response_mode).not.toBe('query')
        if (read.max_age !== undefined) expect(Number.isInteger(read.max_age) && read.max_age >= 0).toBe(true)
        if (read.claims !== undefined) expect(read.claims).toBeTypeOf('object')
        for (const name of repeated)
          expect(all.filter(([given, value]) => given === name && value !== '').length).toBeGreaterThan(1)
        for (const name of malformed) expect(all.some(([given]) => given === name)).toBe(true)
      },
    ),
    { numRuns },
  )
})

test('a user code is read as it was meant, or not at all', () => {
  const drawn = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((octetsOfIt) => {
    let calls = 0
    return letterCode({ random: (n) => (calls++ === 0 ? octetsOfIt : new Uint8Array(n).fill(1)) })
  })
  const noise = fc.constantFrom('', ' ', '-', '–', '.', '\t')
  fc.assert(
    fc.property(
      drawn,
      fc.array(noise, { minLength: 9, maxLength: 9 }),
      fc.boolean(),
      (code, between, lower) => {
        const typed = [...code].map((letter, i) => `${between[i]}${letter}`).join('')
        expect(readUserCode(lower ? typed.toLowerCase() : typed)).toBe(code)
      },
    ),
    { numRuns },
  )
  fc.assert(
    fc.property(anyText, (typed) => {
      expect(readUserCode(typed) ?? '123').toMatch(
        /^(\d{3}|[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4})$/,
      )
    }),
    { numRuns },
  )
})

test('an Authorization field of a client is read as it was written, or as nobody', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(text, text, (id, secret) => {
      const pair = [id, secret].map((one) => encodeForm([[one, '']]).slice(0, -1)).join(':')
      const value = `Basic ${base64.encode(octets(pair))}`
      expect(readBasic(request('POST', '/', [['Authorization', value]]))).toEqual({
        method: 'client_secret_basic',
        clientId: id,
        secret,
      })
    }),
    { numRuns },
  )
  fc.assert(
    fc.property(anyText, fc.boolean(), (rest, isBase64) => {
      const value = `Basic ${isBase64 ? base64.encode(octets(rest)) : rest}`
      const { clientId, secret } = readBasic(request('POST', '/', [['Authorization', value]]))
      expect([typeof clientId, typeof secret]).toEqual(['string', 'string'])
    }),
    { numRuns },
  )
})

test('no form makes a back-channel endpoint fail otherwise than the protocol does', async () => {
  const lab = new TokenLab()
  const good = [
    ['grant_type', 'authorization_code'],
    ['code', 'x'],
    ['redirect_uri', redirectUri],
    ['code_verifier', verifier],
    ['client_id', 'reader'],
    ['scope', 'notes:read'],
  ] as const
  const more = [
    'refresh_token',
    'device_code',
    'resource',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
  ]
  const form = fc.oneof(pairs, nearly(good, [...more, 'token', 'token_type_hint', 'username', 'password']))
  const field: fc.Arbitrary<FieldLine> = fc.oneof(
    anyText.map((text): FieldLine => ['Authorization', `Basic ${text}`]),
    anyText.map((text): FieldLine => ['DPoP', text]),
    fc.constantFrom<FieldLine>(
      lab.basic('nightly'),
      lab.basic('nightly', 'x'),
      lab.basic(lab.parties.api.id, lab.parties.api.secret),
      ['Content-Type', 'text/plain'],
    ),
  )
  const paths = fc.constantFrom('token', 'par', 'introspect', 'revoke', 'device_authorization')
  await fc.assert(
    fc.asyncProperty(
      paths,
      form,
      fc.array(field, { maxLength: 2 }),
      fc.option(anyText),
      async (path, all, headers, raw) => {
        // Tries are limited in number; a minute later they are free again.
        lab.clock += 60_000
        lab.recorded.length = 0
        const exchange = await lab.get(
          `/oauth2/${path}`,
          [...headers, ['Content-Type', formMediaType]],
          'POST',
          raw ?? encodeForm(all),
        )
        // RFC 7009 §2.2: a revocation has no content.
        if (path === 'revoke' && exchange.response.status === 200) return
        expectProper(exchange, path === 'par' ? 201 : 200)
      },
    ),
    { numRuns: exchanges },
  )
})

test('no client assertion is taken but an honest one, and none makes the server fail', async () => {
  const lab = new TokenLab()
  const key = (await lab.allCredentials(oauth2)).labClients.find(
    (one: { client_id: string }) => one.client_id === 'nightly-key',
  ).privateJwk
  const alg = key.kty === 'EC' ? 'ES256' : 'RS256'
  const member = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(0, -1, 1e300, '', [], {}, null, 'nightly'),
  )
  const header = fc.dictionary(fc.constantFrom('alg', 'crit', 'typ', 'kid', 'jwk', 'b64', 'x5c'), member, {
    maxKeys: 2,
  })
  const claims = fc.dictionary(
    fc.constantFrom('iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'x'),
    member,
    { maxKeys: 2 },
  )
  let round = 0
  await fc.assert(
    fc.asyncProperty(header, claims, fc.oneof(fc.constant(''), anyText), async (some, others, tail) => {
      lab.recorded.length = 0
      const honest = {
        iss: 'nightly-key',
        sub: 'nightly-key',
        aud: lab.issuer(),
        exp: lab.clock / 1000 + 600,
        jti: `${round++}`,
      }
      const texts = {
        header: JSON.stringify({ alg, ...some }),
        claims: JSON.stringify({ ...honest, ...others }),
      }
      const { token } = await signToken(texts, alg, key)
      const exchange = await lab.post('token', {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `${token}${tail}`,
      })
      expectProper(exchange)
      if (tail === '' && Object.keys({ ...some, ...others }).length === 0)
        expect(exchange.response.status).toBe(200)
      if (tail !== '' || 'iss' in others || 'sub' in others || 'crit' in some)
        expect(exchange.response.status).not.toBe(200)
    }),
    { numRuns: exchanges },
  )
})

test('no proof of possession is taken but an honest one, and none makes the server fail', async () => {
  const lab = new TokenLab()
  const keys = await dpopKeys()
  const publicJwk = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const privateJwk = await crypto.subtle.exportKey('jwk', keys.privateKey)
  const { kty, crv, x, y } = publicJwk
  const member = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(0, -1, 1e300, '', [], {}, null, 'none', 'POST'),
  )
  const jwk = fc.dictionary(
    fc.constantFrom('kty', 'crv', 'x', 'y', 'd', 'k', 'n', 'e', '__proto__'),
    member,
    { maxKeys: 2 },
  )
  const header = fc.dictionary(fc.constantFrom('alg', 'crit', 'typ', 'jwk', 'b64'), member, { maxKeys: 2 })
  const claims = fc.dictionary(
    fc.constantFrom('jti', 'htm', 'htu', 'iat', 'nonce', 'ath'),
    fc.oneof(member, anyAddress),
    { maxKeys: 2 },
  )
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      jwk,
      header,
      claims,
      fc.oneof(fc.constant(''), anyText),
      async (key, some, others, tail) => {
        lab.recorded.length = 0
        const honest = {
          jti: `${round++}`,
          htm: 'POST',
          htu: `${lab.issuer()}/oauth2/token`,
          iat: lab.clock / 1000,
          nonce: dpopNonce(lab.server()),
        }
        const texts = {
          header: JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y, ...key }, ...some }),
          claims: JSON.stringify({ ...honest, ...others }),
        }
        const { token } = await signToken(texts, 'ES256', privateJwk)
        const exchange = await lab.nightly({}, { headers: [['DPoP', `${token}${tail}`]] })
        expectProper(exchange)
        const { status } = exchange.response
        if (status !== 200) {
          expect(failedCheck(exchange)).toBe('dpop-proof-valid')
          expect(['invalid_dpop_proof', 'use_dpop_nonce']).toContain(jsonOf(exchange).error)
          expect(answerField(exchange, 'dpop-nonce')).toBe(dpopNonce(lab.server()))
        }
        const changed = Object.keys({ ...key, ...some, ...others })
        if (tail === '' && changed.length === 0) expect(status).toBe(200)
        if ('d' in key || ('htm' in others && others.htm !== 'POST') || 'nonce' in others || 'crit' in some)
          expect(status).toBe(400)
      },
    ),
    { numRuns: exchanges },
  )
})

test('no metadata makes a registration fail otherwise than by its two errors', async () => {
  const names = [
    'client_name',
    'redirect_uris',
    'grant_types',
    'response_types',
    'token_endpoint_auth_method',
    'scope',
  ]
  const more = [
    'jwks',
    'jwks_uri',
    'access_token_format',
    'require_pkce',
    'software_statement',
    'logo_uri',
    '__proto__',
  ]
  const member = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    anyText,
    fc.array(anyAddress, { maxLength: 3 }),
    fc.constantFrom(
      ['authorization_code'],
      ['client_credentials'],
      ['code'],
      [],
      'none',
      'private_key_jwt',
      true,
    ),
    fc.record({
      keys: fc.array(
        fc.dictionary(
          fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'kid', 'use', 'alg'),
          fc.oneof(
            fc.jsonValue({ maxDepth: 2 }),
            fc.constantFrom('EC', 'P-256', 'RSA', 'OKP', 'Ed25519', 'AQAB'),
          ),
        ),
        { maxLength: 2 },
      ),
    }),
  )
  const good = { redirect_uris: [redirectUri] }
  const metadata = fc.dictionary(fc.constantFrom(...names, ...more), member, { maxKeys: 4 })
  let lab = new TokenLab()
  await fc.assert(
    fc.asyncProperty(metadata, fc.oneof(fc.constant(undefined), anyText), async (some, raw) => {
      // A world has room for so many clients.
      if (lab.recorded.length >= 40) lab = new TokenLab()
      const exchange = await lab.register(raw ?? { ...good, ...some })
      expectProper(exchange, 201)
      const { status } = exchange.response
      if (status !== 201) expect(jsonOf(exchange).error).toMatch(/^invalid_(client_metadata|redirect_uri)$/)
      else
        for (const uri of jsonOf(exchange).redirect_uris as string[])
          expect(redirectUriFlaw(server, uri)).toBeUndefined()
    }),
    { numRuns: exchanges },
  )
})
