import { encodeForm } from '@lockstep/http/form-urlencoded'
import { describe, expect, it, test } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import {
  bodyOf,
  challenge,
  endedAt,
  FrontLab,
  logInWith,
  type Parameters,
  realBase,
  twin,
} from '../testing/oauth2-front.ts'
import type { UserAgent } from '../user-agent.ts'

const issuer = 'http://localhost:8787/s/lab'

function begin(browser: UserAgent, wanted: Parameters = {}, base = realBase): Promise<Exchange> {
  const all: Parameters = {
    client_id: 'reader',
    state: 'one',
    code_challenge: challenge,
    scope: 'notes:read',
    ...wanted,
  }
  const pairs = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return browser.visit(`${base}/oauth2/client/begin?${encodeForm(pairs)}`)
}

const come = (browser: UserAgent, members: Record<string, string>, base = realBase) =>
  browser.visit(`${base}/oauth2/client/callback?${encodeForm(Object.entries(members))}`)

describe('begin', () => {
  it('sends the user agent to the server with what Reader’s program made', async () => {
    const lab = new FrontLab()
    const answer = await lab.get(
      `/oauth2/client/begin?client_id=reader&state=one&code_challenge=${challenge}&scope=notes:read`,
    )
    expect(answer.response.status).toBe(302)
    const location = new URL(answerField(answer, 'location') ?? '')
    expect(`${location.origin}${location.pathname}`).toBe(`${issuer}/oauth2/authorize`)
    expect(Object.fromEntries(location.searchParams)).toEqual({
      response_type: 'code',
      redirect_uri: `${issuer}/oauth2/client/callback`,
      code_challenge_method: 'S256',
      client_id: 'reader',
      state: 'one',
      code_challenge: challenge,
      scope: 'notes:read',
    })
    expect(answerField(answer, 'set-cookie')).toMatch(
      /^oauth2-flows-lab=[A-Za-z0-9_-]+; Path=\/s\/lab\/oauth2\/client; Max-Age=600; HttpOnly; SameSite=Lax$/,
    )
  })

  it('leads through log-in and decision back to Reader', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    expect((await begin(browser)).verdict?.asked).toBe('log-in')
    await logInWith(browser, lab.ada)
    const back = await browser.submit([['decision', 'approve']])
    expect(back.request.target).toMatch(/^\/s\/lab\/oauth2\/client\/callback\?code=/)
    expect(back.response.status).toBe(200)
    expect(back.verdict).toMatchObject({
      endpoint: 'client-callback',
      outcome: 'accepted',
      principal: { type: 'client', id: 'reader' },
    })
    expect(bodyOf(back)).toContain('Back at Reader')
    expect(bodyOf(back), 'whose page it is').toContain('<p class="site">Reader</p>')
  })

  it('lets what is pushed speak for itself', async () => {
    const lab = new FrontLab()
    const redirect_uri = `${issuer}/oauth2/client/callback`
    const { request_uri } = JSON.parse(
      bodyOf(await lab.postForm('par', lab.asked({ redirect_uri, state: 'one' }))),
    )
    const browser = lab.browser()
    const page = await browser.visit(
      `${realBase}/oauth2/client/begin?${encodeForm([
        ['client_id', 'reader'],
        ['state', 'one'],
        ['request_uri', request_uri],
      ])}`,
    )
    expect(page.verdict).toMatchObject({ branch: 'reference', asked: 'log-in' })
    await logInWith(browser, lab.ada)
    expect((await browser.submit([['decision', 'approve']])).response.status).toBe(200)
  })

  it('begins at another server, which is on this origin or this machine', async () => {
    const lab = new FrontLab()
    const at = (more: Parameters) =>
      lab.get(
        `/oauth2/client/begin?${encodeForm(
          Object.entries({ client_id: 'reader', state: 'one', ...more }).map(([name, value]) => [
            name,
            value ?? '',
          ]),
        )}`,
      )
    const second = `${issuer}/mallory`
    const plain = answerField(await at({ issuer: second }), 'location') ?? ''
    expect(plain.startsWith(`${second}/authorize?`)).toBe(true)
    expect(plain).not.toContain('issuer=')
    const told = await at({ issuer: second, authorization_endpoint: `${second}/sign-in?x=1` })
    expect(answerField(told, 'location')).toMatch(/\/mallory\/sign-in\?x=1&response_type=code&/)
    expect((await at({ issuer: 'https://evil.test' })).response.status).toBe(400)
    expect((await at({ issuer: 'nonsense' })).response.status).toBe(400)
    const held = await at({ issuer: second, authorization_endpoint: 'https://evil.test/' })
    expect(answerField(held, 'location')).toBeUndefined()
    const ours = await at({ issuer, authorization_endpoint: `${second}/sign-in` })
    expect(answerField(ours, 'location')).toMatch(/\/s\/lab\/oauth2\/authorize\?/)
  })

  it('begins with a client of Reader’s, and with a state unless that client keeps none', async () => {
    const lab = new FrontLab()
    for (const [query, status] of [
      ['client_id=reader&state=a', 302],
      ['client_id=reader-confidential&state=a', 302],
      ['client_id=reader-by-pkce', 302],
      ['client_id=reader', 400],
      ['client_id=reader&state=', 400],
      ['client_id=reader&state=%C3%A9', 400],
      [`client_id=reader&state=${'x'.repeat(512)}`, 302],
      [`client_id=reader&state=${'x'.repeat(513)}`, 400],
      ['client_id=clipper&state=a', 400],
      ['client_id=nightly&state=a', 400],
      ['client_id=nobody&state=a', 400],
      ['state=a', 400],
      ['', 400],
      ['client_id=reader&client_id=reader&state=a', 400],
    ] as const) {
      const answer = await lab.get(`/oauth2/client/begin?${query}`)
      expect(answer.response.status, query.slice(0, 60)).toBe(status)
      if (status === 400) expect(answerField(answer, 'set-cookie')).toBeUndefined()
    }
  })

  it('begins nothing for another site', async () => {
    const lab = new FrontLab()
    const from = (site: string) =>
      lab.get('/oauth2/client/begin?client_id=reader&state=a', [['Sec-Fetch-Site', site]])
    for (const site of ['cross-site', 'same-site']) {
      const foreign = await from(site)
      expect(foreign.response.status).toBe(403)
      expect(answerField(foreign, 'set-cookie')).toBeUndefined()
    }
    for (const site of ['same-origin', 'none']) expect((await from(site)).response.status).toBe(302)
  })
})

describe('callback', () => {
  const json = [['Accept', 'application/json']] as const

  test('state-matches: the state is one that this user agent began with', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    await begin(browser)
    for (const members of [
      { code: 'c', iss: issuer },
      { code: 'c', iss: issuer, state: '' },
      { code: 'c', iss: issuer, state: 'two' },
    ] as const) {
      const stopped = await come(browser, members)
      expect(endedAt(stopped, 'state-matches')).toBe(true)
      expect(stopped.response.status).toBe(400)
      expect(bodyOf(stopped)).toContain('The client stops here')
    }
    const twice = await browser.visit(
      `${realBase}/oauth2/client/callback?code=c&state=one&state=one&iss=${issuer}`,
    )
    expect(failedCheck(twice)).toBe('state-matches')
    expect((await come(browser, { code: 'c', iss: issuer, state: 'one' })).response.status).toBe(200)
    const elsewhere = await come(lab.browser(), { code: 'c', iss: issuer, state: 'one' })
    expect(failedCheck(elsewhere), 'another user agent').toBe('state-matches')
  })

  test('state-matches: without it Reader goes on with what it last began', async () => {
    const lab = new FrontLab()
    const base = twin('state-matches')
    const own = `http://localhost:8787${base}`
    const browser = lab.browser(base)
    const never = await come(browser, { code: 'c', iss: own }, base)
    expect(never.response.status).toBe(200)
    await begin(browser, { client_id: 'reader-without-pkce' }, base)
    const forged = await come(browser, { code: 'c', iss: own }, base)
    expect(forged.verdict?.principal?.id).toBe('reader-without-pkce')
  })

  test('issuer-matches: iss is the server that the flow began with', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    const second = `${issuer}/mallory`
    await begin(browser)
    await begin(browser, { state: 'two', issuer: second })
    for (const members of [
      { code: 'c', state: 'one' },
      { code: 'c', state: 'one', iss: second },
      { code: 'c', state: 'one', iss: `${issuer}/` },
      { code: 'c', state: 'two', iss: issuer },
    ]) {
      const stopped = await come(browser, members)
      expect(endedAt(stopped, 'issuer-matches')).toBe(true)
      expect(stopped.response.status).toBe(400)
    }
    expect((await come(browser, { code: 'c', state: 'one', iss: issuer })).response.status).toBe(200)
    expect((await come(browser, { code: 'c', state: 'two', iss: second })).response.status).toBe(200)
  })

  test('issuer-matches: without it Reader goes on at the server that it believes in', async () => {
    const lab = new FrontLab()
    const base = twin('issuer-matches')
    const own = `http://localhost:8787${base}`
    const begun = await lab.get(
      `${base.slice(realBase.length)}/oauth2/client/begin?client_id=reader&state=one&issuer=${own}/mallory`,
    )
    const cookie = answerField(begun, 'set-cookie')?.split(';')[0] ?? ''
    const mixed = await lab.get(
      `${base.slice(realBase.length)}/oauth2/client/callback?code=c&state=one&iss=${own}`,
      [['Cookie', cookie], ...json],
    )
    expect(JSON.parse(bodyOf(mixed))).toEqual({
      code: 'c',
      state: 'one',
      iss: own,
      client_id: 'reader',
      issuer: `${own}/mallory`,
    })
  })

  it('takes an answer without a state for the client that keeps none', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    await begin(browser)
    await begin(browser, { client_id: 'reader-by-pkce', state: undefined })
    const back = await come(browser, { code: 'c', iss: issuer })
    expect(back.verdict?.principal?.id).toBe('reader-by-pkce')
    expect(failedCheck(await come(browser, { code: 'c', iss: issuer, state: 'x' }))).toBe('state-matches')
    const other = await come(browser, { code: 'c', iss: issuer, state: 'one' })
    expect(other.verdict?.principal?.id).toBe('reader')
  })

  it('says what came: a no as well', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    await begin(browser)
    await logInWith(browser, lab.ada)
    const no = await browser.submit([['decision', 'deny']])
    expect(no.response.status).toBe(200)
    expect(bodyOf(no)).toContain('Back without access')
    expect(bodyOf(no)).toContain('access_denied')
  })

  it('takes a form as well, and escapes what came', async () => {
    const lab = new FrontLab()
    const begun = await lab.get('/oauth2/client/begin?client_id=reader&state=one')
    const cookie = answerField(begun, 'set-cookie')?.split(';')[0] ?? ''
    const posted = await lab.postForm(
      'client/callback',
      [
        ['code', '<b>'],
        ['state', 'one'],
        ['iss', issuer],
      ],
      { headers: [['Cookie', cookie]] },
    )
    expect(posted.response.status).toBe(200)
    expect(bodyOf(posted)).toContain('<code>&lt;b&gt;</code>')
  })

  it('says that a fragment never comes here', async () => {
    const bare = await new FrontLab().get('/oauth2/client/callback')
    expect(bare.response.status).toBe(400)
    expect(bodyOf(bare)).toContain('stays in the user agent')
  })

  it('remembers four flows, and reads no other cookie than its own', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    for (const state of ['a', 'b', 'c', 'd', 'e']) await begin(browser, { state })
    for (const state of ['b', 'c', 'd', 'e'])
      expect((await come(browser, { code: 'c', state, iss: issuer })).response.status).toBe(200)
    expect(failedCheck(await come(browser, { code: 'c', state: 'a', iss: issuer }))).toBe('state-matches')
    for (const value of ['', '%', 'bm9uc2Vuc2U', btoa('[1,null,{}]').replaceAll('=', ''), btoa('{"a":1}')]) {
      const odd = await lab.get('/oauth2/client/callback?code=c&state=a', [
        ['Cookie', `oauth2-flows-lab=${value}`],
      ])
      expect(odd.response.status).toBe(400)
    }
  })
})
