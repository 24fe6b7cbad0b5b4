/** OIDC-20: logging out because a relying party asks for it (RP-Initiated Logout). */
import { encodeForm } from '@lockstep/http/form-urlencoded'
import { field } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import {
  type Client,
  isConsentPage,
  isLogInPage,
  ProviderLab,
  textOf,
  twin,
} from '../testing/provider-lab.ts'
import type { UserAgent } from '../user-agent.ts'

const after = 'http://localhost:9999/logged-out'

let lab: ProviderLab
let client: Client
let browser: UserAgent
let hint: string

beforeEach(async () => {
  lab = new ProviderLab()
  await begin(lab.base)
})

/** Ada, logged in at the provider by a client that registered where to go afterwards. */
async function begin(base: string) {
  client = await lab.register({ post_logout_redirect_uris: [after] }, base)
  browser = lab.browser(base)
  hint = (await lab.tokens(client, {}, { browser, base })).id_token
}

type Asked = Readonly<Record<string, string>>
const logOut = (asked: Asked, base = lab.base) =>
  browser.visit(`${base}/oidc/end_session?${encodeForm(Object.entries(asked))}`)
const isLoggedIn = async (base = lab.base) => isConsentPage(await lab.ask(browser, client, {}, base))
const isQuestion = (exchange: Exchange) => /value="approve"/.test(textOf(exchange))

describe('with a hint of hers', () => {
  it('ends the session and goes on, with the state', async () => {
    const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: after, state: 'x y' })
    expect(exchange.verdict).toMatchObject({ endpoint: 'end-session', outcome: 'accepted' })
    expect(exchange.response.status).toBe(303)
    expect(answerField(exchange, 'Location')).toBe(`${after}?state=x+y`)
    expect(answerField(exchange, 'Set-Cookie')).toContain('Max-Age=0')
    expect(await isLoggedIn()).toBe(false)
  })

  it('the session itself is over, whoever kept a copy of its cookie', async () => {
    const cookies = lab.recorded.flatMap(({ response }) => field(response, 'set-cookie') ?? [])
    const [copy = ''] = (cookies.at(-1) ?? '').split(';')
    const asCopy = () => lab.get('/oidc/end_session', [['Cookie', copy]])
    expect(isQuestion(await asCopy())).toBe(true)
    await logOut({ id_token_hint: hint })
    expect(isQuestion(await asCopy())).toBe(false)
  })

  it('by POST as well, and without a state', async () => {
    const page = await browser.visit(`${lab.base}/oidc/end_session`)
    expect(isQuestion(page)).toBe(true)
    const exchange = await browser.submit([
      ['id_token_hint', hint],
      ['post_logout_redirect_uri', after],
    ])
    expect(answerField(exchange, 'Location')).toBe(after)
  })

  it('the token may have expired long ago', async () => {
    lab.clock += 1_800_000
    const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: after })
    expect(answerField(exchange, 'Location')).toBe(after)
  })

  it('where nobody is logged in any more, it goes on all the same', async () => {
    await logOut({ id_token_hint: hint })
    const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: after })
    expect(answerField(exchange, 'Location')).toBe(after)
  })
})

describe("'hint-issued-by-us'", () => {
  it.each<[string, () => Asked | Promise<Asked>]>([
    ['no JWT', () => ({ id_token_hint: 'x' })],
    ['another signature', () => ({ id_token_hint: `${hint.slice(0, -8)}AAAAAAAA` })],
    [
      'alg none',
      () => ({ id_token_hint: `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${hint.split('.')[1]}.` }),
    ],
    ['another client', async () => ({ id_token_hint: hint, client_id: (await lab.register()).client_id })],
    ['an unknown client', () => ({ id_token_hint: hint, client_id: 'nobody' })],
  ])('%s: the user is asked, and nothing else is kept', async (_, asked) => {
    const exchange = await logOut({ ...(await asked()), post_logout_redirect_uri: after })
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([400, 'hint-issued-by-us'])
    expect(isQuestion(exchange)).toBe(true)
    expect(answerField(exchange, 'Location')).toBeUndefined()
    expect(await isLoggedIn()).toBe(true)
    await logOut({ ...(await asked()), post_logout_redirect_uri: after })
    const done = await browser.submit([['decision', 'approve']])
    expect([done.response.status, answerField(done, 'Location')]).toEqual([200, undefined])
    expect(await isLoggedIn()).toBe(false)
  })
})

it('an access token is signed by the same keys, and is no hint', async () => {
  const { access_token } = await lab.tokens(await lab.register({ access_token_format: 'jwt' }))
  const { verdict } = await logOut({ id_token_hint: access_token })
  expect(verdict?.checks[0]).toMatchObject({
    id: 'hint-issued-by-us',
    outcome: 'failed',
    actual: 'another typ',
  })
})

describe("'logout-confirmed'", () => {
  it('without a hint she is asked; yes ends the session', async () => {
    const page = await logOut({})
    expect([page.response.status, page.verdict?.outcome, isQuestion(page)]).toEqual([
      200,
      'interaction',
      true,
    ])
    expect(await isLoggedIn()).toBe(true)
    await logOut({})
    const done = await browser.submit([['decision', 'approve']])
    expect([done.response.status, done.verdict?.outcome]).toEqual([200, 'accepted'])
    expect(await isLoggedIn()).toBe(false)
  })

  it('no changes nothing', async () => {
    await logOut({})
    const stays = await browser.submit([['decision', 'deny']])
    expect([stays.response.status, textOf(stays).includes('Still logged in')]).toEqual([200, true])
    expect(await isLoggedIn()).toBe(true)
  })

  it('the hint of somebody else asks too', async () => {
    const mallorys = await lab.tokens(client, {}, { person: lab.mallory })
    const page = await logOut({ id_token_hint: mallorys.id_token, post_logout_redirect_uri: after })
    expect([page.verdict?.outcome, isQuestion(page)]).toEqual(['interaction', true])
    const done = await browser.submit([['decision', 'approve']])
    expect(answerField(done, 'Location')).toBe(after)
  })

  it('a yes that is not of this page is asked again', async () => {
    await logOut({})
    const forged = await browser.submit([
      ['decision', 'approve'],
      ['pageSecret', 'guess'],
    ])
    expect([forged.verdict?.outcome, isQuestion(forged)]).toEqual(['interaction', true])
    expect(await isLoggedIn()).toBe(true)
    // One that was given to other words of the same page.
    await logOut({ state: 'a' })
    expect(
      (
        await browser.submit([
          ['decision', 'approve'],
          ['state', 'b'],
        ])
      ).verdict?.outcome,
    ).toBe('interaction')
  })

  it('a link cannot say yes', async () => {
    const exchange = await logOut({ decision: 'approve', pageSecret: 'guess' })
    expect(exchange.verdict?.outcome).toBe('interaction')
  })

  it('taken away, any link logs her out', async () => {
    const base = twin('logout-confirmed')
    await begin(base)
    const exchange = await logOut({}, base)
    expect(exchange.verdict?.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'removed', 'passed'])
    expect(await isLoggedIn(base)).toBe(false)
  })
})

describe("'post-logout-uri-registered'", () => {
  it.each<[string, () => Asked]>([
    [
      'another address',
      () => ({ id_token_hint: hint, post_logout_redirect_uri: 'http://localhost:9999/other' }),
    ],
    [
      'another port',
      () => ({ id_token_hint: hint, post_logout_redirect_uri: 'http://localhost:9998/logged-out' }),
    ],
    ['a query more', () => ({ id_token_hint: hint, post_logout_redirect_uri: `${after}?foo=bar` })],
    ['a slash more', () => ({ id_token_hint: hint, post_logout_redirect_uri: `${after}/` })],
  ])('%s: logged out, and sent nowhere', async (_, asked) => {
    const exchange = await logOut(asked())
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([400, 'post-logout-uri-registered'])
    expect(answerField(exchange, 'Location')).toBeUndefined()
    expect(await isLoggedIn()).toBe(false)
  })

  it('no hint: nobody can say whose address that is', async () => {
    await logOut({ client_id: client.client_id, post_logout_redirect_uri: after })
    const exchange = await browser.submit([['decision', 'approve']])
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([400, 'post-logout-uri-registered'])
  })

  it('taken away, the link leads where it says, as far as a sandbox lets it', async () => {
    const base = twin('post-logout-uri-registered')
    await begin(base)
    const exchange = await logOut(
      { id_token_hint: hint, post_logout_redirect_uri: 'https://mallory.example/' },
      base,
    )
    expect(exchange.verdict?.outcome).toBe('accepted')
    expect(textOf(exchange)).toContain('https://mallory.example/')
    expect(answerField(exchange, 'Location')).toBeUndefined()
  })
})

it('a POST without content asks as a link without parameters does', async () => {
  const exchange = await lab.get('/oidc/end_session', [], 'POST')
  expect([exchange.response.status, exchange.verdict?.outcome]).toEqual([200, 'accepted'])
})

it('a request that cannot be read is a page, and nothing is judged', async () => {
  for (const query of ['state=a&state=b', 'state=%zz']) {
    const exchange = await browser.visit(`${lab.base}/oidc/end_session?${query}`)
    expect([exchange.response.status, exchange.verdict]).toEqual([400, null])
  }
  expect(await isLoggedIn()).toBe(true)
})

it('what can be registered as post_logout_redirect_uris', async () => {
  for (const uris of [
    'x',
    [7],
    ['https://elsewhere.example/'],
    ['http://localhost/#x'],
    Array(11).fill(after),
  ]) {
    const exchange = await lab.tryToRegister({ post_logout_redirect_uris: uris })
    expect(exchange.response.status, JSON.stringify(uris)).toBe(400)
  }
})

it('the seeded relying party goes back to its own page', async () => {
  const seeded = lab.seeded() as Client & { post_logout_redirect_uris: string[] }
  const [uri = ''] = seeded.post_logout_redirect_uris
  const agent = lab.browser()
  const wanted = { redirect_uri: 'http://localhost:9999/callback' }
  const code = await lab.code(seeded, wanted, { browser: agent })
  const { id_token } = JSON.parse(textOf(await lab.redeem(seeded, code)))
  const query = encodeForm([
    ['id_token_hint', id_token],
    ['post_logout_redirect_uri', uri],
  ])
  await agent.visit(`${lab.base}/oidc/end_session?${query}`)
  expect(agent.page?.request.target).toBe('/s/lab/oidc/client/logged-out')
  expect(agent.page?.response.status).toBe(200)
  expect(isLogInPage(await lab.ask(agent, seeded))).toBe(true)
})
