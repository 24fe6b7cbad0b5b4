/** The signing keys of a world: one ring an algorithm, turned over without a token getting lost. */
import { beforeEach, describe, expect, it } from 'vitest'
import { readCompactForm } from '../jose/compact-form.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { findClient } from './clients/clients.ts'
import { issuerOf } from './door.ts'
import { oauth2 } from './index.ts'
import { issueTokens } from './tokens/access-tokens.ts'
import { startGrant } from './tokens/grants.ts'
import {
  publicKeyOf,
  publicKeySet,
  publishNextKey,
  signingAlgorithms,
  signingKeyFor,
  signWithKey,
  withdrawSigningKey,
} from './tokens/keys.ts'

let lab: Lab

beforeEach(() => {
  lab = new Lab([oauth2])
})

async function jwt(): Promise<string> {
  const server = lab.server()
  const nightly = await findClient(server, 'nightly')
  if (!nightly) throw new Error('Unexpected world without Nightly')
  const grant = await startGrant(server, {
    door: 'oauth2',
    client_id: 'nightly',
    scope: 'notes:read',
    audience: [issuerOf(server)],
  })
  const client = { ...nightly, access_token_format: 'jwt' } as const
  return (await issueTokens(server, grant, { client, scope: 'notes:read', withRefresh: false })).accessToken
}

function kidOf(token: string): unknown {
  const read = readCompactForm(token)
  return typeof read === 'string' ? read : read.header.object.kid
}

const call = (token: string) => lab.get('/oauth2/whoami', [['Authorization', `Bearer ${token}`]])

describe('the JWK Set', () => {
  it('has one public key for each algorithm, and no private member', async () => {
    const answer = await lab.get('/oauth2/jwks.json')
    expect(answer.response.status).toBe(200)
    expect(answerField(answer, 'content-type')).toBe('application/jwk-set+json')
    const { keys } = JSON.parse((answer.response.body as { text: string }).text)
    expect(keys.map(({ alg, kty, use }: JsonWebKey) => [alg, kty, use])).toEqual([
      ['RS256', 'RSA', 'sig'],
      ['ES256', 'EC', 'sig'],
      ['EdDSA', 'OKP', 'sig'],
    ])
    for (const key of keys) {
      expect(key.kid).toMatch(/^[a-z0-9]+-[0-9a-f]{8}$/)
      for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(name)
    }
  })

  it('is another in each world, and the same after a reset', async () => {
    const real = await publicKeySet(lab.server())
    const twin = await publicKeySet(lab.server(`${lab.base}/without/oauth2.audience-is-us/`))
    const kids = ({ keys }: typeof real) => keys.map((key) => (key as { kid?: string }).kid)
    expect(kids(twin).filter((kid) => kids(real).includes(kid))).toEqual([])
    Object.assign(lab.installation, { since: lab.clock })
    expect(await publicKeySet(lab.server())).toEqual(real)
  })
})

describe.each(signingAlgorithms)('a rotation of the %s key', (alg) => {
  it('publishes, then signs, and retires the old one when its last token is over', async () => {
    const server = () => lab.server()
    const old = await signingKeyFor(server(), alg)
    const next = (await publishNextKey(server(), alg)) ?? ''
    expect((await publicKeyOf(server(), next))?.alg).toBe(alg)
    expect((await signingKeyFor(server(), alg)).kid).toBe(old.kid)

    expect(await signWithKey(server(), alg, next)).toBe(true)
    expect((await signingKeyFor(server(), alg)).kid).toBe(next)
    expect((await publicKeyOf(server(), old.kid))?.kid).toBe(old.kid)

    lab.clock += 611_000
    expect(await publicKeyOf(server(), old.kid)).toBeUndefined()
    expect((await publicKeySet(server())).keys).toHaveLength(3)
  })

  it('does not sign with a key that is in no set', async () => {
    expect(await signWithKey(lab.server(), alg, `${alg.toLowerCase()}-00000000`)).toBe(false)
  })
})

it('makes no more than three new RSA keys a world', async () => {
  const made: (string | undefined)[] = []
  for (let i = 0; i < 5; i++) made.push(await publishNextKey(lab.server(), 'RS256'))
  expect(made.map((kid) => kid !== undefined)).toEqual([true, true, true, false, false])
})

it('takes tokens of both keys while both are in the set, and none of a key that was withdrawn', async () => {
  const first = await jwt()
  const old = String(kidOf(first))
  const next = (await publishNextKey(lab.server(), 'ES256')) ?? ''
  expect(await withdrawSigningKey(lab.server(), 'ES256', old)).toBe(false)
  await signWithKey(lab.server(), 'ES256', next)
  const second = await jwt()
  expect(kidOf(second)).toBe(next)
  expect((await call(first)).response.status).toBe(200)
  expect((await call(second)).response.status).toBe(200)
  expect(await withdrawSigningKey(lab.server(), 'ES256', old)).toBe(true)
  expect(failedCheck(await call(first))).toBe('access-token-known')
  expect((await call(second)).response.status).toBe(200)
  expect(await signWithKey(lab.server(), 'ES256', old)).toBe(false)
})

it('a token of the twin is worth nothing in the real world', async () => {
  const twin = `${lab.base}/without/oauth2.audience-is-us`
  const answer = await lab.get('/without/oauth2.audience-is-us/oauth2/jwks.json')
  expect(answer.response.status).toBe(200)
  const { kid } = await signingKeyFor(lab.server(`${twin}/`), 'ES256')
  expect(await publicKeyOf(lab.server(), kid)).toBeUndefined()
})
