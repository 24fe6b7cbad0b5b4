import { describe, expect, it } from 'vitest'
import { requestsAnAttack } from '../play-attack.ts'
import { isLoopback } from '../redirect-to.ts'
import type { Exchange } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { attacks } from './attacks.ts'
import { findClient } from './clients/clients.ts'
import { oauth2 } from './index.ts'

async function played(id: string) {
  const attack = attacks.find((one) => one.id === id)
  if (!attack) throw new Error(`Unexpected attack "${id}"`)
  return new Lab([oauth2]).attack(oauth2, attack)
}

describe('each look-alike of a redirect URI', () => {
  const hostOf = (uri: string) => new URL(uri).hostname
  /** How a server might compare, to save itself the trouble. */
  const shortcuts: Record<string, (registered: string, uri: string) => boolean> = {
    'redirect-by-prefix': (registered, uri) => uri.startsWith(`http://${hostOf(registered)}`),
    'redirect-by-subdomain': (registered, uri) => hostOf(uri).endsWith(`.${hostOf(registered)}`),
    'redirect-by-userinfo': (registered, uri) => /^http:\/\/([a-z]+)/.exec(uri)?.[1] === hostOf(registered),
    'redirect-by-path': (registered, uri) => uri.startsWith(`${registered}/`),
  }

  it.each(Object.entries(shortcuts))('%s fools the shortcut that it is made for', async (id, shortcut) => {
    const run = await played(id)
    expect(run.with).toMatchObject({ stoppedBy: 'redirect-uri-registered', got: null })
    const lab = new Lab([oauth2])
    const reader = await findClient(lab.server(), 'reader')
    const asked = new URLSearchParams(run.with.exchanges[0]?.request.target.split('?')[1])
    const uri = asked.get('redirect_uri') ?? ''
    expect(reader?.redirect_uris).toHaveLength(4)
    expect(reader?.redirect_uris.some((registered) => shortcut(registered, uri))).toBe(true)
    // And it leads to Mallory: by its host, or by the path that a user agent makes of it.
    const { hostname, pathname } = new URL(uri)
    expect(hostname.includes('mallory') || pathname === `${lab.base}/mallory/caught`).toBe(true)
  })

  it('and the three on another host are shown and never sent as a Location', async () => {
    for (const id of ['redirect-by-prefix', 'redirect-by-subdomain', 'redirect-by-userinfo']) {
      const { without } = await played(id)
      for (const { response } of without?.exchanges ?? []) {
        const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
        if (location !== undefined) expect(isLoopback(new URL(location)), id).toBe(true)
      }
    }
  })
})

describe('every attack', () => {
  it.each(attacks.map(({ id }) => [id]))(
    '%s is told in a few requests, by parties that it names',
    async (id) => {
      const run = await played(id)
      const parties = attacks.find((one) => one.id === id)?.parties.map((party) => party.id)
      for (const exchanges of [run.with.exchanges, run.without?.exchanges ?? []]) {
        expect(exchanges.length).toBeLessThanOrEqual(requestsAnAttack)
        for (const { from, to } of exchanges) for (const party of [from, to]) expect(parties).toContain(party)
      }
    },
  )

  it('that is about people shows the real server taking part', async () => {
    for (const id of ['copied-bearer', 'device-phishing', 'friendly-app']) {
      const { exchanges, got } = (await played(id)).with
      expect(got).toEqual(expect.any(String))
      expect(exchanges.every(({ verdict }) => verdict?.outcome !== 'refused' || verdict === null)).toBe(true)
      expect(exchanges.at(-1)).toMatchObject({ endpoint: 'whoami', response: { status: 200 } })
    }
  })
})

describe('password-by-307', () => {
  const hasPassword = ({ request: { body } }: Exchange) => 'text' in body && body.text.includes('password=')

  it('shows the password at Mallory’s client', async () => {
    const { exchanges } = (await played('password-by-307')).with
    expect(exchanges.filter(hasPassword).map(({ to }) => to)).toEqual(['authorization-server', 'attacker'])
  })

  it('is a fault that the real server does not have: no form of any attack is answered with 307 or 308', async () => {
    const answered = []
    for (const { id } of attacks) {
      const run = await played(id)
      for (const { request, response, scheme, endpoint } of run.with.exchanges) {
        if (scheme === 'oauth2' && endpoint !== null && request.method === 'POST')
          answered.push(response.status)
      }
    }
    expect(answered).toContain(303)
    expect(answered.filter((status) => status > 303 && status < 400)).toEqual([])
  })
})
