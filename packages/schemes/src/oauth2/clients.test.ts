import { beforeEach, describe, expect, it } from 'vitest'
import { loadSchemes } from '../list.ts'
import { redirectUri, TokenLab, twinOf } from '../testing/token-lab.ts'
import { findClient, hashOf } from './clients/clients.ts'
import { isRegistered } from './clients/redirect-uris.ts'
import { registrations } from './clients/seeded-clients.ts'
import { oauth2 } from './index.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const ids = (clients: readonly { client_id: string }[]) => clients.map(({ client_id }) => client_id)
const inWorld = (base: string) => lab.server(`${base}/`)

describe('the clients that every world begins with', () => {
  it('are told by their lists', () => {
    const { clients, labClients, api, resourceOwner } = lab.parties
    expect(ids(clients)).toEqual(['reader', 'reader-confidential', 'nightly', 'kiosk'])
    expect(ids(labClients)).toEqual([
      'reader-without-pkce',
      'reader-by-pkce',
      'kiosk-three-digits',
      'clipper',
      'nightly-key',
      'game',
    ])
    expect(api.secret).toHaveLength(32)
    expect(resourceOwner.userId).toBe('ada')
  })

  it('are told with their private key where key pairs are', async () => {
    const { labClients } = await lab.allCredentials(oauth2)
    const withKey = labClients.filter((client: object) => 'privateJwk' in client)
    expect(ids(withKey)).toEqual(['nightly-key'])
    expect(withKey[0].privateJwk).toMatchObject({ kty: 'EC', d: expect.any(String) })
    const { jwks } = (await findClient(lab.server(), 'nightly-key')) ?? {}
    expect(JSON.stringify(jwks)).not.toContain('"d"')
  })

  it('hold, of a secret, its hash alone', async () => {
    for (const { client_id, client_secret } of [...lab.parties.clients, ...lab.parties.labClients]) {
      const found = await findClient(lab.server(), client_id)
      expect(found?.secretHash).toBe(client_secret && hashOf(client_secret))
      expect(JSON.stringify(found)).not.toContain(client_secret ?? 'no secret')
    }
  })

  it('are the same in a twin, with an address of their own there', async () => {
    const base = twinOf('code-unused')
    const [here, there] = [
      await findClient(lab.server(), 'reader'),
      await findClient(inWorld(base), 'reader'),
    ]
    if (!here || !there) throw new Error('Unexpected world without Reader')
    const { redirect_uris: own, ...same } = there
    expect(here).toMatchObject(same)
    expect(own[0]).toBe(`${lab.origin}${base}/oauth2/client/callback`)
    expect(isRegistered(inWorld(base), there, here.redirect_uris[0] ?? '')).toBe(false)
    expect(isRegistered(inWorld(base), there, redirectUri)).toBe(true)
  })

  it('hold a retired grant only where the check is gone that keeps it out', async () => {
    for (const { client_id } of registrations) {
      const grants = (await findClient(lab.server(), client_id))?.grant_types ?? []
      expect(grants).not.toContain('implicit')
      expect(grants).not.toContain('password')
    }
    const password = await findClient(inWorld(twinOf('grant-type-supported')), 'reader')
    expect(password?.grant_types).toContain('password')
    const implicit = await findClient(inWorld(twinOf('response-type-supported')), 'reader')
    expect(implicit?.grant_types).toContain('implicit')
    expect(implicit?.response_types).toEqual(['code', 'token'])
    const nightly = await findClient(inWorld(twinOf('grant-type-supported')), 'nightly')
    expect(nightly?.grant_types).toEqual(['client_credentials'])
  })

  it('are found behind both doors', async () => {
    const schemes = await loadSchemes()
    const oidc = schemes.find(({ slug }) => slug === 'oidc')
    if (!oidc) throw new Error('Unexpected list without oidc')
    const { clients, labClients } = lab.credentials(oidc)
    expect(ids(clients)).toEqual(['relying-party', 'relying-party-public'])
    for (const id of ids([...clients, ...labClients]))
      expect((await findClient(lab.server(), id))?.scope).toContain('openid')
  })
})

it.each(['nobody', '', 'a'.repeat(22), '../reader', '__proto__'])(
  'finds nobody under the id %j',
  async (id) => {
    expect(await findClient(lab.server(), id)).toBeUndefined()
  },
)
