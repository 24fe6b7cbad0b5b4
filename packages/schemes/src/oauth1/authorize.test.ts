import { formMediaType } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { bodyOf, expectRefused, makeLab, realBase, twin } from '../testing/oauth1-expect.ts'
import { OAuth1Lab, verifierOf } from '../testing/oauth1-lab.ts'

/** The first check that a page which asks leaves open. */
function openCheck({ verdict }: Exchange): string | undefined {
  return verdict?.checks.find(({ outcome }) => outcome === 'not-reached')?.id
}

describe('authorize', () => {
  const visit = (lab: OAuth1Lab, token: string, browser = lab.browser()) =>
    browser.visit(`${realBase}/oauth1/authorize?oauth_token=${token}`)

  test('stops with a page where nothing waits for a decision', async () => {
    const lab = makeLab()
    const decided = await lab.temporary()
    await lab.decide(decided)
    const late = await lab.temporary()
    lab.clock += 600_000
    for (const token of ['', 'x', decided.token, late.token]) {
      const page = await visit(lab, token)
      expect(failedCheck(page)).toBe('temporary-credentials-known')
      expect(page.response.status).toBe(400)
      expect(answerField(page, 'location')).toBeUndefined()
    }
  })

  test('asks who it is, then for a decision, and neither is a refusal', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const browser = lab.browser()
    const first = await visit(lab, token, browser)
    expect(first.verdict).toMatchObject({ outcome: 'interaction', asked: 'log-in' })
    expect(openCheck(first)).toBe('resource-owner-authenticated')
    const second = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(second.response.status).toBe(200)
    expect(second.verdict).toMatchObject({ outcome: 'interaction', asked: 'consent' })
    expect(openCheck(second)).toBe('consent-given')
    const again = await visit(lab, token, browser)
    expect(again.verdict?.asked, 'the session is known again').toBe('consent')
    const other = await visit(lab, token)
    expect(other.verdict?.asked, 'and only here').toBe('log-in')
    const nothing = await browser.visit(`${realBase}/oauth1/authorize?oauth_token=${token}&decision=approve`)
    expect(nothing.verdict?.asked, 'a link decides nothing').toBe('consent')
  })

  test('names the client, and marks what was not verified', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary({ callback: 'http://localhost:9999/ready' })
    const browser = lab.browser()
    await visit(lab, token, browser)
    const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(bodyOf(page)).toContain('Reader asks for access to your notes')
    expect(bodyOf(page)).toContain('has not verified who is behind it')
    expect(bodyOf(page)).toContain('<code>http://localhost:9999</code>, as the client said')
    const policy = answerField(page, 'content-security-policy')
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']{44}'; form-action 'self' http:\/\/localhost:9999; frame-ancestors 'self'; base-uri 'none'$/,
    )
  })

  test('keeps its session to its world: name, path, and not for scripts', async () => {
    const lab = makeLab()
    for (const [base, name] of [
      [realBase, 'oauth1-session-lab'],
      [twin('nonce-unused'), 'oauth1-session-lab-without-nonce-unused'],
    ] as const) {
      const temporary = await lab.temporary({ base })
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
      const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
      expect(answerField(page, 'set-cookie')).toMatch(
        new RegExp(`^${name}=[A-Za-z0-9_-]{32}; Path=${base}/oauth1; Max-Age=3600; HttpOnly; SameSite=Lax$`),
      )
    }
    lab.transport = 'tls'
    const { token } = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, token, browser)
    const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(answerField(page, 'set-cookie')).toMatch(/^__Secure-oauth1-session-lab=.*; Secure$/)
  })

  test('forgets who is logged in after an hour of the sandbox’s clock, which runs ahead of the store’s', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    await visit(lab, (await lab.temporary()).token, browser)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const ahead = (milliseconds: number) => {
      lab.server = (target, address) => {
        const server = OAuth1Lab.prototype.server.call(lab, target, address)
        return { ...server, now: server.now + milliseconds }
      }
    }
    const later = async (milliseconds: number) => {
      ahead(milliseconds)
      const { token } = await lab.temporary({ timestamp: Math.floor((lab.clock + milliseconds) / 1000) })
      return (await visit(lab, token, browser)).verdict?.asked
    }
    expect(await later(3_599_000)).toBe('consent')
    expect(await later(3_600_000)).toBe('log-in')
  })

  test('logs nobody in with a wrong password, and stops after ten in a minute', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, token, browser)
    const wrong = (userId = 'ada') =>
      browser.submit([
        ['userId', userId],
        ['password', 'x'],
      ])
    for (let i = 0; i < 10; i++) {
      const page = await wrong()
      expect(page.response.status).toBe(403)
      expect(page.verdict?.asked).toBe('log-in')
      expect(bodyOf(page)).toContain('do not go together')
      expect(answerField(page, 'set-cookie')).toBeUndefined()
    }
    const stopped = await wrong()
    expect(stopped.response.status).toBe(429)
    expect(answerField(stopped, 'retry-after')).toBe('60')
    expect(
      (await browser.submit(Object.entries(lab.parties.resourceOwner))).response.status,
      'even the right one',
    ).toBe(429)
    expect((await wrong('nobody')).response.status, 'by user').toBe(403)
    lab.clock += 60_000
    expect((await browser.submit(Object.entries(lab.parties.resourceOwner))).response.status).toBe(200)
  })

  test('tries no more than ten passwords, however many come at once', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const guess = (password: string) =>
      lab.send(
        request(
          'POST',
          `${realBase}/oauth1/authorize`,
          [['Content-Type', formMediaType]],
          `oauth_token=${token}&userId=ada&password=${password}`,
        ),
      )
    const guesses = Array.from({ length: 30 }, (_, i) =>
      guess(i === 20 ? lab.parties.resourceOwner.password : `guess${i}`),
    )
    const statuses = (await Promise.all(guesses)).map(({ response }) => response.status)
    expect(statuses.filter((status) => status === 403)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  })

  test('takes no log-in from a page of another site', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const { userId, password } = lab.parties.resourceOwner
    const body = `oauth_token=${token}&userId=${userId}&password=${password}`
    const form = (site: string) =>
      lab.send(
        request(
          'POST',
          `${realBase}/oauth1/authorize`,
          [
            ['Content-Type', formMediaType],
            ['Sec-Fetch-Site', site],
          ],
          body,
        ),
      )
    const refused = await form('cross-site')
    expect(refused.response.status).toBe(403)
    expect(answerField(refused, 'set-cookie')).toBeUndefined()
    expect(answerField(await form('same-origin'), 'set-cookie')).toBeDefined()
  })

  test('takes no decision but from its own page', async () => {
    const lab = makeLab()
    const [one, other] = [await lab.temporary(), await lab.temporary()]
    const browser = lab.browser()
    for (const decisionToken of ['', 'x']) {
      await visit(lab, one.token, browser)
      if (!bodyOf(browser.page as Exchange).includes('decisionToken'))
        await browser.submit(Object.entries(lab.parties.resourceOwner))
      const page = await browser.submit([
        ['decisionToken', decisionToken],
        ['decision', 'approve'],
      ])
      expectRefused(page, 'decision-from-own-page', 403)
      expect(answerField(page, 'location')).toBeUndefined()
    }
    // Nor from the page about another flow.
    const page = await visit(lab, other.token, browser)
    const value = /name="decisionToken" value="([^"]+)"/.exec(bodyOf(page))?.[1] ?? ''
    await visit(lab, one.token, browser)
    expectRefused(
      await browser.submit([
        ['decisionToken', value],
        ['decision', 'approve'],
      ]),
      'decision-from-own-page',
      403,
    )
  })

  test('gives no right that nobody ticked', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const page = await lab.decide(temporary, { without: ['scope'] })
    expect(page.verdict?.asked).toBe('consent')
    expect(bodyOf(page)).toContain('Tick at least one box')
  })

  test('leads back without a verifier after a no, and these credentials are dead', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const decided = await lab.decide(temporary, { decision: 'deny' })
    expect(failedCheck(decided)).toBe('consent-given')
    expect(decided.response.status).toBe(303)
    expect(answerField(decided, 'location')).toBe(
      `http://localhost:9999/ready?x=1&oauth_token=${temporary.token}&oauth_problem=permission_denied`,
    )
    expect((await visit(lab, temporary.token)).response.status).toBe(400)
    const page = await lab.decide(await lab.temporary({ callback: 'oob' }), { decision: 'deny' })
    expect(page.response.status).toBe(200)
    expect(bodyOf(page)).toContain('You said no')
  })

  test('counts one of two decisions at once, a yes and a no', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, temporary.token, browser)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const [yes, no] = await Promise.all([
      browser.submit([['decision', 'approve']]),
      browser.submit([['decision', 'deny']]),
    ])
    const [counted, late] = yes.response.status === 303 ? [yes, no] : [no, yes]
    expect(counted.response.status).toBe(303)
    expect(late.response.status).toBe(400)
    expect(failedCheck(late)).toBe('temporary-credentials-known')
    const exchanged = await lab.exchange(temporary, counted === yes ? verifierOf(yes) : '')
    expect(exchanged.response.status).toBe(counted === yes ? 200 : 401)
  })

  test('asks again each time, also where the answer was yes', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    await lab.decide(await lab.temporary(), {}, browser)
    const { token } = await lab.temporary()
    expect((await visit(lab, token, browser)).verdict?.asked).toBe('consent')
  })
})

describe('Reader’s own endpoints', () => {
  const own = 'http://localhost:8787/s/lab/oauth1/client/callback'

  async function begun(lab: OAuth1Lab) {
    const temporary = await lab.temporary({ callback: own })
    const browser = lab.browser()
    const page = await browser.visit(`${realBase}/oauth1/client/begin?oauth_token=${temporary.token}`)
    expect(page.request.target).toBe(`${realBase}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    return { temporary, browser }
  }

  test('take the callback of a flow that this user agent began', async () => {
    const lab = makeLab()
    const { temporary, browser } = await begun(lab)
    const back = await browser.submit([['decision', 'approve']])
    expect(
      back.request.target.startsWith(`${realBase}/oauth1/client/callback?oauth_token=${temporary.token}&`),
    ).toBe(true)
    expect(back.response.status).toBe(200)
    expect(back.verdict?.checks).toEqual([
      expect.objectContaining({ id: 'callback-expected', outcome: 'passed', clause: 'RFC 5849 §4.13' }),
    ])
    expect(bodyOf(back)).toContain('Back at Reader')
  })

  test('take the end of a refusal', async () => {
    const { browser } = await begun(makeLab())
    const back = await browser.submit([['decision', 'deny']])
    expect(back.response.status).toBe(200)
    expect(bodyOf(back)).toContain('Back without access')
  })

  test('stop at any other callback, and without the check do not', async () => {
    const lab = makeLab()
    for (const query of [
      '?oauth_token=x&oauth_verifier=v',
      '',
      '?oauth_token=',
      '?oauth_token=a&oauth_token=b',
    ]) {
      const stopped = await lab.get(`/oauth1/client/callback${query}`)
      expect(failedCheck(stopped)).toBe('callback-expected')
      expect(stopped.response.status).toBe(400)
      expect(bodyOf(stopped)).toContain('Reader stops here')
      expect(bodyOf(stopped), 'whose page it is').toContain('<p class="site">Reader</p>')
    }
    const weak = await lab.get(
      '/without/oauth1.callback-expected/oauth1/client/callback?oauth_token=x&oauth_verifier=v',
      [['Accept', 'application/json']],
    )
    expect(JSON.parse(bodyOf(weak))).toEqual({ oauth_token: 'x', oauth_verifier: 'v' })
  })

  test('know several flows at once, and begin none for another site', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    for (const token of ['a', 'b', 'c'])
      await browser.visit(`${realBase}/oauth1/client/begin?oauth_token=${token}`)
    for (const token of ['a', 'b', 'c'])
      expect(
        (await browser.visit(`${realBase}/oauth1/client/callback?oauth_token=${token}`)).response.status,
      ).toBe(200)
    const beginFrom = (site: string) =>
      lab.get('/oauth1/client/begin?oauth_token=a', [['Sec-Fetch-Site', site]])
    // Another port of one host is the same site.
    for (const site of ['cross-site', 'same-site']) {
      const foreign = await beginFrom(site)
      expect(foreign.response.status).toBe(403)
      expect(answerField(foreign, 'set-cookie')).toBeUndefined()
    }
    for (const site of ['same-origin', 'none']) expect((await beginFrom(site)).response.status).toBe(302)
    for (const query of ['', '?oauth_token=', '?oauth_token=%0d%0a', '?oauth_token=a%3Bb'])
      expect((await lab.get(`/oauth1/client/begin${query}`)).response.status).toBe(400)
  })
})
