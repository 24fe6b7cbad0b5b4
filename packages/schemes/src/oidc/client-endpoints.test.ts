/** The sandbox's client and the sandbox's provider, one against the other, as a user agent sees them. */
import { field } from '@lockstep/http/message'
import { expect, it } from 'vitest'
import { loadSchemes } from '../list.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, Lab } from '../testing/lab.ts'
import { UserAgent } from '../user-agent.ts'

const schemes = await loadSchemes()
const scheme = schemes.find(({ slug }) => slug === 'oidc')
if (!scheme) throw new Error('Unexpected list without oidc')
const own = scheme

class Visit {
  readonly lab = new Lab(schemes)
  readonly base: string
  readonly exchanges: Exchange[] = []
  readonly userAgent: UserAgent
  constructor(world = '') {
    this.base = `/s/lab${world}`
    this.userAgent = new UserAgent({ origin: this.lab.origin, base: this.base }, async (message) => {
      const exchange = await this.lab.send(message)
      this.exchanges.push(exchange)
      return exchange
    })
  }

  begin(query = ''): Promise<Exchange> {
    return this.userAgent.visit(`${this.base}/oidc/client/begin${query}`)
  }

  async logIn(query = ''): Promise<Exchange> {
    await this.begin(query)
    const { userId, password } = this.lab.credentials(own).resourceOwner
    await this.userAgent.submit([
      ['userId', userId],
      ['password', password],
    ])
    return this.userAgent.submit([['decision', 'approve']])
  }

  /** The answer of the client at its redirect URI. */
  get callback(): Exchange | undefined {
    return this.exchanges.findLast(({ request }) => request.target.includes('/client/callback'))
  }
}

const bodyOf = ({ response: { body } }: Exchange) => ('text' in body ? body.text : '')

it.each(['', '/without/oidc.nonce-matches', '/without/oidc.code-unused'])(
  'a whole login, in the world %s/',
  async (world) => {
    const visit = new Visit(world)
    const page = await visit.logIn()
    expect(page.response.status).toBe(200)
    expect(bodyOf(page)).toContain('<code id="sub">ada</code>')
    expect(bodyOf(page)).toContain('ada@example.org')
    expect(visit.callback?.verdict).toMatchObject({
      endpoint: 'relying-party',
      outcome: 'accepted',
      principal: { id: 'ada', client: 'relying-party' },
    })
    expect(visit.callback?.response.status).toBe(303)
  },
)

it('keeps every token out of what the user agent sees', async () => {
  const visit = new Visit()
  await visit.logIn()
  const front = JSON.stringify(visit.exchanges.map(({ request, response }) => [request, response]))
  // The first characters of every JWT with a JSON header.
  expect(front).not.toContain('eyJ')
})

it('takes the answer as a form', async () => {
  const visit = new Visit()
  await visit.logIn('?response_mode=form_post')
  const posted = await visit.userAgent.submit([])
  expect(posted.response.status).toBe(200)
  expect(visit.callback?.request.method).toBe('POST')
  expect(visit.callback?.verdict?.outcome).toBe('accepted')
})

it('with prompt=none and nobody logged in, says what the provider said', async () => {
  const visit = new Visit()
  const page = await visit.begin('?prompt=none')
  expect(page.response.status).toBe(400)
  expect(bodyOf(page)).toContain('<code>login_required</code>')
  expect(visit.callback?.verdict?.checks.find(({ outcome }) => outcome === 'failed')).toMatchObject({
    id: 'id-token-present',
    actual: 'error login_required',
  })
})

it('asks the provider for a password again once max_age has passed', async () => {
  const visit = new Visit()
  await visit.logIn()
  visit.lab.clock += 120_000
  expect(bodyOf(await visit.begin('?max_age=300'))).not.toContain('name="password"')
  expect(bodyOf(await visit.begin('?max_age=60'))).toContain('name="password"')
})

it('logs out here, and at the provider by the form that it offers', async () => {
  const visit = new Visit()
  await visit.logIn()
  expect(bodyOf(await visit.userAgent.submit([]))).toContain('Log out at the provider too')
  const session = await visit.userAgent.visit(`${visit.base}/oidc/client/session`)
  expect(session.response.status).toBe(404)
  await visit.logIn()
  await visit.userAgent.submit([])
  const out = await visit.userAgent.submit([])
  // Back at the client's own page: the form named the address, and the hint says whose it is.
  expect(out.endpoint).toBe('client-logged-out')
  expect(out.response.status).toBe(200)
  expect(bodyOf(out)).toContain('this client knows nobody')
  const ended = visit.exchanges.findLast(({ endpoint }) => endpoint === 'end-session')
  expect(ended?.verdict).toMatchObject({ endpoint: 'end-session', outcome: 'accepted' })
  expect(bodyOf(await visit.begin())).toContain('name="password"')
})

it('the page after a log-out ends nothing by itself, and says who is still known', async () => {
  const visit = new Visit()
  await visit.logIn()
  const page = await visit.userAgent.visit(`${visit.base}/oidc/client/logged-out?state=x`)
  expect(page.response.status).toBe(200)
  expect(bodyOf(page)).toContain('This client still knows you')
  expect(answerField(page, 'set-cookie')).toBeUndefined()
  const session = await visit.userAgent.visit(`${visit.base}/oidc/client/session`)
  expect(session.response.status).toBe(200)
})

it('with by=page it judges state and iss, and leaves the code to the page', async () => {
  const visit = new Visit()
  const asked = new URLSearchParams({
    by: 'page',
    client_id: 'relying-party',
    scope: 'openid',
    state: 'the-state',
    nonce: 'the-nonce',
  })
  await visit.logIn(`?${asked}`)
  expect(visit.exchanges[0] && answerField(visit.exchanges[0], 'location')).not.toContain('by=page')
  const arrived = visit.callback
  expect(arrived?.response.status).toBe(200)
  expect(arrived?.verdict).toMatchObject({ endpoint: 'client-callback', outcome: 'accepted' })
  // The page is this client's, and names no other.
  expect(arrived && bodyOf(arrived)).toContain('Back at the Relying Party')
  expect(arrived && bodyOf(arrived)).not.toContain('Reader')
  const { target } = arrived?.request ?? { target: '' }
  const other = await visit.userAgent.visit(target.replace('the-state', 'another'))
  expect(other.verdict).toMatchObject({ endpoint: 'client-callback', outcome: 'refused' })
  expect(other.response.status).toBe(400)
})

it('does not take a page’s flow for one of its own', async () => {
  const visit = new Visit()
  await visit.begin('?by=page&client_id=relying-party&scope=openid&state=of-the-page')
  await visit.logIn()
  expect(visit.callback?.verdict).toMatchObject({ endpoint: 'relying-party', outcome: 'accepted' })
})

it('begins nothing on a link from another site', async () => {
  const lab = new Lab(schemes)
  const { response } = await lab.get('/oidc/client/begin', [['Sec-Fetch-Site', 'cross-site']])
  expect(response.status).toBe(403)
  expect(field(response, 'set-cookie')).toBeUndefined()
})

it('refuses a callback that nobody waits for by state-matches', async () => {
  const { response, verdict } = await new Lab(schemes).get('/oidc/client/callback?code=x&state=y')
  expect(response.status).toBe(400)
  expect(verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id).toBe('state-matches')
})

it.each(['%ZZ', 'code=%FF', 'state=a&state=b', ''])(
  'takes a callback with the query %j apart',
  async (query) => {
    const { response } = await new Lab(schemes).get(`/oidc/client/callback?${query}`)
    expect(response.status).toBe(400)
  },
)

it('a reset forgets accounts, sessions and logins', async () => {
  const visit = new Visit()
  await visit.logIn()
  await visit.lab.installation.store.clear('s/lab/')
  const session = await visit.userAgent.visit(`${visit.base}/oidc/client/session`)
  expect(session.response.status).toBe(404)
})

it('a new login ends the session that was there before, whoever has its cookie', async () => {
  const visit = new Visit()
  await visit.logIn()
  const cookie = (visit.callback && answerField(visit.callback, 'set-cookie')?.split(';')[0]) ?? ''
  const known = () => visit.lab.get('/oidc/client/session', [['Cookie', cookie]])
  expect((await known()).response.status).toBe(200)
  await visit.logIn()
  expect((await known()).response.status).toBe(404)
})

it.each(['cross-site', 'same-site'])('logs nobody out by a form that is %s', async (site) => {
  const visit = new Visit()
  await visit.logIn()
  const cookie = (visit.callback && answerField(visit.callback, 'set-cookie')?.split(';')[0]) ?? ''
  const fields = [
    ['Cookie', cookie],
    ['Sec-Fetch-Site', site],
  ] as const
  expect((await visit.lab.get('/oidc/client/logout', fields, 'POST')).response.status).toBe(403)
  expect((await visit.lab.get('/oidc/client/session', [['Cookie', cookie]])).response.status).toBe(200)
})
