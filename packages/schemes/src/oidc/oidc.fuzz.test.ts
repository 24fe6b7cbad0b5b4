/** Whatever is sent to the provider or to either door: no parser throws, no 500, and nobody is sent to another host. */
import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, field, type HttpResponse, octets, request } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unescapeHtml } from '../html-text.ts'
import { ownersOnRecord } from '../oauth2/authorization/owners.ts'
import { readAuthorizationRequest } from '../oauth2/authorization/read-authorization-request.ts'
import { redirectUriFlaw } from '../oauth2/clients/redirect-uris.ts'
import { oauth2 } from '../oauth2/index.ts'
import { isLoopback } from '../redirect-to.ts'
import { anyAddress, anyText, exchanges, nearly, numRuns, type Pairs } from '../testing/fuzz.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import {
  challenge,
  isConsentPage,
  isLogInPage,
  jsonOf,
  ProviderLab,
  redirectUri,
} from '../testing/provider-lab.ts'
import { UserAgent } from '../user-agent.ts'
import { askedClaim, askedClaims, claimsAbout, personClaims, scopesOfClaims } from './claims.ts'
import { readIdTokenHint } from './id-token-hint.ts'
import { oidc } from './index.ts'

const claimNames = fc.constantFrom(
  'email',
  'address',
  'auth_time',
  'acr',
  'sub',
  'password',
  '__proto__',
  'constructor',
  'x',
)
const asked = fc.dictionary(
  fc.constantFrom('userinfo', 'id_token', '__proto__', 'toString', 'x'),
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(
      claimNames,
      fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.record(
          {
            essential: fc.jsonValue({ maxDepth: 2 }),
            values: fc.jsonValue({ maxDepth: 2 }),
            value: fc.jsonValue({ maxDepth: 2 }),
          },
          { requiredKeys: [] },
        ),
      ),
    ),
  ),
)

test('no claims parameter makes the provider tell more than it knows of a person, or fail', () => {
  const server = new ProviderLab().server()
  const [ada] = ownersOnRecord(server)
  fc.assert(
    fc.property(
      fc.oneof(
        asked.map((claims) => JSON.stringify(claims)),
        fc.json(),
        anyText,
      ),
      anyText,
      (claims, name) => {
        const { request: read, malformed } = readAuthorizationRequest([['claims', claims]])
        expect(read.claims === undefined).toBe(claims === '' || malformed.includes('claims'))
        for (const place of ['userinfo', 'id_token'] as const) {
          const told = claimsAbout(server, 'ada', { scope: '', claims: read.claims }, place)
          for (const [claim, value] of Object.entries(told)) {
            expect(personClaims).toContain(claim)
            expect(Object.hasOwn(askedClaims(read.claims, place), claim)).toBe(true)
            expect(value).toEqual((ada as unknown as Record<string, unknown>)[claim])
          }
          for (const one of [name, 'acr', 'auth_time', 'sub', '__proto__'])
            expect(askedClaim(read.claims, place, one).essential).toBeTypeOf('boolean')
        }
        for (const scope of scopesOfClaims(read.claims))
          expect(['profile', 'email', 'address', 'phone']).toContain(scope)
      },
    ),
    { numRuns },
  )
})

test('no hint is taken but an ID Token of ours as it was', async () => {
  const lab = new ProviderLab()
  const { id_token, access_token } = await lab.tokens(lab.seeded('relying-party'), {
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const server = lab.server()
  expect(await readIdTokenHint(server, id_token)).toEqual({ sub: 'ada', client_id: 'relying-party' })
  expect(await readIdTokenHint(server, access_token)).toBeTypeOf('string')
  const edited = fc.tuple(fc.nat(), fc.nat(3), anyText).map(([at, gone, more]) => {
    const place = at % id_token.length
    return `${id_token.slice(0, place)}${more}${id_token.slice(place + gone)}`
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(edited, anyText), async (hint) => {
      if (hint === id_token) return
      expect(await readIdTokenHint(server, hint)).toBeTypeOf('string')
    }),
    { numRuns: exchanges },
  )
})

test('no metadata makes a registration fail otherwise than by its two errors', async () => {
  const names = [
    'post_logout_redirect_uris',
    'id_token_signed_response_alg',
    'userinfo_signed_response_alg',
    'subject_type',
  ]
  const more = [
    'default_max_age',
    'require_auth_time',
    'request_uris',
    'sector_identifier_uri',
    'application_type',
  ]
  const member = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    anyText,
    fc.array(anyAddress, { maxLength: 3 }),
    fc.constantFrom('ES256', 'none', 'public', 600, true),
  )
  let lab = new ProviderLab()
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names, ...more), member, { maxKeys: 3 }),
      async (some) => {
        if (lab.recorded.length >= 40) lab = new ProviderLab()
        const exchange = await lab.tryToRegister(some as Record<string, unknown>)
        expect([201, 400]).toContain(exchange.response.status)
        const told = jsonOf(exchange)
        if (exchange.response.status === 400)
          expect(told.error).toMatch(/^invalid_(client_metadata|redirect_uri)$/)
        const after = (told.post_logout_redirect_uris ?? []) as readonly string[]
        for (const uri of after) expect(redirectUriFlaw(lab.server(), uri)).toBeUndefined()
      },
    ),
    { numRuns: exchanges },
  )
})

test('no token makes UserInfo fail otherwise than by a challenge', async () => {
  const lab = new ProviderLab()
  await fc.assert(
    fc.asyncProperty(anyText, anyText, fc.boolean(), async (text, body, posts) => {
      lab.recorded.length = 0
      const headers: FieldLine[] = [
        ['Authorization', `Bearer ${text}`],
        ['Content-Type', formMediaType],
      ]
      const path = '/oidc/userinfo'
      const exchange = await lab.get(
        path,
        headers,
        posts ? 'POST' : 'GET',
        posts ? `access_token=${body}` : '',
      )
      expect([400, 401]).toContain(exchange.response.status)
      expect(answerField(exchange, 'www-authenticate')).toMatch(/^Bearer realm="/)
    }),
    { numRuns: exchanges },
  )
})

// ─── Where a user agent is sent, by whatever came in, in any world ────────────────────────────────────────────────────

const origin = 'http://localhost:8787'
type Place = readonly [base: string, slug: 'oauth2' | 'oidc']
/** A world without a check of one scheme has no other scheme in it. */
const worlds = [oauth2, oidc].flatMap(({ slug, rules }) =>
  Object.entries(rules).flatMap(([id, rule]): Place[] =>
    'structural' in rule ? [] : [[`/s/lab/without/${slug}.${id}`, slug as Place[1]]],
  ),
)
/** Those of which redirects depend come as often as all the others. */
const places: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom<Place>(
    ['/s/lab', 'oauth2'],
    ['/s/lab', 'oidc'],
    ['/s/lab/without/oauth2.redirect-uri-registered', 'oauth2'],
    ['/s/lab/without/oidc.redirect-uri-registered', 'oidc'],
    ['/s/lab/without/oidc.post-logout-uri-registered', 'oidc'],
  ),
  fc.constantFrom(...worlds),
)

function expectNobodySentAway({ status, headers, body }: HttpResponse): void {
  const location = field({ headers }, 'location')
  expect(status >= 300 && status < 400, `${status}`).toBe(location !== undefined)
  if (location !== undefined) expectHere(location)
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : ''
  expect(text).not.toMatch(/http-equiv="?refresh/i)
  for (const [, , value = ''] of text.matchAll(/\b(href|src|action|formaction)="([^"]*)"/gi)) {
    expectHere(unescapeHtml(value))
  }
}

function expectHere(address: string): void {
  expect(address).toMatch(/^[\x21-\x7e]*$/)
  const url = new URL(address, `${origin}/s/lab/`)
  expect(url.protocol).toMatch(/^https?:$/)
  expect(url.origin === origin || isLoopback(url), address).toBe(true)
}

test('what is looked for would be seen', () => {
  const to = (location: string): HttpResponse => ({
    status: 303,
    headers: [['Location', location]],
    body: octets(''),
  })
  const page = (body: string): HttpResponse => ({ status: 200, headers: [], body: octets(body) })
  for (const fine of [
    to('http://127.0.0.1:1/callback?code=a'),
    to(`${origin}/s/lab/`),
    page('<a href="/s/lab/">'),
  ])
    expectNobodySentAway(fine)
  for (const away of [
    ...[
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      'http://localhost@evil.example/',
      'javascript:1',
    ].map(to),
    ...[
      '<form action="https://evil.example/">',
      '<a href="javascript:1">',
      '<meta http-equiv="refresh">',
    ].map(page),
  ])
    expect(() => expectNobodySentAway(away)).toThrow()
})

const authorization: Pairs = [
  ['response_type', 'code'],
  ['client_id', 'relying-party-public'],
  ['redirect_uri', redirectUri],
  ['scope', 'openid notes:read'],
  ['state', 'a state'],
  ['nonce', 'a nonce'],
  ['code_challenge', challenge],
  ['code_challenge_method', 'S256'],
]
const also = [
  'response_mode',
  'prompt',
  'max_age',
  'login_hint',
  'id_token_hint',
  'acr_values',
  'claims',
  'request',
  'request_uri',
  'resource',
  'interaction',
  'decision',
]
const allowed = [200, 302, 303, 400, 401, 403, 405, 413, 415, 429]

test('the whole front channel, from a request to a decision', async () => {
  let lab = new Lab([oauth2, oidc])
  const { resourceOwner } = lab.credentials(oauth2)
  let sent = 0
  await fc.assert(
    fc.asyncProperty(
      places,
      nearly(authorization, also),
      fc.constantFrom('approve', 'deny'),
      async ([base, slug], pairs, decision) => {
        // The sandbox keeps what was asked; a new one from time to time is quicker than one with thousands of rows.
        if (lab.recorded.length > 400) lab = new Lab([oauth2, oidc])
        const before = lab.recorded.length
        const browser = new UserAgent({ origin, base }, (message) => lab.send(message))
        const asked = slug === 'oidc' ? pairs : pairs.map(asPlainOAuth)
        let page = await browser.visit(`${base}/${slug}/authorize?${encodeForm(asked)}`)
        if (isLogInPage(page))
          page = await browser.submit(Object.entries(resourceOwner) as [string, string][])
        if (isConsentPage(page)) page = await browser.submit([['decision', decision]])
        for (const { response } of lab.recorded.slice(before)) {
          expect(allowed).toContain(response.status)
          expectNobodySentAway(response)
          if (response.headers.some(([name]) => name === 'Location')) sent++
        }
      },
    ),
    { numRuns: exchanges },
  )
  expect(sent).toBeGreaterThan(exchanges / 10)
})

function asPlainOAuth([name, value]: readonly [string, string]): readonly [string, string] {
  if (name === 'scope') return [name, value.replace(/^openid /, '')]
  return [name, value.replace('relying-party-public', 'reader')]
}

test('every other page that redirects', async () => {
  const lab = new Lab([oauth2, oidc])
  const shared = ['authorize', 'device', 'client/begin', 'client/callback'] as const
  const pages = { oauth2: shared, oidc: [...shared, 'client/session', 'client/logout', 'end_session'] }
  const asked = places.chain(([base, slug]) =>
    fc.constantFrom(...pages[slug]).map((page) => `${base}/${slug}/${page}`),
  )
  const good: Pairs = [
    ['client_id', 'reader'],
    ['state', 'a state'],
    ['issuer', `${origin}/s/lab`],
    ['post_logout_redirect_uri', `${origin}/s/lab/oidc/client/logged-out`],
  ]
  const more = [
    ...[
      'authorization_endpoint',
      'redirect_uri',
      'iss',
      'code',
      'error',
      'id_token_hint',
      'user_code',
      'decision',
    ],
    ...['by', 'prompt', 'next', 'response_mode', 'request_uri', 'code_challenge'],
  ]
  const cookie = anyText.map((text): FieldLine => ['Cookie', text.replaceAll(/[^\x20-\x7e]/g, '')])
  let sent = 0
  await fc.assert(
    fc.asyncProperty(
      asked,
      nearly(good, more),
      fc.option(cookie),
      fc.boolean(),
      async (target, pairs, own, posts) => {
        const headers: FieldLine[] = [['Content-Type', formMediaType], ...(own ? [own] : [])]
        const content = encodeForm(pairs)
        const message = posts
          ? request('POST', target, headers, content)
          : request('GET', `${target}?${content}`, headers)
        lab.recorded.length = 0
        await lab.send(message)
        for (const { response } of lab.recorded) {
          // The client says 404 where nobody is logged in at it.
          expect([...allowed, ...(target.endsWith('/client/session') ? [404] : [])]).toContain(
            response.status,
          )
          expectNobodySentAway(response)
          if (response.headers.some(([name]) => name === 'Location')) sent++
        }
      },
    ),
    { numRuns: exchanges },
  )
  expect(sent).toBeGreaterThan(exchanges / 100)
})

test('logging out with a hint that holds', async () => {
  const lab = new ProviderLab()
  const hints = new Map<string, string>()
  for (const base of [
    '/s/lab',
    '/s/lab/without/oidc.post-logout-uri-registered',
    '/s/lab/without/oidc.hint-issued-by-us',
  ]) {
    const how = { base }
    hints.set(
      base,
      (
        await lab.tokens(
          lab.seeded('relying-party'),
          { code_challenge: challenge, code_challenge_method: 'S256' },
          how,
        )
      ).id_token,
    )
  }
  let sent = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...hints),
      anyAddress,
      anyText,
      async ([base, id_token_hint], uri, state) => {
        lab.recorded.length = 0
        const registered = `${origin}${base}/oidc/client/session`
        const query = encodeForm([
          ['id_token_hint', id_token_hint],
          ['post_logout_redirect_uri', uri],
          ['state', state],
        ])
        const exchange = await lab.send(request('GET', `${base}/oidc/end_session?${query}`))
        expect(allowed).toContain(exchange.response.status)
        for (const { response } of lab.recorded) expectNobodySentAway(response)
        const location = answerField(exchange, 'location')
        if (location === undefined) return
        sent++
        if (base === '/s/lab') expect([uri, failedCheck(exchange)]).toEqual([registered, undefined])
      },
    ),
    { numRuns: exchanges },
  )
  expect(sent).toBeGreaterThan(0)
})
