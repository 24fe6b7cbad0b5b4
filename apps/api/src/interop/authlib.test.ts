/** OAuth 2.0 and OpenID Connect by two Python libraries: Authlib, whose jose verifies our tokens, and requests-oauthlib. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { oauth2Run } from './testing/python-oauth2.ts'
import { describeWith, missing, pythonWith } from './testing/tools.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const run = (library: 'authlib' | 'requests-oauthlib') =>
  oauth2Run({ credentials: sandbox.credentials, url: (path) => sandbox.url(path) }, library)

describeWith(missing(pythonWith('authlib', 'requests')), 'Authlib', () => {
  it('discovers, registers, logs in, refreshes, asks about its tokens and ends them', async () => {
    expect(await run('authlib')).toEqual({
      issuer: sandbox.url(''),
      // By its jose: signature, iss, aud, exp, nonce and at_hash. UserInfo is signed by the same.
      id_tokens: ['RS256', 'ES256', 'EdDSA'].map((alg) => [alg, 'ada', 'ada', true]),
      pushed: [200, 'ada'],
      userinfo: 'ada',
      refreshed: [200, 'ada'],
      introspected: expect.objectContaining({ active: true, sub: 'ada', iss: sandbox.url('') }),
      revoked: 200,
      after: [[401, null], { active: false }],
      reused: 'invalid_grant',
      services: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'].map((method) => [
        method,
        true,
      ]),
      let_in: 200,
      device: [200, 'ada'],
    })
  })
})

describeWith(missing(pythonWith('requests_oauthlib')), 'requests-oauthlib', () => {
  it('gets tokens for a code and for itself; an old refresh token ends what came of it', async () => {
    expect(await run('requests-oauthlib')).toEqual({
      code: [[200, 'ada'], 200, true],
      refreshed: [[200, 'ada'], true],
      reused: 'invalid_grant',
      after: [401, null],
      service: true,
      denied: 'access_denied',
    })
  })
})
