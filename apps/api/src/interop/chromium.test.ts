/** Chromium's own log-in, by navigation: its network stack answers the challenge, and no page has a say in it. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type HTTPCredentials, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemChromium } from '../../../../scripts/lib/chromium.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { parameterOf } from './testing/parameters.ts'
import { expectRefused } from './testing/refusal.ts'
import { basicChallenges, tamperedBasic } from './testing/tampered-basic.ts'
import { digestChallenges, tamperedDigest } from './testing/tampered-digest.ts'
import { describeWith } from './testing/tools.ts'

const program = systemChromium() ?? chromium.executablePath()

// A busy machine takes its time over a navigation.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describeWith(existsSync(program) ? undefined : 'there is no Chromium', 'Chromium', () => {
  let lab: InteropLab
  let browser: Browser
  let sandbox: LabSandbox
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    lab = await startInteropLab()
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  })
  beforeEach(async () => {
    sandbox = await lab.newSandbox()
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })
  afterAll(async () => {
    await browser.close()
    await lab.close()
  })

  /** A profile of its own, with what its user would type into the log-in box. */
  async function userAgent(user?: HTTPCredentials) {
    const context = await browser.newContext(user ? { httpCredentials: user } : {})
    contexts.push(context)
    return context.newPage()
  }

  /** The status. Without a user to ask, Chromium shows no page for a 401 and calls it a failed navigation. */
  const visit = (page: Page, url: string) =>
    page.goto(url).then(
      (answer) => answer?.status(),
      (error: Error) => {
        if (error.message.includes('net::ERR_INVALID_AUTH_CREDENTIALS')) return 401
        throw error
      },
    )

  const user = (slug: string): HTTPCredentials => ({
    username: sandbox.credentials[slug].userId,
    password: sandbox.credentials[slug].password,
  })

  /** What reached an endpoint, oldest first. */
  const reached = async (endpoint = 'whoami') =>
    (await sandbox.exchanges()).filter((exchange) => exchange.endpoint === endpoint)

  const authorizationIn = ({ request }: Awaited<ReturnType<typeof reached>>[number]) =>
    request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''

  describe('Basic', () => {
    it('logs in by navigation, and is not asked again in the same realm (RFC 7617 §2.2)', async () => {
      const page = await userAgent(user('basic'))
      const answer = await page.goto(sandbox.url('/basic/whoami'))
      expect(answer?.status()).toBe(200)
      expect(await answer?.json()).toMatchObject({ scheme: 'basic', principal: { id: 'ada' } })
      expect((await page.goto(sandbox.url('/basic/notes')))?.status()).toBe(200)
      const [asked, opened] = (await reached()).map(told)
      expect(asked).toEqual({
        status: 401,
        principal: null,
        failed: 'authorization-present',
        challenges: basicChallenges(sandbox.base)(),
      })
      expect(opened).toEqual({ status: 200, principal: 'ada', failed: null, challenges: [] })
      // Another path of the realm: one request, with credentials.
      expect((await reached('notes')).map(told)).toEqual([
        { status: 200, principal: 'ada', failed: null, challenges: [] },
      ])
    })

    it('is refused with a wrong password', async () => {
      const page = await userAgent({ ...user('basic'), password: 'wrong' })
      expect((await page.goto(sandbox.url('/basic/whoami')))?.status()).toBe(401)
      const outcomes = (await reached()).map(told)
      expect(outcomes.map(({ failed }) => failed)).toEqual(['authorization-present', 'password-matches'])
      for (const { challenges } of outcomes) expect(challenges).toEqual(basicChallenges(sandbox.base)())
    })

    it('is refused, each tampered request as it has to be', async () => {
      // One line of a name is all that a page or an extension can set; NUL and LF it does not let through at all.
      const rows = tamperedBasic.filter(({ failed }) => failed !== 'authorization-single')
      const page = await userAgent()
      for (const { title, lines, status, failed } of rows) {
        const [line] = lines(sandbox.credentials.basic)
        await page.setExtraHTTPHeaders(line === undefined ? {} : { Authorization: line })
        expect(await visit(page, sandbox.url('/basic/whoami')), title).toBe(status)
        const last = (await reached()).map(told).at(-1)
        if (!last) throw new Error('Nothing reached the server')
        expectRefused(last, { status, failed }, basicChallenges(sandbox.base), title)
      }
    })
  })

  describe('Digest', () => {
    it('logs in by navigation, and counts on with the same nonce', async () => {
      const page = await userAgent(user('digest'))
      const answer = await page.goto(sandbox.url('/digest/whoami'))
      expect(answer?.status()).toBe(200)
      expect(await answer?.json()).toMatchObject({ scheme: 'digest', principal: { id: 'ada' } })
      expect((await page.goto(sandbox.url('/digest/whoami?page=2')))?.status()).toBe(200)
      const exchanges = await reached()
      expect(exchanges.map(({ response }) => response.status)).toEqual([401, 200, 200])
      const [first = '', second = ''] = exchanges.slice(1).map(authorizationIn)
      expect(parameterOf(second, 'nonce')).toBe(parameterOf(first, 'nonce'))
      expect([first, second].map((line) => parameterOf(line, 'nc'))).toEqual(['00000001', '00000002'])
      expect(exchanges.slice(1).map(told)).toEqual(
        Array(2).fill({ status: 200, principal: 'ada', failed: null, challenges: [] }),
      )
    })

    it('answers a stale nonce with the new one, and asks nobody (RFC 7616 §3.3)', async () => {
      const page = await userAgent(user('digest'))
      await page.goto(sandbox.url('/digest/whoami'))
      await sandbox.advance(301)
      expect((await page.goto(sandbox.url('/digest/whoami')))?.status()).toBe(200)
      const exchanges = await reached()
      expect(exchanges.map(({ response }) => response.status)).toEqual([401, 200, 401, 200])
      const [, , stale] = exchanges.map(told)
      if (!stale) throw new Error('The third request is missing')
      const refused = { status: 401, failed: 'nonce-fresh', stale: true } as const
      expectRefused(stale, refused, digestChallenges)
    })

    it('is refused with a wrong password', async () => {
      const page = await userAgent({ ...user('digest'), password: 'wrong' })
      expect((await page.goto(sandbox.url('/digest/whoami')))?.status()).toBe(401)
      const [none, wrong] = (await reached()).map(told)
      if (!none || !wrong) throw new Error('Two requests should have come')
      expectRefused(none, { status: 401, failed: 'authorization-present' }, digestChallenges)
      expectRefused(wrong, { status: 401, failed: 'response-matches' }, digestChallenges)
    })

    it('is refused, each tampered request as it has to be', async () => {
      const url = sandbox.url('/digest/whoami')
      const [honest, page] = [await userAgent(user('digest')), await userAgent()]
      // A navigation is a GET: the row with another method is for other clients.
      const rows = tamperedDigest.filter(({ method }) => method === undefined)
      for (const { title, change, query = '', ...refused } of rows) {
        expect((await honest.goto(url))?.status(), title).toBe(200)
        const own = (await reached()).map(authorizationIn).at(-1) ?? ''
        await page.setExtraHTTPHeaders({ Authorization: change(own) })
        expect(await visit(page, `${url}${query}`), title).toBe(refused.status)
        const last = (await reached()).map(told).at(-1)
        if (!last) throw new Error('Nothing reached the server')
        expectRefused(last, refused, digestChallenges, title)
      }
    })
  })
})
