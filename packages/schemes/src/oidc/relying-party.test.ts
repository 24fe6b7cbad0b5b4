/**
 * The sandbox's own client against a provider with one defect at a time. Titles are the names of the modules that the
 * OpenID Foundation's conformance suite has for relying parties, where it has one.
 */
import { field, type HttpResponse, readable, request } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import type { Handled, Rules } from '../scheme.ts'
import { type Defect, EvilLab, evilKeys } from '../testing/evil-provider.ts'
import { type Configured, recordedLogin, relyingPartyList, verifyRelyingParty } from './client.ts'
import { inProcess } from './relying-party/back-channel.ts'
import { relyingPartyRules } from './verify/relying-party-rules.ts'

const otherSignature = (token: string) => {
  const [header, claims, signature = ''] = token.split('.')
  return `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
}
const without = (name: string) => (json: Record<string, unknown>) => {
  const { [name]: _taken, ...rest } = json
  return rest
}
const withMember = (name: string, value: unknown) => (json: Record<string, unknown>) => ({
  ...json,
  [name]: value,
})

type Row = {
  readonly module: string
  readonly defect: Defect
  readonly check: string
  /** The query of client/begin. */
  readonly asked?: string
  readonly actual?: string
}

/** One thing wrong, and the check that says so. */
const defects: readonly Row[] = [
  {
    module: 'oidcc-client-test-invalid-iss',
    defect: { claims: withMember('iss', 'https://op.example/') },
    check: 'id-token-issuer-exact',
  },
  {
    module: 'an iss with a slash at its end',
    defect: { claims: (c) => ({ ...c, iss: `${c.iss}/` }) },
    check: 'id-token-issuer-exact',
  },
  {
    module: 'oidcc-client-test-missing-sub',
    defect: { claims: without('sub') },
    check: 'id-token-well-formed',
    actual: 'claims set: no sub',
  },
  {
    module: 'a sub of 256 characters',
    defect: { claims: withMember('sub', 'a'.repeat(256)) },
    check: 'id-token-well-formed',
  },
  {
    module: 'a sub twice',
    defect: { claimsText: (text) => text.replace('{', '{"sub":"mallory",') },
    check: 'id-token-well-formed',
  },
  {
    module: 'a critical extension',
    defect: { header: (h) => ({ ...h, crit: ['exp'] }) },
    check: 'id-token-well-formed',
    actual: 'protected header: crit',
  },
  {
    module: 'four parts',
    defect: { idToken: (token) => `${token}.e30` },
    check: 'id-token-well-formed',
    actual: '4 parts',
  },
  {
    module: 'oidcc-client-test-invalid-aud',
    defect: { claims: withMember('aud', 'another-client') },
    check: 'id-token-audience-is-us',
  },
  {
    module: 'an aud with somebody else in it',
    defect: { claims: withMember('aud', ['relying-party', 'another-client']) },
    check: 'id-token-audience-is-us',
  },
  { module: 'an empty aud', defect: { claims: withMember('aud', []) }, check: 'id-token-audience-is-us' },
  {
    module: 'an azp of somebody else',
    defect: { claims: withMember('azp', 'another-client') },
    check: 'authorized-party-is-us',
  },
  {
    module: 'oidcc-client-test-missing-iat',
    defect: { claims: without('iat') },
    check: 'id-token-issued-recently',
  },
  {
    module: 'an iat of an hour ago',
    defect: { claims: (c, { now }) => ({ ...c, iat: now - 3600 }) },
    check: 'id-token-issued-recently',
  },
  {
    module: 'an iat of tomorrow',
    defect: { claims: (c, { now }) => ({ ...c, iat: now + 86_400 }) },
    check: 'id-token-issued-recently',
  },
  {
    module: 'an exp that has passed',
    defect: { claims: (c, { now }) => ({ ...c, exp: now - 60 }) },
    check: 'id-token-not-expired',
  },
  { module: 'no exp', defect: { claims: without('exp') }, check: 'id-token-not-expired' },
  {
    module: 'an exp as text',
    defect: { claims: (c) => ({ ...c, exp: String(c.exp) }) },
    check: 'id-token-not-expired',
  },
  {
    module: 'oidcc-client-test-kid-absent-multiple-jwks',
    defect: {
      header: without('kid'),
      keys: (keys) => [...keys, { ...evilKeys.otherRsa.publicJwk, kid: 'two', alg: 'RS256', use: 'sig' }],
    },
    check: 'id-token-key-known',
    actual: 'no kid',
  },
  {
    module: 'a kid that is nowhere',
    defect: { header: withMember('kid', 'elsewhere') },
    check: 'id-token-key-known',
  },
  {
    module: 'two keys of one kid',
    defect: { keys: ([key]) => (key ? [key, { ...evilKeys.otherRsa.publicJwk, kid: 'one' }] : []) },
    check: 'id-token-key-known',
  },
  {
    module: 'a key for encryption',
    defect: { keys: (keys) => keys.map((key) => ({ ...key, use: 'enc' })) },
    check: 'id-token-key-known',
  },
  {
    module: 'a key of another kind',
    defect: { keys: () => [{ ...evilKeys.ec.publicJwk, kid: 'one' }] },
    check: 'id-token-key-known',
  },
  { module: 'no keys', defect: { keys: () => [] }, check: 'id-token-key-known' },
  {
    module: 'oidcc-client-test-idtoken-sig-none',
    defect: { signing: ({ key }) => ({ alg: 'none', key }) },
    check: 'id-token-alg-registered',
    actual: 'none',
  },
  {
    module: 'an alg of ES256 where RS256 is registered',
    defect: {
      signing: () => ({ alg: 'ES256', key: evilKeys.ec.privateJwk }),
      keys: (keys) => [...keys, { ...evilKeys.ec.publicJwk, kid: 'one', alg: 'ES256' }],
    },
    check: 'id-token-alg-registered',
  },
  {
    module: 'oidcc-client-test-invalid-sig-rs256',
    defect: { idToken: otherSignature },
    check: 'id-token-signature-matches',
  },
  {
    module: 'a signature by another key',
    defect: { signing: ({ alg }) => ({ alg, key: evilKeys.otherRsa.privateJwk }) },
    check: 'id-token-signature-matches',
  },
  {
    module: 'oidcc-client-test-nonce-invalid',
    defect: { claims: withMember('nonce', 'another-nonce') },
    check: 'nonce-matches',
  },
  { module: 'no nonce', defect: { claims: without('nonce') }, check: 'nonce-matches' },
  {
    module: 'an old log-in where max_age was asked',
    asked: '?max_age=300',
    defect: { claims: (c, { now }) => ({ ...c, auth_time: now - 302 }) },
    check: 'login-recent-enough',
  },
  {
    module: 'no auth_time where max_age was asked',
    asked: '?max_age=300',
    defect: { claims: without('auth_time') },
    check: 'login-recent-enough',
    actual: 'no auth_time',
  },
  {
    module: 'another acr than was asked for',
    asked: '?acr_values=phr+phrh',
    defect: {},
    check: 'login-recent-enough',
    actual: 'acr password',
  },
  {
    module: 'oidcc-client-test-missing-athash',
    defect: { claims: without('at_hash') },
    check: 'access-token-hash-matches',
  },
  {
    module: 'oidcc-client-test-invalid-athash',
    defect: { claims: withMember('at_hash', 'AAAAAAAAAAAAAAAAAAAAAA') },
    check: 'access-token-hash-matches',
  },
  {
    module: 'another access token',
    defect: { tokens: withMember('access_token', 'of-another') },
    check: 'access-token-hash-matches',
  },
  {
    module: 'oidcc-client-test-userinfo-invalid-sub',
    defect: { userInfo: withMember('sub', 'mallory') },
    check: 'userinfo-subject-matches',
  },
  {
    module: 'UserInfo without a sub',
    defect: { userInfo: without('sub') },
    check: 'userinfo-subject-matches',
  },
  { module: 'no id_token', defect: { tokens: without('id_token') }, check: 'id-token-present' },
  {
    module: 'an id_token that is no text',
    defect: { tokens: withMember('id_token', {}) },
    check: 'id-token-present',
  },
  {
    module: 'another state',
    defect: {
      callback: (pairs) => pairs.map(([name, value]) => [name, name === 'state' ? 'another' : value]),
    },
    check: 'state-matches',
  },
  {
    module: 'a state twice',
    defect: { callback: (pairs) => [...pairs, ...pairs.filter(([name]) => name === 'state')] },
    check: 'state-matches',
  },
  {
    module: 'another iss',
    defect: {
      callback: (pairs) => pairs.map(([name, value]) => [name, name === 'iss' ? `${value}/` : value]),
    },
    check: 'issuer-matches',
  },
  {
    module: 'no iss where it is announced',
    defect: { callback: (pairs) => pairs.filter(([name]) => name !== 'iss') },
    check: 'issuer-matches',
  },
]

const outcomes = ({ verdict }: Handled) => verdict?.checks.map(({ outcome }) => outcome)

describe('OIDC-13: a provider with one defect is refused by the check for it', () => {
  it.each(defects)('$module: $check', async ({ defect, check, asked, actual }) => {
    const lab = new EvilLab(defect)
    const handled = await lab.logIn(asked)
    const { verdict, response } = handled
    expect(verdict).toMatchObject({ endpoint: 'relying-party', outcome: 'refused', end: check })
    const at = relyingPartyList.checks.findIndex(({ id }) => id === check)
    expect(outcomes(handled)).toEqual(
      relyingPartyList.checks.map((_, i) => (i < at ? 'passed' : i === at ? 'failed' : 'not-reached')),
    )
    if (actual !== undefined) expect(verdict?.checks[at]?.actual).toBe(actual)
    expect(response.status).toBe(400)
    expect(readable(response.body)).toContain('no session was begun')
    expect(field(response, 'set-cookie')).toBeUndefined()
    expect(await lab.account()).toBeNull()
  })

  it('names each check of the list that a provider can fail', () => {
    const named = new Set(defects.map(({ check }) => check))
    const elsewhere = ['discovery-issuer-matches', 'account-is-iss-and-sub', 'nonce-unused']
    expect([...named, ...elsewhere].toSorted()).toEqual(
      relyingPartyList.checks.map(({ id }) => id).toSorted(),
    )
  })

  it('runs its checks in the order that is published', () => {
    expect(relyingPartyList.checks.map(({ id }) => id).join(' ')).toBe(
      'discovery-issuer-matches state-matches issuer-matches id-token-present id-token-well-formed id-token-alg-registered id-token-key-known id-token-signature-matches id-token-issuer-exact id-token-audience-is-us authorized-party-is-us id-token-not-expired id-token-issued-recently nonce-matches login-recent-enough access-token-hash-matches userinfo-subject-matches account-is-iss-and-sub nonce-unused',
    )
  })
})

describe('an ID Token of which one character is another', () => {
  const proven = [
    'id-token-well-formed',
    'id-token-alg-registered',
    'id-token-key-known',
    'id-token-signature-matches',
  ]
  it.each(Array.from({ length: 24 }, (_, i) => i / 24))(
    'at %d of its length is refused by its proof',
    async (at) => {
      const lab = new EvilLab({
        idToken: (token) => {
          const i = Math.floor(at * token.length)
          const other = token[i] === 'A' ? 'B' : 'A'
          return `${token.slice(0, i)}${other}${token.slice(i + 1)}`
        },
      })
      const { verdict, response } = await lab.logIn()
      expect(proven).toContain(verdict?.end)
      expect(response.status).toBe(400)
    },
  )
})

describe('without its check, the same defect lets somebody in', () => {
  const rules: Rules = relyingPartyRules
  it.each(defects.filter(({ check }) => !rules[check]?.structural))('$module', async (row) => {
    const lab = new EvilLab(row.defect, { without: row.check })
    const handled = await lab.logIn(row.asked)
    expect(handled.verdict?.outcome, handled.verdict?.end).toBe('accepted')
    const moot = ['removed', 'passed', 'not-applicable']
    for (const { id, outcome } of handled.verdict?.checks ?? [])
      expect(id === row.check ? ['removed'] : moot, id).toContain(outcome)
    expect(handled.response.status).toBe(303)
    expect(await lab.account()).not.toBeNull()
  })
})

describe('a provider that does as it should', () => {
  it('oidcc-client-test', async () => {
    const lab = new EvilLab()
    const handled = await lab.logIn()
    expect(handled.verdict).toMatchObject({
      outcome: 'accepted',
      principal: { type: 'user', id: 'ada', client: 'relying-party' },
    })
    expect(handled.verdict?.derivation.map(({ name }) => name)).toEqual(['idTokenSigningInput', 'atHash'])
    expect(handled.response.status).toBe(303)
    expect(field(handled.response, 'location')).toBe(`${lab.issuer}/oidc/client/session`)
    expect(await lab.account()).toEqual({
      iss: lab.issuer,
      sub: 'ada',
      name: 'Ada Byron',
      email: 'ada@example.org',
    })
  })

  it('oidcc-client-test-idtoken-sig-rs256', async () => {
    expect((await new EvilLab({}, { alg: 'RS256' }).logIn()).verdict?.outcome).toBe('accepted')
  })

  it.each(['ES256', 'EdDSA'] as const)('an ID Token by %s, for a client that registered it', async (alg) => {
    expect((await new EvilLab({}, { alg }).logIn()).verdict?.outcome).toBe('accepted')
  })

  it('oidcc-client-test-invalid-sig-es256', async () => {
    const handled = await new EvilLab({ idToken: otherSignature }, { alg: 'ES256' }).logIn()
    expect(handled.verdict?.end).toBe('id-token-signature-matches')
  })

  it('oidcc-client-test-invalid-sig-hs256', async () => {
    // This client registers no MAC: a token under its own secret is refused before its key matters.
    const secret = new Uint8Array(32).fill(1)
    const handled = await new EvilLab({ signing: () => ({ alg: 'HS256', key: secret }) }).logIn()
    expect(handled.verdict?.end).toBe('id-token-alg-registered')
    // Where that check is missing, the key on the list is still one for RS256.
    const weak = new EvilLab(
      { signing: () => ({ alg: 'HS256', key: secret }) },
      { without: 'id-token-alg-registered' },
    )
    expect((await weak.logIn()).verdict?.end).toBe('id-token-key-known')
  })

  it('oidcc-client-test-kid-absent-single-jwks', async () => {
    const handled = await new EvilLab({ header: without('kid') }).logIn()
    expect(handled.verdict?.outcome).toBe('accepted')
  })

  it('oidcc-client-test-scope-userinfo-claims', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin('?scope=openid+profile+email')
    expect(asked?.scope).toBe('openid profile email')
    await lab.comeBack(asked ?? {})
    expect(await lab.account()).toMatchObject({ name: 'Ada Byron', email: 'ada@example.org' })
    const userInfo = lab.asked.find(({ target }) => target.endsWith('/userinfo'))
    expect(userInfo && field(userInfo, 'authorization')).toBe('Bearer an-access-token')
  })

  it('oidcc-client-test-client-secret-basic', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin()
    await lab.comeBack(asked ?? {})
    const token = lab.asked.find(({ target }) => target.endsWith('/token'))
    expect(token && field(token, 'authorization')).toMatch(/^Basic [A-Za-z0-9+/]+=*$/)
    const form = new URLSearchParams(token && readable(token.body))
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'authorization_code',
      code: 'a-code',
      redirect_uri: `${lab.issuer}/oidc/client/callback`,
      code_verifier: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    })
    expect(asked).toMatchObject({ code_challenge_method: 'S256', response_type: 'code' })
  })

  it('an ID Token for a list of this client alone, with it as azp', async () => {
    const handled = await new EvilLab({
      claims: (claims) => ({ ...claims, aud: ['relying-party'], azp: 'relying-party' }),
    }).logIn()
    expect(handled.verdict?.outcome).toBe('accepted')
  })

  it('a log-in at the edge of max_age, and one with the acr that was asked for', async () => {
    const old = new EvilLab({ claims: (claims, { now }) => ({ ...claims, auth_time: now - 300 }) })
    expect((await old.logIn('?max_age=300')).verdict?.outcome).toBe('accepted')
    expect((await new EvilLab().logIn('?acr_values=phr+password')).verdict?.outcome).toBe('accepted')
  })

  it('an answer without iss, from a provider that does not announce it', async () => {
    const lab = new EvilLab({
      document: without('authorization_response_iss_parameter_supported'),
      callback: (pairs) => pairs.filter(([name]) => name !== 'iss'),
    })
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
  })
})

describe('the provider’s document and keys', () => {
  it('oidcc-client-test-discovery-openid-config', async () => {
    const lab = new EvilLab()
    await lab.begin()
    expect(lab.asked.map(({ target }) => target)).toEqual([`${lab.issuer}/.well-known/openid-configuration`])
  })

  it('oidcc-client-test-discovery-jwks-uri-keys', async () => {
    const lab = new EvilLab()
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
    expect(lab.count('/keys')).toBe(1)
    await lab.logIn()
    expect(lab.count('/keys')).toBe(1)
    lab.lab.clock += 301_000
    await lab.logIn()
    expect(lab.count('/keys')).toBe(2)
  })

  it.each([
    ['another issuer', withMember('issuer', 'https://op.example')],
    ['no issuer', without('issuer')],
  ])('oidcc-client-test-discovery-issuer-mismatch: %s', async (_, document) => {
    const lab = new EvilLab({ document })
    const { begun, asked } = await lab.begin()
    expect(asked).toBeUndefined()
    expect(begun.verdict).toMatchObject({ endpoint: 'client-begin', end: 'discovery-issuer-matches' })
    expect(begun.response.status).toBe(400)
    expect(field(begun.response, 'set-cookie')).toBeUndefined()
  })

  it('judges the document again when somebody comes back', async () => {
    const lab = new EvilLab({ document: withMember('issuer', 'https://op.example') })
    const handled = await lab.comeBack({ state: 'none' })
    expect(handled.verdict).toMatchObject({ endpoint: 'relying-party', end: 'discovery-issuer-matches' })
    expect(handled.response.status).toBe(400)
  })

  it('without discovery-issuer-matches, the other document is followed', async () => {
    const lab = new EvilLab(
      { document: withMember('issuer', 'https://op.example') },
      { without: 'discovery-issuer-matches' },
    )
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
  })

  it('oidcc-client-test-signing-key-rotation', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    lab.kid = 'two'
    lab.published = [{ ...evilKeys.otherRsa.publicJwk, kid: 'two' }]
    lab.signing = { alg: 'RS256', key: evilKeys.otherRsa.privateJwk }
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
    expect(lab.count('/keys')).toBe(2)
  })

  it('oidcc-client-test-signing-key-rotation-just-before-signing', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    const { asked } = await lab.begin()
    lab.kid = 'two'
    lab.published = [...lab.published, { ...evilKeys.otherRsa.publicJwk, kid: 'two' }]
    lab.signing = { alg: 'RS256', key: evilKeys.otherRsa.privateJwk }
    expect((await lab.comeBack(asked ?? {})).verdict?.outcome).toBe('accepted')
    expect(lab.count('/keys')).toBe(2)
  })

  it('asks for the keys once more where the kid is unknown, and not for ever', async () => {
    const lab = new EvilLab({ header: withMember('kid', 'elsewhere') })
    expect((await lab.logIn()).verdict?.end).toBe('id-token-key-known')
    expect(lab.count('/keys')).toBe(2)
  })

  it.each<[string, HttpResponse]>([
    ['another media type', { ...json(200, { issuer: 'x' }), headers: [['Content-Type', 'text/html']] }],
    ['a refusal', json(404, {})],
  ])('takes no document of %s', async (_, answer) => {
    const lab = new EvilLab()
    const program = { ...lab.program, call: () => answer }
    const { discover } = await import('./relying-party/login.ts')
    expect(await discover(program, lab.server)).toBeUndefined()
  })
})

describe('answers of the front channel', () => {
  it('oidcc-client-test-form-post-error', async () => {
    const lab = new EvilLab({
      callback: (pairs) => [['error', 'access_denied'], ...pairs.filter(([name]) => name !== 'code')],
    })
    const handled = await lab.logIn('?response_mode=form_post', true)
    expect(handled.verdict).toMatchObject({ outcome: 'refused', end: 'id-token-present' })
    expect(handled.response.status).toBe(400)
    expect(readable(handled.response.body)).toContain('<code>access_denied</code>')
    expect(lab.count('/token')).toBe(0)
  })

  it('takes a form as well as a query', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin('?response_mode=form_post')
    expect(asked?.response_mode).toBe('form_post')
    expect((await lab.comeBack(asked ?? {}, true)).verdict?.outcome).toBe('accepted')
  })

  it('redeems no code before state and iss hold', async () => {
    for (const name of ['state', 'iss']) {
      const lab = new EvilLab({ callback: (pairs) => pairs.filter(([other]) => other !== name) })
      await lab.logIn()
      expect(lab.count('/token')).toBe(0)
    }
  })

  it('redeems no code that comes with an error', async () => {
    const lab = new EvilLab({ callback: (pairs) => [...pairs, ['error', 'server_error']] })
    expect((await lab.logIn()).verdict?.end).toBe('id-token-present')
    expect(lab.count('/token')).toBe(0)
  })

  it('escapes nothing into its page that is no error code', async () => {
    const lab = new EvilLab({ callback: (pairs) => [...pairs, ['error', '<script>']] })
    expect(readable((await lab.logIn()).response.body)).not.toContain('script>')
  })

  it('keeps the logins of two user agents apart', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin()
    const other = new EvilLab()
    await other.begin()
    expect((await other.comeBack(asked ?? {})).verdict?.end).toBe('state-matches')
  })

  it('forgets a login after ten minutes', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin()
    lab.lab.clock += 601_000
    expect((await lab.comeBack(asked ?? {})).verdict?.end).toBe('state-matches')
  })

  it.each([
    ['?max_age=soon', 'max_age'],
    ['?prompt=none&prompt=login', 'prompt'],
  ])('begins nothing for %s', async (query, name) => {
    const { begun, asked } = await new EvilLab().begin(query)
    expect(asked).toBeUndefined()
    expect(begun.response.status).toBe(400)
    expect(readable(begun.response.body)).toContain(name)
  })
})

describe('OIDC-14: at_hash', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('an access token that was swapped, by %s', async (alg) => {
    const lab = new EvilLab({ tokens: withMember('access_token', 'another') }, { alg })
    expect((await lab.logIn()).verdict?.end).toBe('access-token-hash-matches')
  })

  it.each([
    ['optional', undefined, 'accepted'],
    ['optional', 'AAAAAAAAAAAAAAAAAAAAAA', 'refused'],
    ['required', undefined, 'refused'],
    [undefined, undefined, 'refused'],
  ] as const)('a provider that is known for it as %s sends %s: %s', async (known, at_hash, outcome) => {
    const configured = {
      issuer: 'https://op.example',
      client_id: 'us',
      id_token_signed_response_alg: 'ES256',
    }
    const header = JSON.stringify({ alg: 'ES256' })
    const claims = JSON.stringify({
      ...{ iss: 'https://op.example', aud: 'us', sub: 'ada', nonce: 'n', iat: 0, exp: 300, at_hash },
    })
    const { token } = await signToken({ header, claims }, 'ES256', evilKeys.ec.privateJwk)
    const verdict = await verifyRelyingParty(
      recordedLogin({
        configured: { ...configured, ...(known === undefined ? {} : { at_hash: known }) } as Configured,
        metadata: { issuer: 'https://op.example' },
        sentOff: [{ state: 's', nonce: 'n', startedAt: 0 }],
        callback: [
          ['code', 'c'],
          ['state', 's'],
        ],
        tokenResponse: { access_token: 'a', id_token: token },
        jwks: { keys: [evilKeys.ec.publicJwk] },
        userInfo: { sub: 'ada' },
      }),
      { now: () => 0, claimNonce: () => true },
      null,
    )
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.end).toBe(outcome === 'refused' ? 'access-token-hash-matches' : undefined)
  })
})

describe('OIDC-15: UserInfo', () => {
  it.each<[string, Defect]>([
    ['a refusal', { userInfo: () => json(401, { error: 'invalid_token' }) }],
    ['no JSON', { userInfo: () => ({ ...json(200, {}), body: new Uint8Array([0xff]) }) }],
    [
      'a member twice',
      {
        userInfo: () => ({
          ...json(200, {}),
          body: new TextEncoder().encode('{"sub":"ada","sub":"mallory"}'),
        }),
      },
    ],
    ['a list', { userInfo: () => json(200, [{ sub: 'ada' }]) }],
  ])('%s instead of claims', async (_, defect) => {
    expect((await new EvilLab(defect).logIn()).verdict?.end).toBe('userinfo-subject-matches')
  })
})

describe('accounts', () => {
  it('OIDC-21: one with the address of another is refused by account-is-iss-and-sub', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    await lab.client('/client/logout', { post: [] })
    lab.defect = { claims: withMember('sub', 'mallory'), userInfo: withMember('sub', 'mallory') }
    const handled = await lab.logIn()
    expect(handled.verdict?.end).toBe('account-is-iss-and-sub')
    expect(handled.response.status).toBe(400)
    expect(await lab.account()).toBeNull()
  })

  it('without that check, the address opens the account', async () => {
    const lab = new EvilLab({}, { without: 'account-is-iss-and-sub' })
    await lab.logIn()
    lab.defect = { claims: withMember('sub', 'mallory'), userInfo: withMember('sub', 'mallory') }
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
    expect(await lab.account()).toMatchObject({ sub: 'ada' })
  })

  it('a new address is taken over by the account that it belongs to now', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    lab.defect = { userInfo: withMember('email', 'byron@example.org') }
    await lab.logIn()
    expect(await lab.account()).toMatchObject({ sub: 'ada', email: 'byron@example.org' })
  })

  it('a second person gets a second account', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    lab.defect = {
      claims: withMember('sub', 'mallory'),
      userInfo: () => ({ sub: 'mallory', email: 'mallory@example.org' }),
    }
    expect((await lab.logIn()).verdict?.outcome).toBe('accepted')
    expect(await lab.account()).toMatchObject({ sub: 'mallory' })
  })
})

describe('single use', () => {
  it('a login that was completed is not completed again: nonce-unused', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin()
    expect((await lab.comeBack(asked ?? {})).verdict?.outcome).toBe('accepted')
    await lab.client('/client/logout', { post: [] })
    const handled = await lab.comeBack(asked ?? {})
    expect(handled.verdict?.end).toBe('nonce-unused')
    expect(handled.response.status).toBe(400)
    expect(await lab.account()).toBeNull()
  })

  it('of twenty at once one gets in', async () => {
    const lab = new EvilLab()
    const { asked } = await lab.begin()
    const handled = await Promise.all(Array.from({ length: 20 }, () => lab.comeBack(asked ?? {})))
    expect(handled.filter(({ verdict }) => verdict?.outcome === 'accepted')).toHaveLength(1)
  })

  it('without nonce-unused, each copy gets in', async () => {
    const lab = new EvilLab({}, { without: 'nonce-unused' })
    const { asked } = await lab.begin()
    for (const _ of [1, 2]) expect((await lab.comeBack(asked ?? {})).verdict?.outcome).toBe('accepted')
  })

  it('a refused login spends nothing', async () => {
    const lab = new EvilLab({ userInfo: withMember('sub', 'mallory') })
    const { asked } = await lab.begin()
    expect((await lab.comeBack(asked ?? {})).verdict?.end).toBe('userinfo-subject-matches')
    lab.defect = {}
    expect((await lab.comeBack(asked ?? {})).verdict?.outcome).toBe('accepted')
  })
})

describe('the session of the client', () => {
  it('is told to whoever has the cookie, and ends by its log-out', async () => {
    const lab = new EvilLab()
    const before = await lab.client('/client/session')
    expect(before.response.status).toBe(404)
    await lab.logIn()
    const page = await lab.client('/client/session')
    expect(page.response.status).toBe(200)
    expect(readable(page.response.body)).toContain('<code id="sub">ada</code>')
    const out = await lab.client('/client/logout', { post: [] })
    expect(readable(out.response.body)).toContain('name="id_token_hint"')
    expect(await lab.account()).toBeNull()
  })

  it('ends after an hour', async () => {
    const lab = new EvilLab()
    await lab.logIn()
    lab.lab.clock += 3_600_000
    expect(await lab.account()).toBeNull()
  })

  it('gets a new id at each login', async () => {
    const lab = new EvilLab()
    const cookies = [await lab.logIn(), await lab.logIn()].map(({ response }) =>
      field(response, 'set-cookie'),
    )
    expect(cookies[0]).toMatch(/^oidc-client-session-lab=[A-Za-z0-9_-]{32}; Path=\/s\/lab\/oidc\/client;/)
    expect(cookies[0]).not.toBe(cookies[1])
  })

  it('keeps no secret of a login in its verdict', async () => {
    const lab = new EvilLab({ claims: withMember('nonce', 'another') })
    const { asked } = await lab.begin()
    const { verdict } = await lab.comeBack(asked ?? {})
    const told = JSON.stringify(verdict)
    for (const secret of [asked?.nonce, asked?.state, 'an-access-token']) expect(told).not.toContain(secret)
  })
})

describe('the back channel', () => {
  it('calls nobody but the endpoints that it was given', async () => {
    const { server } = new EvilLab()
    const handle = () => ({ response: json(200, { here: true }), verdict: null })
    const token = { name: 'token', methods: ['POST'], path: '/token', summary: '', lists: [], handle }
    const call = inProcess([token])
    const at = (address: string, method = 'POST') => call(request(method, address), server)
    expect((await at('http://localhost:8787/s/lab/oidc/token'))?.status).toBe(200)
    for (const elsewhere of [
      'http://localhost:8787/s/other/oidc/token',
      'http://localhost:8787/s/lab/oidc/client/begin',
      'http://localhost:8787/s/lab/oidc/token/',
      'http://localhost:8788/s/lab/oidc/token',
      'https://localhost:8787/s/lab/oidc/token',
      'http://169.254.169.254/latest/meta-data',
      'undefined',
    ]) {
      expect(await at(elsewhere), elsewhere).toBeUndefined()
    }
    expect(await at('http://localhost:8787/s/lab/oidc/token', 'GET')).toBeUndefined()
  })
})

describe('the checks on their own', () => {
  it('judge a recorded login as they judge one that is under way', async () => {
    const verdict = await verifyRelyingParty(
      recordedLogin({
        configured: {
          issuer: 'https://op.example',
          client_id: 'us',
          id_token_signed_response_alg: 'RS256',
        },
        metadata: { issuer: 'https://op.example' },
        sentOff: [{ state: 's', nonce: 'n', startedAt: 0 }],
        callback: [
          ['code', 'c'],
          ['state', 's'],
        ],
        tokenResponse: { access_token: 'a' },
        jwks: { keys: [] },
        userInfo: undefined,
      }),
      { now: () => 0, claimNonce: () => true },
      null,
    )
    expect(verdict.end).toBe('id-token-present')
  })
})
