/**
 * The same malformed request to oidc-provider and to our server. Where the two differ the table says why, with the clause
 * that ours goes by: a difference without a reason is a mistake of one of them.
 */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, startInteropLab } from './testing/interop-lab.ts'
import { clientSecret, type OpenProvider, redirectUri, startOpenProvider } from './testing/open-provider.ts'
import { ResourceOwner } from './testing/resource-owner.ts'
import {
  type AuthorizationChange,
  authorized,
  basic,
  freshCode,
  redeemed,
  type Side,
  sent,
  set,
  type TokenChange,
} from './testing/two-servers.ts'
import { UserAgent } from './testing/user-agent.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let op: OpenProvider
let lab: InteropLab
let theirs: Side
let ours: Side
beforeAll(async () => {
  op = await startOpenProvider()
  lab = await startInteropLab()
  const sandbox = await lab.newSandbox()
  const ada = new UserAgent(op.issuer)
  theirs = {
    origin: op.issuer,
    authorize: `${op.issuer}/auth`,
    token: `${op.issuer}/token`,
    publicId: 'reader-public',
    confidential: { client_id: 'reader:basic', client_secret: clientSecret },
    approve: (address) => ada.approve(address),
  }
  const [relyingParty] = sandbox.credentials.oidc.clients
  ours = {
    origin: new URL(sandbox.url('')).origin,
    authorize: sandbox.url('/oidc/authorize'),
    token: sandbox.url('/oidc/token'),
    publicId: 'relying-party-public',
    confidential: { client_id: relyingParty.client_id, client_secret: relyingParty.client_secret },
    approve: async (address) => (await new ResourceOwner(sandbox).approve(address)).url,
  }
})
afterAll(async () => {
  await op.close()
  await lab.close()
})

type Row<Change> = readonly [title: string, change: Change, theirs: string, ours?: string, because?: string]

const twice =
  (name: string, value: string): AuthorizationChange =>
  (pairs) => [...pairs, [name, value]]

const authorizationRequests: readonly Row<AuthorizationChange>[] = [
  ['a right request', (pairs) => pairs, 'page 200'],
  ['no response_type', set('response_type', undefined), 'back invalid_request'],
  ['response_type=token', set('response_type', 'token'), 'back unsupported_response_type'],
  ['response_type=nonsense', set('response_type', 'nonsense'), 'back unsupported_response_type'],
  ['no client_id', set('client_id', undefined), 'page 400'],
  ['an unknown client_id', set('client_id', 'nobody-at-all'), 'page 400'],
  [
    'no redirect_uri',
    set('redirect_uri', undefined),
    'page 200',
    'page 400',
    'RFC 6749 §3.1.2.3 and Core §3.1.2.1: it is required. Theirs takes the only one that is registered.',
  ],
  ['a redirect_uri with a slash more', set('redirect_uri', `${redirectUri}/`), 'page 400'],
  ['a redirect_uri with a query more', set('redirect_uri', `${redirectUri}?a=b`), 'page 400'],
  ['a redirect_uri with a fragment', set('redirect_uri', `${redirectUri}#a`), 'page 400'],
  [
    'redirect_uri twice',
    twice('redirect_uri', redirectUri),
    'back invalid_request',
    'page 400',
    'RFC 6749 §4.1.2.1: which of two is meant is not known, so nobody is sent to either.',
  ],
  ['scope twice', twice('scope', 'openid'), 'back invalid_request'],
  [
    'state twice',
    twice('state', 'a-state'),
    'back invalid_request without state',
    'back invalid_request',
    'RFC 6749 §4.1.2.1: a state that came goes back; ours is the first of the two.',
  ],
  [
    'no code_challenge',
    (pairs) => pairs.filter(([name]) => !name.startsWith('code_challenge')),
    'back invalid_request',
  ],
  ['a code_challenge_method without a challenge', set('code_challenge', undefined), 'back invalid_request'],
  ['code_challenge_method=plain', set('code_challenge_method', 'plain'), 'back invalid_request'],
  ['no code_challenge_method', set('code_challenge_method', undefined), 'back invalid_request'],
  ['a code_challenge of 42 characters', set('code_challenge', 'a'.repeat(42)), 'back invalid_request'],
  ['a scope value that nobody knows', set('scope', 'openid nonsense'), 'page 200'],
  ['prompt=none and nobody logged in', set('prompt', 'none'), 'back login_required'],
  ['prompt=none login', set('prompt', 'none login'), 'back invalid_request'],
  [
    'prompt=nonsense',
    set('prompt', 'nonsense'),
    'back invalid_request',
    'page 200',
    'Core §3.1.2.1 has an error for none beside another value, and none for a value that it does not name.',
  ],
  [
    'response_mode=nonsense',
    set('response_mode', 'nonsense'),
    'back unsupported_response_mode',
    'page 400',
    'Multiple Response Types §2.1: the mode says how an answer is sent, and this one is known to nobody.',
  ],
  ['max_age=soon', set('max_age', 'soon'), 'back invalid_request'],
  ['a Request Object', set('request', 'e30.e30.'), 'back request_not_supported'],
  [
    'a request_uri elsewhere',
    set('request_uri', 'https://op.example/request'),
    'back request_uri_not_supported',
  ],
  [
    'a request_uri that was never given out',
    set('request_uri', 'urn:ietf:params:oauth:request_uri:none'),
    'back invalid_request_uri',
    'page 400',
    'RFC 9126 §4: only what was pushed counts, so the redirect_uri beside the reference is not used.',
  ],
  [
    'claims that are no JSON',
    set('claims', '{'),
    'page 200',
    'back invalid_request',
    'Core §5.5: the value is a JSON object. Theirs was not told to read the parameter.',
  ],
  [
    'an id_token_hint that is no JWT',
    set('id_token_hint', 'nonsense'),
    'back invalid_request',
    'back login_required',
    'Core §3.1.2.1: whoever logs in is not whom the hint names: an error, such as login_required.',
  ],
  ['a parameter that nobody knows', set('nonsense', 'of-some-kind'), 'page 200'],
]

const pairs =
  (change: (pairs: readonly FormPair[]) => readonly FormPair[]): TokenChange =>
  (right) => ({ ...right, pairs: change(right.pairs) })
const refreshing =
  (...more: readonly FormPair[]): TokenChange =>
  (right) => ({ ...right, pairs: [['grant_type', 'refresh_token'], ...more] })

const tokenRequests: readonly Row<TokenChange>[] = [
  ['a right request', (right) => right, '200'],
  [
    'a GET',
    (right) => ({ ...right, method: 'GET' }),
    '404',
    '405 invalid_request',
    'RFC 9110 §15.5.6: the resource is there, and takes a POST (RFC 6749 §3.2).',
  ],
  [
    'JSON',
    (right) => ({ ...right, type: 'application/json', content: '{"grant_type":"authorization_code"}' }),
    '400 invalid_request',
  ],
  ['no Content-Type', (right) => ({ ...right, type: undefined }), '400 invalid_request'],
  ['no content', (right) => ({ ...right, content: '' }), '400 invalid_request'],
  [
    'a form that cannot be decoded',
    (right) => ({ ...right, content: 'grant_type=%zz' }),
    '400 unsupported_grant_type',
    '400 invalid_request',
    'RFC 6749 Appendix B: it is no form. Theirs reads %zz as it stands.',
  ],
  ['no grant_type', pairs(set('grant_type', undefined)), '400 invalid_request'],
  ['grant_type=nonsense', pairs(set('grant_type', 'nonsense')), '400 unsupported_grant_type'],
  ['grant_type=password', pairs(set('grant_type', 'password')), '400 unsupported_grant_type'],
  ['grant_type twice', pairs((all) => [...all, ['grant_type', 'authorization_code']]), '400 invalid_request'],
  [
    'grant_type=client_credentials, not registered',
    pairs(set('grant_type', 'client_credentials')),
    '400 invalid_request',
    '400 unauthorized_client',
    'RFC 6749 §5.2: the client is not authorized for this grant type.',
  ],
  [
    'a wrong secret',
    (right, { confidential: { client_id } }) => ({ ...right, headers: basic(client_id, 'wrong') }),
    '401 invalid_client',
  ],
  [
    'an unknown client',
    (right) => ({ ...right, headers: basic('nobody-at-all', 'wrong') }),
    '401 invalid_client',
  ],
  [
    'no client at all',
    (right) => ({ ...right, headers: [] }),
    '400 invalid_request',
    '401 invalid_client',
    'RFC 6749 §5.2: invalid_client is for no client authentication as well.',
  ],
  [
    'a confidential client that names itself only',
    (right, { confidential: { client_id } }) => ({
      ...right,
      headers: [],
      pairs: set('client_id', client_id)(right.pairs),
    }),
    '401 invalid_client',
  ],
  [
    'the secret in the field and in the form',
    (right, { confidential }) => ({
      ...right,
      pairs: [...right.pairs, ...(Object.entries(confidential) as FormPair[])],
    }),
    '400 invalid_request',
  ],
  [
    'another client_id in the form',
    pairs(set('client_id', 'somebody-else')),
    '400 invalid_request',
    '401 invalid_client',
    'RFC 6749 §3.2.1, §5.2: the client did not prove the name that it gave.',
  ],
  [
    'a secret of another way than registered',
    (right, { confidential }) => ({
      ...right,
      headers: [],
      pairs: [...right.pairs, ...(Object.entries(confidential) as FormPair[])],
    }),
    '200',
    '401 invalid_client',
    'RFC 7591 §2: the client registered one way. Theirs takes Basic and the form for one another.',
  ],
  [
    'Basic that cannot be read',
    (right) => ({ ...right, headers: [['Authorization', 'Basic !!!']] }),
    '400 invalid_request',
    '401 invalid_client',
    'RFC 6749 §5.2: whoever tried by the Authorization field gets 401 and a challenge.',
  ],
  ['no code', pairs(set('code', undefined)), '400 invalid_request'],
  ['an unknown code', pairs(set('code', 'nonsense')), '400 invalid_grant'],
  ['code twice', pairs((all) => [...all, ...all.filter(([name]) => name === 'code')]), '400 invalid_request'],
  [
    'no redirect_uri',
    pairs(set('redirect_uri', undefined)),
    '200',
    '400 invalid_grant',
    'RFC 6749 §4.1.3: required where the authorization request had it. Theirs takes the only one registered.',
  ],
  ['another redirect_uri', pairs(set('redirect_uri', `${redirectUri}/`)), '400 invalid_grant'],
  ['no code_verifier', pairs(set('code_verifier', undefined)), '400 invalid_grant'],
  ['another code_verifier', pairs(set('code_verifier', 'a'.repeat(43))), '400 invalid_grant'],
  [
    'a code_verifier of 42 characters',
    pairs(set('code_verifier', 'a'.repeat(42))),
    '400 invalid_request',
    '400 invalid_grant',
    'RFC 7636 §4.6: what does not lead to the challenge is invalid_grant, however long.',
  ],
  [
    'a code of another client',
    async (right, side) => ({
      ...right,
      pairs: set('code', await freshCode(side, side.publicId))(right.pairs),
    }),
    '400 invalid_grant',
  ],
  [
    'a code for the second time',
    async (right, side) => {
      expect(await sent(side, right)).toBe('200')
      return right
    },
    '400 invalid_grant',
  ],
  ['no refresh_token', refreshing(), '400 invalid_request'],
  ['an unknown refresh_token', refreshing(['refresh_token', 'nonsense']), '400 invalid_grant'],
  [
    'a DPoP proof that is no JWT',
    (right) => ({ ...right, headers: [...right.headers, ['DPoP', 'nonsense']] }),
    '400 invalid_dpop_proof',
  ],
  ['a parameter that nobody knows', pairs(set('nonsense', 'of-some-kind')), '200'],
]

const rows = <Change>(some: readonly Row<Change>[]) =>
  some.map(
    ([title, change, theirs, ours = theirs, because = '']) => [title, change, theirs, ours, because] as const,
  )

describe('the authorization endpoint of both', () => {
  it.each(rows(authorizationRequests))('%s', async (_, change, theirAnswer, ourAnswer) => {
    expect([await authorized(theirs, change), await authorized(ours, change)]).toEqual([
      theirAnswer,
      ourAnswer,
    ])
  })
})

describe('the token endpoint of both', () => {
  it.each(rows(tokenRequests))('%s', async (_, change, theirAnswer, ourAnswer) => {
    expect([await redeemed(theirs, change), await redeemed(ours, change)]).toEqual([theirAnswer, ourAnswer])
  })
})

it('gives a reason, with a clause, for each difference and for nothing else', () => {
  for (const [title, , theirAnswer, ourAnswer, because] of [
    ...rows<unknown>(authorizationRequests),
    ...rows<unknown>(tokenRequests),
  ]) {
    expect(because !== '', title).toBe(theirAnswer !== ourAnswer)
    if (because !== '') expect(because, title).toMatch(/§|Appendix/)
  }
})
