/** Each check of the token endpoint and its neighbours, taken away: what it alone would have refused gets in. */
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { doors } from '../testing/doors.ts'
import { basicOf, dpopKeys, jsonOf, TokenLab, textsOf } from '../testing/token-lab.ts'
import { introspectionList } from './verify/introspection.ts'
import { revocationList } from './verify/revocation.ts'
import { rules } from './verify/rules.ts'
import { tokenLists } from './verify/token/lists.ts'

let lab: TokenLab

type Wrong = (base: string) => Promise<Exchange>
const plain = { client: 'reader-without-pkce', challenge: false } as const

/** One thing wrong. Where the check is there the answer is a refusal; without it, 200. */
const wrongs: Readonly<Record<string, Wrong>> = {
  'channel-is-private': (base) => {
    lab.plainOrigin = 'http://notes.example'
    return lab.nightly({}, { base })
  },
  'parameters-unique': (base) => {
    const pairs = [
      ['grant_type', 'client_credentials'],
      ['x', '1'],
      ['x', '2'],
    ] as const
    return lab.post('token', pairs, { base, headers: [lab.basic('nightly')] })
  },
  'one-client-authentication': (base) => {
    const { client_secret } = lab.client('nightly')
    return lab.nightly({ client_id: 'nightly', client_secret }, { base })
  },
  'grant-type-supported': (base) => {
    const { userId: username, password } = lab.parties.resourceOwner
    return lab.post('token', { grant_type: 'password', client_id: 'reader', username, password }, { base })
  },
  'client-authenticated': (base) =>
    lab.post('token', { grant_type: 'client_credentials' }, { base, headers: [basicOf('nightly', 'wrong')] }),
  'grant-allowed-to-client': (base) =>
    lab.post('token', { grant_type: 'client_credentials', client_id: 'reader' }, { base }),
  'dpop-proof-valid': (base) => lab.nightly({}, { base, headers: [['DPoP', 'x']] }),
  'code-issued-to-client': async (base) => {
    const code = await lab.code({ ...plain, base })
    return lab.redeem(code, { code_verifier: undefined }, { client: 'clipper', base })
  },
  'redirect-uri-matches': async (base) =>
    lab.redeem(await lab.code({ base }), { redirect_uri: 'http://localhost/callback' }, { base }),
  'code-not-expired': async (base) => {
    const code = await lab.code({ base })
    lab.ahead = 120_000
    return lab.redeem(code, {}, { base })
  },
  'verifier-expected': async (base) => lab.redeem(await lab.code({ ...plain, base }), {}, { ...plain, base }),
  'verifier-matches': async (base) =>
    lab.redeem(await lab.code({ base }), { code_verifier: 'a'.repeat(43) }, { base }),
  'code-unused': async (base) => {
    const code = await lab.code({ base })
    await lab.redeem(code, {}, { base })
    return lab.redeem(code, {}, { base })
  },
  'refresh-token-issued-to-client': async (base) =>
    lab.refresh((await lab.tokens('reader', base)).refresh_token, { client_id: 'game' }, { base }),
  'grant-alive': async (base) => {
    const { refresh_token } = await lab.tokens('reader', base)
    lab.ahead = 2 * 86_400_000
    return lab.refresh(refresh_token, {}, { base })
  },
  'refresh-key-matches': async (base) => {
    const headers = [await lab.proof(await dpopKeys(), {}, base)]
    const redeemed = await lab.redeem(await lab.code({ base }), {}, { base, headers })
    return lab.refresh(textsOf(redeemed).refresh_token, {}, { base })
  },
  'scope-within-grant': (base) => lab.nightly({ scope: 'notes:read notes:delete' }, { base }),
  'refresh-token-unused': async (base) => {
    const { refresh_token } = await lab.tokens('reader', base)
    await lab.refresh(refresh_token, {}, { base })
    return lab.refresh(refresh_token, {}, { base })
  },
  'caller-authenticated': async (base) => {
    const { access_token: token } = await lab.tokens('reader', base)
    return lab.post('introspect', { token }, { base, headers: [basicOf(lab.parties.api.id, 'wrong')] })
  },
  'token-meant-for-caller': async (base) => {
    const { access_token: token } = await lab.tokens('reader', base)
    return lab.post('introspect', { token }, { base, headers: [lab.basic('nightly')] })
  },
  'token-issued-to-client': async (base) => {
    const { access_token: token } = await lab.tokens('reader', base)
    return lab.post('revoke', { token, client_id: 'game' }, { base })
  },
}

describe.each(doors)('at the door %s', (door) => {
  it.each(Object.keys(wrongs))("'%s' alone stops it", async (check) => {
    lab = new TokenLab(door)
    const wrong = wrongs[check] as Wrong
    const before = await wrong(lab.base)
    const results = before.verdict?.checks ?? []
    expect(results.find(({ outcome }) => outcome !== 'passed')).toMatchObject({
      id: check,
      outcome: 'failed',
    })
    lab = new TokenLab(door)
    const after = await wrong(lab.twin(check))
    expect(after.response.status).toBe(200)
    const others = after.verdict?.checks.filter(({ outcome }) => outcome !== 'passed') ?? []
    expect(others[0]).toMatchObject({ id: check, outcome: 'removed' })
    expect(others.slice(1).every(({ outcome }) => outcome === 'not-applicable')).toBe(true)
    if (after.endpoint === 'introspect') expect(jsonOf(after).active).toBe(true)
    // What a weakened world gives out opens nothing in the real one.
    if (after.endpoint === 'token')
      expect((await lab.call(textsOf(after).access_token)).response.status).toBe(401)
  })
})

it('takes away every check of these lists that can be, but those of the device grant', () => {
  const listed = [...tokenLists, introspectionList, revocationList]
    .filter(({ branch }) => branch !== 'device')
    .flatMap(({ checks }) => checks.map(({ id }) => id))
    .filter((id) => !('structural' in rules[id]))
  expect(Object.keys(wrongs).toSorted()).toEqual([...new Set(listed)].toSorted())
})
