/**
 * oidc-provider behind somebody who changes one thing that it said: our relying party refuses each by the check for it.
 * Titles are the names of the conformance suite's modules for relying parties, where it has one.
 */
import { createHash } from 'node:crypto'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { octets, readable } from '@lockstep/http/message'
import { readHtmlForm } from '@lockstep/schemes/html-form'
import { type Json, relyingPartyList } from '@lockstep/schemes/oidc/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  clientSecret,
  newProviderKey,
  type OpenProvider,
  type ProviderKey,
  redirectUri,
  startOpenProvider,
} from './testing/open-provider.ts'
import { type Change, reSigned, withMember, without } from './testing/re-signed.ts'
import { type Between, type Party, RelyingParty } from './testing/relying-party.ts'
import { UserAgent } from './testing/user-agent.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let op: OpenProvider
let ada: UserAgent
beforeAll(async () => {
  op = await startOpenProvider()
  ada = new UserAgent(op.issuer)
})
afterAll(async () => {
  await op.close()
  expect(op.errors).toEqual([])
})

function party(client_id = 'reader:basic', more: Partial<Party> = {}): Party {
  return {
    ...{ issuer: op.issuer, client_id, client_secret: clientSecret, redirect_uri: redirectUri },
    ...{ id_token_signed_response_alg: 'RS256', at_hash: 'optional', ...more },
  }
}

const keyOf = (kid: string): ProviderKey => {
  const key = op.keys.find((one) => one.kid === kid)
  if (!key) throw new Error(`There is no key ${kid}`)
  return key
}
const publicOf = ({ kty, kid, n, e, crv, x, y }: ProviderKey) =>
  JSON.parse(JSON.stringify({ kty, kid, n, e, crv, x, y, use: 'sig' })) as JsonWebKey

/** The ID Token with something else in it, under the provider's own signature unless `key` says otherwise. */
const token =
  (change: Omit<Change, 'key'> & { readonly key?: () => Change['key'] }): NonNullable<Between['tokens']> =>
  async (answer) => ({
    ...answer,
    id_token: await reSigned(String(answer.id_token), {
      ...change,
      key: change.key?.() ?? keyOf('rsa-1'),
    }),
  })
const claims = (change: (claims: Json) => Json) => ({ tokens: token({ claims: change }) })
const parameter =
  (name: string, change: (value: string) => string | undefined) =>
  (pairs: readonly FormPair[]): FormPair[] =>
    pairs.flatMap(([given, value]): FormPair[] => {
      const changed = given === name ? change(value) : value
      return changed === undefined ? [] : [[given, changed]]
    })
const other = newProviderKey('rsa', 'rsa-other')
const soon = () => Math.floor(Date.now() / 1000)
const otherCharacter = (idToken: string) => {
  const at = idToken.lastIndexOf('.') + 1
  return `${idToken.slice(0, at)}${idToken[at] === 'A' ? 'B' : 'A'}${idToken.slice(at + 1)}`
}

/** What this provider leaves out in this flow. */
async function withAtHash(answer: Json): Promise<Json> {
  const at_hash = atHash(String(answer.access_token))
  const change = { claims: withMember('at_hash', at_hash), key: keyOf('rsa-1') }
  return { ...answer, id_token: await reSigned(String(answer.id_token), change) }
}

async function swapped(answer: Json): Promise<Json> {
  return { ...(await withAtHash(answer)), access_token: 'of-somebody-else' }
}

function atHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
}

type Row = readonly [title: string, check: string, between: Between, client?: Partial<Party>]
const rows = (some: readonly Row[]) =>
  some.map(([title, check, between, client = {}]) => [title, check, between, client] as const)

const defects: readonly Row[] = [
  ['oidcc-client-test-invalid-iss', 'id-token-issuer-exact', claims(withMember('iss', 'https://op.example'))],
  ['an iss with a slash more', 'id-token-issuer-exact', claims((c) => ({ ...c, iss: `${c.iss}/` }))],
  ['oidcc-client-test-missing-sub', 'id-token-well-formed', claims(without('sub'))],
  ['oidcc-client-test-invalid-aud', 'id-token-audience-is-us', claims(withMember('aud', 'reader-public'))],
  ['no aud', 'id-token-audience-is-us', claims(without('aud'))],
  [
    'an aud with another client in it',
    'id-token-audience-is-us',
    claims((c) => ({ ...c, aud: [c.aud, 'reader-public'] })),
  ],
  ['an azp of another client', 'authorized-party-is-us', claims(withMember('azp', 'reader-public'))],
  ['oidcc-client-test-missing-iat', 'id-token-issued-recently', claims(without('iat'))],
  ['an exp that has passed', 'id-token-not-expired', claims((c) => ({ ...c, exp: soon() - 61 }))],
  [
    'oidcc-client-test-kid-absent-multiple-jwks',
    'id-token-key-known',
    { tokens: token({ header: without('kid') }) },
  ],
  [
    'a kid that is nowhere',
    'id-token-key-known',
    { tokens: token({ header: withMember('kid', 'elsewhere') }) },
  ],
  ['no keys', 'id-token-key-known', { keys: () => [] }],
  ['oidcc-client-test-idtoken-sig-none', 'id-token-alg-registered', { tokens: token({ alg: 'none' }) }],
  [
    'oidcc-client-test-invalid-sig-hs256: RS256 became HS256 under the client secret',
    'id-token-alg-registered',
    { tokens: token({ alg: 'HS256', key: () => octets(clientSecret) }) },
  ],
  [
    'HS256 under the public key',
    'id-token-alg-registered',
    { tokens: token({ alg: 'HS256', key: () => octets(JSON.stringify(publicOf(keyOf('rsa-1')))) }) },
  ],
  ['PS256 by the same key', 'id-token-alg-registered', { tokens: token({ alg: 'PS256' }) }],
  [
    'oidcc-client-test-invalid-sig-rs256',
    'id-token-signature-matches',
    { tokens: (answer) => ({ ...answer, id_token: otherCharacter(String(answer.id_token)) }) },
  ],
  [
    'oidcc-client-test-invalid-sig-es256',
    'id-token-signature-matches',
    { tokens: (answer) => ({ ...answer, id_token: otherCharacter(String(answer.id_token)) }) },
    { client_id: 'reader-es256', id_token_signed_response_alg: 'ES256' },
  ],
  ['a signature by another key', 'id-token-signature-matches', { tokens: token({ key: () => other }) }],
  ['oidcc-client-test-nonce-invalid', 'nonce-matches', claims(withMember('nonce', 'another'))],
  ['a nonce that is missing', 'nonce-matches', claims(without('nonce'))],
  [
    'oidcc-client-test-invalid-athash',
    'access-token-hash-matches',
    claims(withMember('at_hash', 'A'.repeat(22))),
  ],
  [
    'oidcc-client-test-missing-athash, for a client that expects one',
    'access-token-hash-matches',
    {},
    { at_hash: 'required' },
  ],
  [
    'oidcc-client-test-userinfo-invalid-sub',
    'userinfo-subject-matches',
    { userInfo: withMember('sub', 'mallory') },
  ],
  [
    'oidcc-client-test-discovery-issuer-mismatch',
    'discovery-issuer-matches',
    { metadata: (document) => ({ ...document, issuer: `${document.issuer}/` }) },
  ],
  ['another state', 'state-matches', { callback: parameter('state', (value) => `${value}A`) }],
  ['no state', 'state-matches', { callback: parameter('state', () => undefined) }],
  ['another iss', 'issuer-matches', { callback: parameter('iss', () => 'https://op.example') }],
  ['no iss, which was announced', 'issuer-matches', { callback: parameter('iss', () => undefined) }],
  ['a log-in older than max_age', 'login-recent-enough', claims((c) => ({ ...c, auth_time: soon() - 3700 }))],
  ['no auth_time, where max_age was asked', 'login-recent-enough', claims(without('auth_time'))],
  ['another access token than the at_hash is of', 'access-token-hash-matches', { tokens: swapped }],
  ['no id_token', 'id-token-present', { tokens: without('id_token') }],
]

const order = relyingPartyList.checks.map(({ id }) => id)
const every = order.map((id) => [id, 'passed'])

describe('an evil provider', () => {
  it.each(rows(defects))('%s: %s', async (_, check, between, client) => {
    const reader = new RelyingParty(party(client.client_id, client), between)
    // With a max_age, so that each of the other defects passes that check for a reason.
    const verdict = await reader.logIn(ada, reader.begin(3600))
    expect(verdict).toMatchObject({ outcome: 'refused', end: check })
    expect(verdict.value).toBeUndefined()
    const at = order.indexOf(check as (typeof order)[number])
    const outcomes = verdict.checks.map(({ outcome }) => outcome)
    // A document of another issuer stops the client before anybody is sent off: that list has one check.
    const expected = order.map((_, i) => (i < at ? 'passed' : i === at ? 'failed' : 'not-reached'))
    expect(outcomes).toEqual(check === 'discovery-issuer-matches' ? ['failed'] : expected)
    if (at <= order.indexOf('issuer-matches')) expect(reader.tokens).toBeUndefined()
  })

  const structural: readonly string[] = ['id-token-well-formed', 'id-token-key-known']
  /** These are wrong twice: a MAC by a key that is no secret, and a token that UserInfo does not know. */
  const stopped: Readonly<Record<string, string>> = {
    'oidcc-client-test-invalid-sig-hs256: RS256 became HS256 under the client secret':
      'id-token-signature-matches',
    'HS256 under the public key': 'id-token-signature-matches',
    'another access token than the at_hash is of': 'userinfo-subject-matches',
  }
  const careless = defects.filter(([, check]) => !structural.includes(check))
  it.each(rows(careless))('%s, and a client without %s', async (title, check, between, client) => {
    const reader = new RelyingParty(party(client.client_id, client), between)
    reader.without = check
    const verdict = await reader.logIn(ada, reader.begin(3600))
    expect(verdict.end).toBe(stopped[title])
    expect(verdict.outcome).toBe(stopped[title] === undefined ? 'accepted' : 'refused')
  })

  it('has a defect for every check but two, which have tests below', () => {
    const named = [...new Set(defects.map(([, check]) => check))]
    const below = ['account-is-iss-and-sub', 'nonce-unused']
    expect([...named, ...below].toSorted()).toEqual([...order].toSorted())
  })

  it('an e-mail address that another account has: account-is-iss-and-sub', async () => {
    const reader = new RelyingParty(party())
    reader.accounts = [{ iss: op.issuer, sub: 'somebody-else', email: 'ada@example.org' }]
    const verdict = await reader.logIn(ada)
    expect(verdict.end).toBe('account-is-iss-and-sub')
  })

  it('a login played again with the token response that somebody kept: nonce-unused', async () => {
    const reader = new RelyingParty(party())
    const flow = reader.begin()
    const back = await ada.approve(await reader.address(reader.parameters(flow)))
    expect((await reader.judge(back, [flow])).outcome).toBe('accepted')
    reader.kept = reader.tokens
    expect((await reader.judge(back, [flow])).end).toBe('nonce-unused')
  })

  it('a callback played again gets no tokens, and the first ones die: id-token-present', async () => {
    const reader = new RelyingParty(party())
    const flow = reader.begin()
    const back = await ada.approve(await reader.address(reader.parameters(flow)))
    expect((await reader.judge(back, [flow])).outcome).toBe('accepted')
    reader.kept = reader.tokens
    const other = new RelyingParty(party())
    expect((await other.judge(back, [flow])).end).toBe('id-token-present')
    // RFC 6749 §4.1.2: what was issued by a code that is used twice is revoked, so UserInfo says nothing any more.
    const verdict = await reader.judge(back, [flow])
    expect(verdict.checks.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      id: 'userinfo-subject-matches',
      actual: 'no answer',
    })
  })
})

describe('a provider that does as it should', () => {
  const accepted: readonly Row[] = [
    ['oidcc-client-test', 'at_hash left out', {}],
    ['a right at_hash', 'required', { tokens: withAtHash }, { at_hash: 'required' }],
    [
      'oidcc-client-test-kid-absent-single-jwks',
      'the only key is taken',
      { tokens: token({ header: without('kid') }), keys: (keys) => keys.filter(({ kty }) => kty === 'RSA') },
    ],
    ['oidcc-client-test-client-secret-basic', 'an id with a colon, a secret with what a form encodes', {}],
    ['an azp that is this client', 'allowed', claims((c) => ({ ...c, azp: c.aud }))],
    ['an aud that is a list of one', 'allowed', claims((c) => ({ ...c, aud: [c.aud] }))],
    [
      'no iss, where none is announced',
      'allowed',
      {
        metadata: without('authorization_response_iss_parameter_supported'),
        callback: parameter('iss', () => undefined),
      },
    ],
  ]
  it.each(rows(accepted))('%s: %s', async (_, _what, between, client) => {
    const reader = new RelyingParty(party(client.client_id, client), between)
    const verdict = await reader.logIn(ada, reader.begin(3600))
    expect(verdict.checks.map(({ id, outcome }) => [id, outcome])).toEqual(every)
  })

  it('oidcc-client-test-scope-userinfo-claims', async () => {
    const reader = new RelyingParty(party())
    const scope = 'openid profile email'
    const { value } = await reader.logIn(ada, reader.begin(), { scope })
    expect(value?.profile).toMatchObject({ sub: 'ada', name: 'Ada Byron', email: 'ada@example.org' })
  })

  it('oidcc-client-test-form-post-error', async () => {
    const reader = new RelyingParty(party())
    const flow = reader.begin()
    const asked = reader.parameters(flow, { prompt: 'none' })
    const stranger = new UserAgent(op.issuer)
    const { response } = await stranger.visit(
      await reader.address([...asked, ['response_mode', 'form_post']]),
    )
    const form = readHtmlForm(readable(response.body))
    expect(form?.action).toBe(redirectUri)
    const verdict = await reader.judge(form?.fields ?? [], [flow])
    expect(verdict.end).toBe('id-token-present')
    expect(verdict.checks.find(({ outcome }) => outcome === 'failed')?.actual).toBe('error login_required')
  })
})

describe('a provider whose keys rotate', () => {
  const next = newProviderKey('rsa', 'rsa-2')
  let rotating: OpenProvider
  beforeAll(async () => {
    rotating = await startOpenProvider()
  })
  afterAll(() => rotating.close())

  it('oidcc-client-test-signing-key-rotation: an unknown kid sends the client back to the keys, once', async () => {
    const reader = new RelyingParty({ ...party(), issuer: rotating.issuer })
    const user = new UserAgent(rotating.issuer)
    expect((await reader.logIn(user)).outcome).toBe('accepted')
    expect(reader.keysAsked).toBe(1)
    rotating.rotate([next, ...rotating.keys])
    expect((await reader.logIn(user)).outcome).toBe('accepted')
    expect(reader.keysAsked).toBe(2)
    expect(kidOf(reader)).toBe('rsa-2')
    // And the ones that it has are asked for no more.
    expect((await reader.logIn(user)).outcome).toBe('accepted')
    expect(reader.keysAsked).toBe(2)
  })

  it('oidcc-client-test-signing-key-rotation-just-before-signing', async () => {
    const last = newProviderKey('rsa', 'rsa-3')
    const reader = new RelyingParty({ ...party(), issuer: rotating.issuer })
    const user = new UserAgent(rotating.issuer)
    expect((await reader.logIn(user)).outcome).toBe('accepted')
    const flow = reader.begin()
    const back = await user.approve(await reader.address(reader.parameters(flow)))
    rotating.rotate([last])
    expect((await reader.judge(back, [flow])).outcome).toBe('accepted')
    expect(kidOf(reader)).toBe('rsa-3')
  })

  it('a key that the provider took back verifies nothing any more: id-token-key-known', async () => {
    rotating.rotate([next])
    const reader = new RelyingParty(
      { ...party(), issuer: rotating.issuer },
      { tokens: token({ header: withMember('kid', 'rsa-1'), key: () => other }) },
    )
    const verdict = await reader.logIn(new UserAgent(rotating.issuer))
    expect(verdict.end).toBe('id-token-key-known')
    expect(reader.keysAsked).toBe(2)
  })
})

function kidOf({ tokens }: RelyingParty): unknown {
  const [header = ''] = String(tokens?.id_token).split('.')
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid
}
