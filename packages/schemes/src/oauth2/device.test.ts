/** OA2-48: the device grant (RFC 8628), from the code on a screen to a token. */
import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import type { FieldLine } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { readHtmlForm } from '../html-form.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { letterCode, readUserCode, shortCode } from './device/user-code.ts'
import { oauth2 } from './index.ts'
import type { OAuth2Credentials } from './sandbox.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const rounds = Number(process.env.ROUNDS ?? 100)

type Fields = Readonly<Record<string, string>>

let lab: Lab
let credentials: OAuth2Credentials

beforeEach(() => {
  lab = new Lab([oauth2])
  credentials = lab.credentials(oauth2)
})

const text = ({ response }: Exchange) => ('text' in response.body ? response.body.text : '')
const told = (answer: Exchange) => JSON.parse(text(answer))
const at = (base: string, path: string) => `${base.slice(lab.base.length)}/oauth2/${path}`

function post(
  path: string,
  fields: Fields | readonly (readonly [string, string])[],
  headers: readonly FieldLine[] = [],
  base = lab.base,
) {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields)
  return lab.get(at(base, path), [...headers, ['Content-Type', formMediaType]], 'POST', encodeForm(pairs))
}

type Begun = { device_code: string; user_code: string; verification_uri_complete: string }

async function begin(more: Fields = {}, base = lab.base): Promise<Begun> {
  const answer = await post(
    'device_authorization',
    { client_id: 'kiosk', scope: 'notes:read', ...more },
    [],
    base,
  )
  expect(answer.response.status).toBe(200)
  return told(answer)
}

const poll = (device_code: string, more: Fields = {}, base = lab.base) =>
  post('token', { grant_type: deviceGrant, client_id: 'kiosk', device_code, ...more }, [], base)

/** The cookie of somebody who has logged in on the page of a device. */
async function logIn(
  user_code: string,
  who = credentials.resourceOwner,
  base = lab.base,
): Promise<FieldLine> {
  const answer = await post('device', { user_code, ...who }, [], base)
  expect(answer.response.status).toBe(200)
  return ['Cookie', (answerField(answer, 'set-cookie') ?? '').split(';')[0] ?? '']
}

async function decide(
  user_code: string,
  decision: 'approve' | 'deny',
  { scope = ['notes:read'], who = credentials.resourceOwner, base = lab.base } = {},
): Promise<Exchange> {
  const cookie = await logIn(user_code, who, base)
  const page = await post('device', { user_code }, [cookie], base)
  const hidden = readHtmlForm(text(page))?.fields.filter(([name]) => name !== 'scope') ?? []
  const pairs = [...hidden, ...scope.map((one) => ['scope', one] as const), ['decision', decision] as const]
  return post('device', pairs, [cookie], base)
}

describe('OA2-48: the device authorization request', () => {
  it('is answered with all that RFC 8628 §3.2 names', async () => {
    const answer = await post('device_authorization', { client_id: 'kiosk' })
    expect(told(answer)).toEqual({
      device_code: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${lab.origin}${lab.base}/oauth2/device`,
      verification_uri_complete: expect.stringMatching(/\/oauth2\/device\?user_code=[A-Z]{4}-[A-Z]{4}$/),
      expires_in: 600,
      interval: 5,
    })
    expect(answerField(answer, 'cache-control')).toBe('no-store')
  })

  it.each<readonly [string, Fields, string, number, string]>([
    ['a client on no record', { client_id: 'nobody' }, 'client-authenticated', 401, 'invalid_client'],
    ['no client', {}, 'client-authenticated', 401, 'invalid_client'],
    [
      'a confidential client by its name',
      { client_id: 'reader-confidential' },
      'client-authenticated',
      401,
      'invalid_client',
    ],
    ['another grant', { client_id: 'reader' }, 'grant-allowed-to-client', 400, 'unauthorized_client'],
    ['another scope', { client_id: 'kiosk', scope: 'admin' }, 'scope-known', 400, 'invalid_scope'],
    ['openid, at this door', { client_id: 'kiosk', scope: 'openid' }, 'scope-known', 400, 'invalid_scope'],
    [
      'another resource',
      { client_id: 'kiosk', resource: 'https://other.example' },
      'scope-known',
      400,
      'invalid_target',
    ],
  ])('refuses %s', async (_, fields, check, status, error) => {
    const answer = await post('device_authorization', fields)
    expect(failedCheck(answer)).toBe(check)
    expect(answer.response.status).toBe(status)
    expect(told(answer)).toMatchObject({ error })
    expect(answerField(answer, 'www-authenticate') !== undefined).toBe(status === 401)
  })

  it.each<readonly [string, readonly FieldLine[], string, number]>([
    ['JSON', [['Content-Type', 'application/json']], '{"client_id":"kiosk"}', 400],
    ['a parameter twice', [['Content-Type', formMediaType]], 'client_id=kiosk&client_id=kiosk', 400],
    ['what is no form', [['Content-Type', formMediaType]], 'client_id=%ZZ', 400],
    ['nine thousand octets', [['Content-Type', formMediaType]], `client_id=${'x'.repeat(9000)}`, 413],
  ])('refuses %s', async (_, headers, body, status) => {
    const answer = await lab.get('/oauth2/device_authorization', headers, 'POST', body)
    expect(answer.response.status).toBe(status)
    expect(told(answer)).toMatchObject({ error: 'invalid_request' })
    expect(answer.verdict).toBeNull()
  })
})

describe('OA2-48: polling', () => {
  it('waits, is told to slow down for good, and gets its token', async () => {
    const { device_code, user_code } = await begin()
    const error = async () => told(await poll(device_code)).error
    expect(await error()).toBe('authorization_pending')
    lab.clock += 5000
    expect(await error()).toBe('authorization_pending')
    lab.clock += 4999
    expect(await error()).toBe('slow_down')
    // From now on it is ten seconds, also for a device that behaves.
    lab.clock += 9999
    expect(await error()).toBe('slow_down')
    lab.clock += 15_000
    expect(await error()).toBe('authorization_pending')
    lab.clock += 14_999
    expect(await error()).toBe('slow_down')
    expect((await decide(user_code, 'approve')).response.status).toBe(200)
    lab.clock += 20_000
    const tokens = told(await poll(device_code))
    expect(tokens).toMatchObject({ token_type: 'Bearer', scope: 'notes:read', expires_in: 600 })
    const call = await lab.get('/oauth2/whoami', [['Authorization', `Bearer ${tokens.access_token}`]])
    expect(told(call).principal).toEqual({ type: 'user', id: 'ada', client: 'kiosk', scope: 'notes:read' })
  })

  const impatient = async (code: string) => {
    await poll(code)
    return poll(code)
  }
  it.each<readonly [string, (begun: Begun) => Promise<Exchange>, string]>([
    ['device-code-known', () => poll('A'.repeat(43)), 'invalid_grant'],
    [
      'device-code-issued-to-client',
      ({ device_code }) => poll(device_code, { client_id: 'kiosk-three-digits' }),
      'invalid_grant',
    ],
    [
      'device-code-not-expired',
      ({ device_code }) => {
        lab.clock += 600_000
        return poll(device_code)
      },
      'expired_token',
    ],
    ['polled-patiently', ({ device_code }) => impatient(device_code), 'slow_down'],
    [
      'consent-given',
      async ({ device_code, user_code }) => {
        await decide(user_code, 'deny')
        return poll(device_code)
      },
      'access_denied',
    ],
    [
      'device-code-unused',
      async ({ device_code, user_code }) => {
        await decide(user_code, 'approve')
        await poll(device_code)
        lab.clock += 5000
        return poll(device_code)
      },
      'invalid_grant',
    ],
  ])('%s', async (check, play, error) => {
    const answer = await play(await begin())
    expect(failedCheck(answer)).toBe(check)
    expect(answer.verdict).toMatchObject({ endpoint: 'token', branch: 'device', outcome: 'refused' })
    const before = answer.verdict?.checks.findIndex(({ id }) => id === check) ?? -1
    expect(answer.verdict?.checks.slice(0, before).every(({ outcome }) => outcome === 'passed')).toBe(true)
    expect(answer.response.status).toBe(400)
    expect(told(answer)).toMatchObject({ error })
  })

  it("'user-decided' asks, and refuses nothing", async () => {
    const answer = await poll((await begin()).device_code)
    expect(answer.response.status).toBe(400)
    expect(told(answer)).toMatchObject({ error: 'authorization_pending' })
    expect(answer.verdict).toMatchObject({ outcome: 'interaction', branch: 'device' })
    expect(answer.verdict?.checks.find(({ id }) => id === 'user-decided')?.outcome).toBe('not-reached')
  })

  it('gives what was ticked of what was asked for', async () => {
    const { device_code, user_code } = await begin({ scope: 'notes:read notes:write' })
    await decide(user_code, 'approve', { scope: ['notes:write', 'admin'] })
    expect(told(await poll(device_code)).scope).toBe('notes:write')
  })

  it(`of eight polls at once one gets tokens, ${rounds} times`, { timeout: 120_000 }, async () => {
    // Without the interval: every one of the eight gets as far as the code itself.
    const base = `${lab.base}/without/oauth2.polled-patiently`
    for (let round = 0; round < rounds; round++) {
      const { device_code, user_code } = await begin({}, base)
      await decide(user_code, 'approve', { base })
      const answers = await Promise.all(Array.from({ length: 8 }, () => poll(device_code, {}, base)))
      expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(1)
      const lost = answers.filter(({ response }) => response.status !== 200)
      expect(new Set(lost.map(failedCheck))).toEqual(new Set(['device-code-unused']))
    }
  })
})

describe('the page of the other screen', () => {
  it('asks for the code, then a log-in, then the decision, and shows the code again', async () => {
    const { user_code, verification_uri_complete } = await begin()
    const empty = await lab.get('/oauth2/device')
    expect(empty.response.status).toBe(200)
    expect(empty.verdict).toBeNull()
    expect(readHtmlForm(text(empty))).toMatchObject({ action: `${lab.base}/oauth2/device`, method: 'POST' })
    const query = new URL(verification_uri_complete).search
    const linked = await lab.get(`/oauth2/device${query}`)
    expect(linked.verdict).toMatchObject({ outcome: 'interaction', asked: 'log-in' })
    expect(readHtmlForm(text(linked))?.fields).toEqual([['user_code', user_code]])
    const page = await post('device', { user_code, ...credentials.resourceOwner })
    expect(page.verdict).toMatchObject({ outcome: 'accepted' })
    expect(text(page)).toContain(`<strong>${user_code}</strong>`)
    expect(text(page)).toContain('Kiosk wants to be connected')
    expect(readHtmlForm(text(page))?.fields.map(([name]) => name)).toEqual([
      'user_code',
      'pageSecret',
      'scope',
    ])
    expect(answerField(page, 'content-security-policy')).toContain("frame-ancestors 'self'")
    expect(answerField(page, 'cache-control')).toBe('no-store')
  })

  it.each(['as it is', 'lower case', 'without its dash', 'with blanks'])('takes the code %s', async (how) => {
    const { user_code } = await begin()
    const typed = {
      'as it is': user_code,
      'lower case': user_code.toLowerCase(),
      'without its dash': user_code.replace('-', ''),
      'with blanks': ` ${user_code.split('').join(' ')} `,
    }[how]
    expect((await post('device', { user_code: typed ?? '' })).verdict?.asked).toBe('log-in')
  })

  it("'user-code-known' fails for a code that nobody waits with, is over or decided", async () => {
    const refuse = async (user_code: string) => {
      const answer = await post('device', { user_code })
      expect(failedCheck(answer)).toBe('user-code-known')
      expect(answer.response.status).toBe(400)
      expect(text(answer)).toContain('No device waits with this code')
    }
    await refuse('BBBB-BBBB')
    await refuse('not a code')
    const late = await begin()
    lab.clock += 600_000
    await refuse(late.user_code)
    const decided = await begin()
    await decide(decided.user_code, 'deny')
    await refuse(decided.user_code)
  })

  it("'user-code-attempts-left' fails after ten wrong codes, whatever comes then", async () => {
    const { user_code } = await begin()
    for (let i = 0; i < 10; i++)
      expect((await post('device', { user_code: 'BBBB-BBBB' })).response.status).toBe(400)
    const answer = await post('device', { user_code })
    expect(failedCheck(answer)).toBe('user-code-attempts-left')
    expect(answer.response.status).toBe(429)
    expect(answerField(answer, 'retry-after')).toBe('600')
    const elsewhere = await lab.get(`/oauth2/device?user_code=${user_code}`)
    expect(elsewhere.response.status).toBe(429)
    lab.clock += 600_000
    expect((await post('device', { user_code: 'BBBB-BBBB' })).response.status).toBe(400)
  })

  it('a right code takes no try away, and another address has tries of its own', async () => {
    const { user_code } = await begin()
    for (let i = 0; i < 30; i++) await post('device', { user_code })
    for (let i = 0; i < 10; i++) await post('device', { user_code: 'BBBB-BBBB' })
    const message = lab.recorded.at(-1)?.request
    if (!message) throw new Error('Unexpected lab without a record')
    expect((await lab.send(message)).response.status).toBe(429)
    expect((await lab.send(message, { address: '192.0.2.8' })).response.status).toBe(400)
  })

  it('a thousand wrong codes at once get no further than ten', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => post('device', { user_code: 'BBBB-BBBB' })),
    )
    expect(answers.filter(({ response }) => response.status === 400)).toHaveLength(10)
    expect(answers.filter(({ response }) => response.status === 429)).toHaveLength(190)
  })

  it("'decision-from-own-page' fails for a yes from elsewhere, and nothing is decided", async () => {
    const { device_code, user_code } = await begin()
    const cookie = await logIn(user_code)
    const mallorys = await begin()
    const page = await post('device', { user_code: mallorys.user_code }, [
      await logIn(mallorys.user_code, credentials.otherOwner),
    ])
    const [, secret = ''] = readHtmlForm(text(page))?.fields.find(([name]) => name === 'pageSecret') ?? []
    // Ada's own page for Mallory's device says nothing of Ada's.
    const other = await post('device', { user_code: mallorys.user_code }, [cookie])
    const [, foreign = ''] = readHtmlForm(text(other))?.fields.find(([name]) => name === 'pageSecret') ?? []
    expect(foreign).toMatch(/^[A-Za-z0-9_-]{43}$/)
    for (const pageSecret of ['', 'x', secret, foreign]) {
      const answer = await post(
        'device',
        { user_code, pageSecret, scope: 'notes:read', decision: 'approve' },
        [cookie],
      )
      expect(failedCheck(answer)).toBe('decision-from-own-page')
      expect(answer.response.status).toBe(403)
    }
    expect(told(await poll(device_code))).toMatchObject({ error: 'authorization_pending' })
  })

  it('a link decides nothing and logs nobody in', async () => {
    const { device_code, user_code } = await begin()
    const cookie = await logIn(user_code)
    const page = await post('device', { user_code }, [cookie])
    const pairs = [...(readHtmlForm(text(page))?.fields ?? []), ['decision', 'approve'] as const]
    const answer = await lab.get(`/oauth2/device?${encodeForm(pairs)}`, [cookie])
    expect(answer.response.status).toBe(200)
    expect(text(answer)).toContain('wants to be connected')
    expect(told(await poll(device_code))).toMatchObject({ error: 'authorization_pending' })
    const query = encodeForm(Object.entries({ user_code, ...credentials.resourceOwner }))
    expect((await lab.get(`/oauth2/device?${query}`)).verdict?.asked).toBe('log-in')
  })

  it('a yes to nothing is asked again', async () => {
    const { device_code, user_code } = await begin()
    const answer = await decide(user_code, 'approve', { scope: [] })
    expect(text(answer)).toContain('Tick at least one box')
    expect(told(await poll(device_code))).toMatchObject({ error: 'authorization_pending' })
  })

  it('of eight decisions at once one counts', async () => {
    const { device_code, user_code } = await begin()
    const cookie = await logIn(user_code)
    const page = await post('device', { user_code }, [cookie])
    const fields = readHtmlForm(text(page))?.fields ?? []
    const answers = await Promise.all(
      ['approve', 'deny', 'deny', 'deny', 'deny', 'deny', 'deny', 'deny'].map((decision) =>
        post('device', [...fields, ['decision', decision] as const], [cookie]),
      ),
    )
    expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(1)
    const counted = answers.findIndex(({ response }) => response.status === 200)
    const { error } = told(await poll(device_code))
    expect(error).toBe(counted === 0 ? undefined : 'access_denied')
  })

  it('a wrong password is told, and the form of another site logs nobody in', async () => {
    const { user_code } = await begin()
    const wrong = await post('device', { user_code, userId: 'ada', password: 'x' })
    expect(wrong.response.status).toBe(403)
    const foreign = await post('device', { user_code, ...credentials.resourceOwner }, [
      ['Sec-Fetch-Site', 'cross-site'],
    ])
    expect(foreign.response.status).toBe(403)
    expect(answerField(foreign, 'set-cookie')).toBeUndefined()
  })
})

describe('user codes (RFC 8628 §6.1)', () => {
  it('are drawn evenly', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 2500; i++)
      for (const letter of letterCode(lab.installation).replace('-', ''))
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
    expect(counts.size).toBe(20)
    // 1,000 of each are to be expected; seven standard deviations are 216.
    for (const [letter, count] of counts) expect(Math.abs(count - 1000), letter).toBeLessThan(216)
  })

  it('of three digits are for the lab client alone, and run out', async () => {
    expect(shortCode(lab.installation)).toMatch(/^\d{3}$/)
    const short = await begin({ client_id: 'kiosk-three-digits' })
    expect(short.user_code).toMatch(/^\d{3}$/)
    const started = await Promise.all(
      Array.from({ length: 2000 }, () => post('device_authorization', { client_id: 'kiosk-three-digits' })),
    )
    const codes = started
      .filter(({ response }) => response.status === 200)
      .map((answer) => told(answer).user_code)
    expect(new Set([short.user_code, ...codes]).size).toBe(codes.length + 1)
    expect(started.some(({ response }) => response.status === 429)).toBe(true)
  })

  it('are read whatever their case and dashes, and nothing else is one', () => {
    expect(readUserCode('wdjb mjht')).toBe('WDJB-MJHT')
    expect(readUserCode('w-d-j-b-m-j-h-t')).toBe('WDJB-MJHT')
    expect(readUserCode('042')).toBe('042')
    for (const text of ['', 'WDJB', 'WDJB-MJHTX', 'AEIO-UAEI', '1234', 'x'.repeat(65)])
      expect(readUserCode(text), text).toBeUndefined()
  })
})
