/** The modules of the RP-Initiated Logout certification plan: each test is titled by the name of its module. */
import { encodeForm } from '@lockstep/http/form-urlencoded'
import { beforeEach, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField } from '../testing/lab.ts'
import { type Client, isLogInPage, jsonOf, ProviderLab, sentBack, textOf } from '../testing/provider-lab.ts'
import type { UserAgent } from '../user-agent.ts'

const name = 'oidcc-rp-initiated-logout'
const after = 'http://localhost:9999/post_logout_redirect'

let lab: ProviderLab
let client: Client
let browser: UserAgent
let hint: string

beforeEach(async () => {
  lab = new ProviderLab()
  client = await lab.register({ post_logout_redirect_uris: [after] })
  browser = lab.browser()
  hint = (await lab.tokens(client, {}, { browser })).id_token
})

const logOut = (asked: Readonly<Record<string, string>>): Promise<Exchange> =>
  browser.visit(`${lab.base}/oidc/end_session?${encodeForm(Object.entries(asked))}`)
const confirm = () => browser.submit([['decision', 'approve']])
/** What every module ends with: the next request finds nobody logged in. */
const isLoggedOut = async () =>
  sentBack(await lab.ask(browser, client, { prompt: 'none' })).get('error') === 'login_required'
const location = (exchange: Exchange) => answerField(exchange, 'Location')
const status = ({ response }: Exchange) => response.status

it(`${name}-discovery-endpoint-verification`, async () => {
  const document = jsonOf(await lab.get('/.well-known/openid-configuration'))
  expect(document.end_session_endpoint).toBe(`${lab.origin}${lab.base}/oidc/end_session`)
})

it(name, async () => {
  const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: after, state: 'st' })
  expect(location(exchange)).toBe(`${after}?state=st`)
  expect(await isLoggedOut()).toBe(true)
})

it(`${name}-bad-post-logout-redirect-uri`, async () => {
  const exchange = await logOut({
    id_token_hint: hint,
    post_logout_redirect_uri: `${after}/bad`,
    state: 'st',
  })
  expect([status(exchange), location(exchange)]).toEqual([400, undefined])
})

it(`${name}-query-added-to-post-logout-redirect-uri`, async () => {
  const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: `${after}?foo=bar` })
  expect([status(exchange), location(exchange)]).toEqual([400, undefined])
})

it(`${name}-modified-id-token-hint: the claims are the same, the alg is none`, async () => {
  const modified = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${hint.split('.')[1]}.`
  const exchange = await logOut({ id_token_hint: modified, post_logout_redirect_uri: after, state: 'st' })
  expect([status(exchange), location(exchange)]).toEqual([400, undefined])
  expect(await isLoggedOut()).toBe(false)
})

it(`${name}-bad-id-token-hint`, async () => {
  const exchange = await logOut({ id_token_hint: 'bad', post_logout_redirect_uri: after, state: 'st' })
  expect([status(exchange), location(exchange)]).toEqual([400, undefined])
  expect(await isLoggedOut()).toBe(false)
})

it(`${name}-no-id-token-hint: the user is asked, and sent nowhere`, async () => {
  const page = await logOut({ post_logout_redirect_uri: after, state: 'st' })
  expect([status(page), location(page)]).toEqual([200, undefined])
  expect(textOf(page)).toContain('Log out of Notes?')
  expect(location(await confirm())).toBeUndefined()
  expect(await isLoggedOut()).toBe(true)
})

it(`${name}-no-params`, async () => {
  expect(textOf(await logOut({}))).toContain('Log out of Notes?')
  const done = await confirm()
  expect([status(done), location(done)]).toEqual([200, undefined])
  expect(await isLoggedOut()).toBe(true)
})

it(`${name}-no-post-logout-redirect-uri`, async () => {
  const exchange = await logOut({ id_token_hint: hint, state: 'st' })
  expect([status(exchange), location(exchange)]).toEqual([200, undefined])
  expect(textOf(exchange)).toContain('You are logged out of Notes')
  expect(await isLoggedOut()).toBe(true)
})

it(`${name}-no-state`, async () => {
  const exchange = await logOut({ id_token_hint: hint, post_logout_redirect_uri: after })
  expect(location(exchange)).toBe(after)
  expect(isLogInPage(await lab.ask(browser, client))).toBe(true)
})

it(`${name}-only-state`, async () => {
  expect(textOf(await logOut({ state: 'st' }))).toContain('Log out of Notes?')
  const done = await confirm()
  expect([status(done), location(done)]).toEqual([200, undefined])
  expect(await isLoggedOut()).toBe(true)
})
