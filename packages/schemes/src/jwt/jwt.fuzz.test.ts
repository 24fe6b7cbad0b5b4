import { base64url } from '@lockstep/crypto/base64'
import { octets, request } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import { readCompactForm } from '../jose/compact-form.ts'
import { signatureHolds } from '../jose/signature-holds.ts'
import { type JsonMember, readStrictObject } from '../jose/strict-json.ts'
import type { Bench } from '../reader.ts'
import type { Difference, Exchange } from '../scheme.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { buildBearer, tokenDerivation } from './credentials.ts'
import { jwt } from './index.ts'
import { issueToken } from './issue-token.ts'
import { isStrong } from './key-strength.ts'
import { compact, pretty } from './reader/json-layout.ts'
import { tokenReader } from './reader/token.ts'
import { reason } from './reason.ts'
import { rules } from './verify.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
/** Whole exchanges take longer than parsing, and their inputs vary less. */
const exchanges = Math.min(numRuns, 5000)
const target = '/s/lab/jwt/whoami'
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const encode = (text: string) => base64url.encode(octets(text))
const decode = (part: string) => new TextDecoder().decode(base64url.decode(part))

/** Text made of what tokens are made of, so that much of it nearly parses. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'Bearer ',
        '.',
        '=',
        ' ',
        'eyJhbGciOiJub25lIn0',
        encode('{"typ":"at+jwt","alg":"HS256","kid":"legacy"}'),
        encode('{"alg":"ES256","jwk":{"kty":"EC"},"crit":["x"]}'),
        encode('{"sub":"ada","exp":1e99}'),
        encode('{"sub":"ada","sub":"bob"}'),
        '-----BEGIN PUBLIC KEY-----',
        '{"keys":[{"kty":"RSA"}]}',
      ),
      fc.json().map(encode),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

test('a parser never throws, and what it reads is what was there', () => {
  fc.assert(
    fc.property(pieces, (text) => {
      const read = readCompactForm(text)
      if (typeof read === 'string') return
      expect(`${read.signingInput}.${read.encodedSignature}`).toBe(text)
      expect(encode(read.claims.text)).toBe(read.claims.encoded)
    }),
    { numRuns },
  )
})

test('strict JSON agrees with JSON.parse where it accepts, and accepts what has one meaning', () => {
  const value = fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.jsonValue({ maxDepth: 5 }),
  )
  const hidden = (text: string) => text.includes('__proto__')
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
      const text = JSON.stringify(object, null, indent)
      fc.pre(!hidden(text))
      const read = readStrictObject(text)
      if ('says' in read) throw new Error(`Unexpected refusal: ${read.says} in ${text}`)
      expect(read.object).toEqual(JSON.parse(text))
      expect(read.members.map(({ name }) => name)).toEqual(Object.keys(JSON.parse(text)))
      for (const { name, start, end } of read.members)
        expect(JSON.parse(`{${text.slice(start, end)}}`)).toEqual({ [name]: read.object[name] })
    }),
    { numRuns },
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u01eE-.\n tfn') }), (text) => {
      const read = readStrictObject(text)
      if ('object' in read) expect(read.object).toEqual(JSON.parse(text))
    }),
    { numRuns },
  )
})

test('a layout changes white space and nothing else', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(pretty(text))).toEqual(JSON.parse(text))
      expect(compact(pretty(text))).toBe(compact(text))
    }),
    { numRuns },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      pretty(text)
      compact(text)
    }),
    { numRuns },
  )
})

test('no field makes whoami or revoke fail otherwise than by a challenge', async () => {
  const lab = new Lab([jwt])
  await fc.assert(
    fc.asyncProperty(pieces, fc.boolean(), async (text, bearer) => {
      const value = bearer ? `Bearer ${text}` : text
      for (const [method, path] of [
        ['GET', target],
        ['POST', '/s/lab/jwt/revoke'],
      ] as const) {
        const { response } = await lab.send(request(method, path, [['Authorization', value]]))
        expect(response.status).toBe(401)
        expect(response.headers.some(([name]) => name === 'WWW-Authenticate')).toBe(true)
      }
    }),
    { numRuns: exchanges },
  )
})

test('no content makes a log-in fail otherwise than by 400', async () => {
  const lab = new Lab([jwt])
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record({
        userId: fc.jsonValue(),
        password: fc.jsonValue(),
        alg: fc.jsonValue(),
        scope: fc.jsonValue(),
      })
      .map((body) => JSON.stringify(body)),
  )
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const exchange = await lab.send(
        request('POST', '/s/lab/jwt/login', [['Content-Type', 'application/json']], body),
      )
      expect([400, 429]).toContain(exchange.response.status)
    }),
    { numRuns: exchanges },
  )
})

test('no header and no claims make a signed token fail otherwise than at a check', async () => {
  const lab = new Lab([jwt])
  const changes = (names: readonly string[]) =>
    fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), fc.double()), { maxKeys: 3 })
  const header = changes(['alg', 'typ', 'kid', 'crit', 'jwk', 'x5c', 'b64'])
  const claims = changes(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'client_id'])
  const worlds = [null, ...Object.keys(rules).filter((id) => !('structural' in (rules as never)[id]))]
  await fc.assert(
    fc.asyncProperty(header, claims, fc.constantFrom(...worlds), async (one, other, without) => {
      const base = without === null ? lab.base : `${lab.base}/without/jwt.${without}`
      const { token } = await issueToken(lab.server(`${base}/`), { header: one, claims: other })
      const { response } = await lab.send(buildBearer('GET', `${base}/jwt/whoami`, token).request)
      expect([200, 401, 403]).toContain(response.status)
    }),
    { numRuns: exchanges },
  )
})

test('no JWK makes the check of a signature throw', async () => {
  const form = readCompactForm(`${encode('{"alg":"ES256"}')}.${encode('{}')}.${'A'.repeat(86)}`)
  if (typeof form === 'string') throw new Error(form)
  const jwk = fc.record(
    {
      kty: fc.constantFrom('RSA', 'EC', 'OKP', 'oct', 'x'),
      crv: fc.constantFrom('P-256', 'Ed25519', 'x'),
      x: fc.base64String(),
      y: fc.base64String(),
      n: fc.base64String(),
      e: fc.constantFrom('AQAB', 'AA', ''),
      k: fc.base64String(),
      d: fc.base64String(),
    },
    { requiredKeys: ['kty'] },
  )
  await fc.assert(
    fc.asyncProperty(jwk, fc.constantFrom('HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'), async (key, alg) => {
      expect(typeof isStrong(key)).toBe('boolean')
      expect(await signatureHolds(form, alg, key)).toBe(false)
    }),
    { numRuns: exchanges },
  )
})

test('a reader loses no character, and writes back what was not edited', async () => {
  const lab = new Lab([jwt])
  const bench: Bench = {
    origin: lab.origin,
    base: lab.base,
    credentials: await lab.allCredentials(jwt),
    now: () => lab.clock,
    random: lab.installation.random,
  }
  await fc.assert(
    fc.asyncProperty(pieces, async (text) => {
      const reading = await tokenReader.read(text, bench)
      if (!reading) return
      expect(reading.parts.map((part) => part.text).join('')).toBe(text)
      for (const { at, length } of reading.problems) {
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at + length).toBeLessThanOrEqual(text.length)
      }
      const written = await reading.edit?.write({})
      if (written !== undefined && reading.problems.length === 0) expect(written).toBe(text)
    }),
    { numRuns: exchanges },
  )
})

// ─── One thing changed on the way: which component was it? ────────────────────────────────────────────────────────────

function differenceAt(original: string, exchange: Exchange): Difference | undefined {
  if (!exchange.verdict) throw new Error('Unexpected exchange without a verdict')
  return differenceOf(tokenDerivation(original), exchange.verdict, rules)
}

/** The verdict's own word on a token that is not well-formed. */
function flawOf({ verdict }: Exchange): string {
  return verdict?.checks.find(({ id }) => id === 'compact-form-strict')?.actual ?? ''
}

/** True where this member stands at the place, or is the next one after it. */
function standsAt(text: string, component: string, at: number): boolean {
  const read = readStrictObject(text)
  if ('says' in read) return false
  const member: JsonMember | undefined = read.members.find(({ end }) => at < end) ?? read.members.at(-1)
  return component.replace(/^claim /, '') === member?.name
}

test('change one character of a token anywhere: the verdict or the difference names what it belongs to', async () => {
  const lab = new Lab([jwt])
  const change = fc.record({
    alg: fc.constantFrom('HS256' as const, 'ES256' as const, 'EdDSA' as const),
    at: fc.nat(),
    to: fc.oneof(fc.constantFrom(...alphabet), fc.constantFrom('.', '=', '+', ' ')),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ alg, at, to }) => {
      const { token } = await issueToken(lab.server(), { alg })
      const index = at % token.length
      fc.pre(token[index] !== to)
      const changed = `${token.slice(0, index)}${to}${token.slice(index + 1)}`
      const exchange = await lab.send(buildBearer('POST', target, changed).request)
      expect(exchange.response.status).toBe(401)
      const part = token.slice(0, index).split('.').length - 1
      if (failedCheck(exchange) === 'compact-form-strict') {
        const name = ['protected header', 'payload', 'signature'][part] ?? ''
        const counts = token[index] === '.' || to === '.'
        expect(flawOf(exchange)).toMatch(counts ? /^[24] parts$/ : new RegExp(`^${name}: `))
        return
      }
      const difference = differenceAt(token, exchange)
      const component = difference?.component ?? ''
      expect(reason(difference as Difference)).toEqual(expect.any(String))
      if (part === 2) {
        expect(component).toBe('signature')
        expect(failedCheck(exchange)).toBe('signature-matches')
        return
      }
      const [mine, theirs] = [token, changed].map((one) => decode(one.split('.')[part] ?? ''))
      let differs = 0
      while (mine?.[differs] === theirs?.[differs]) differs++
      expect(component.startsWith('claim ')).toBe(part === 1)
      expect(
        standsAt(mine ?? '', component, differs) || standsAt(theirs ?? '', component, differs),
        `${component} in ${theirs}`,
      ).toBe(true)
    }),
    { numRuns: exchanges },
  )
})

test('change, add or drop one member: the difference names it', async () => {
  const lab = new Lab([jwt])
  const header = ['typ', 'alg', 'kid', 'x']
  const claims = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'role']
  const change = fc.oneof(
    fc.record({ part: fc.constant(0 as const), name: fc.constantFrom(...header), value: fc.jsonValue() }),
    fc.record({ part: fc.constant(1 as const), name: fc.constantFrom(...claims), value: fc.jsonValue() }),
  )
  await fc.assert(
    fc.asyncProperty(change, async ({ part, name, value }) => {
      fc.pre(!JSON.stringify(value).includes('__proto__'))
      const { token } = await issueToken(lab.server())
      const parts = token.split('.')
      const object = JSON.parse(decode(parts[part] ?? ''))
      const before = JSON.stringify(object[name])
      object[name] = value
      fc.pre(before !== JSON.stringify(value))
      parts[part] = encode(JSON.stringify(object))
      const exchange = await lab.send(buildBearer('POST', target, parts.join('.')).request)
      expect(exchange.response.status).toBe(401)
      // Deeper than is read: the verdict says which part.
      if (failedCheck(exchange) === 'compact-form-strict')
        return expect(flawOf(exchange)).toMatch(part === 0 ? /^protected header/ : /^payload/)
      expect(differenceAt(token, exchange)?.component).toBe(part === 0 ? name : `claim ${name}`)
    }),
    { numRuns: exchanges },
  )
})

test('JSON written out again is told as that', async () => {
  const lab = new Lab([jwt])
  const { token } = await issueToken(lab.server())
  const [header = '', payload = '', signature] = token.split('.')
  const claims = JSON.parse(decode(payload))
  const { iss, ...rest } = claims
  for (const text of [
    JSON.stringify(claims, null, 2),
    JSON.stringify(claims).replaceAll(':', ': '),
    JSON.stringify({ ...rest, iss }),
  ]) {
    const again = `${header}.${encode(text)}.${signature}`
    const exchange = await lab.send(buildBearer('GET', target, again).request)
    expect(failedCheck(exchange)).toBe('signature-matches')
    expect(reason(differenceAt(token, exchange) as Difference)).toMatch(
      /^The JSON was read and written out again/,
    )
  }
})
