/**
 * One thing wrong for each check that neither the token endpoint's tests nor the API's play at both doors: OpenID Connect
 * runs the same judges by rules and lists of its own, and each of them has to stop the request there as well.
 */
import { request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import type { Exchange } from '../scheme.ts'
import { bothDoors, doors } from '../testing/doors.ts'
import { endedAt, FrontLab, logInWith } from '../testing/oauth2-front.ts'
import { jsonOf } from '../testing/token-lab.ts'
import type { UserAgent } from '../user-agent.ts'
import { findClient, keepClient } from './clients/clients.ts'
import { wrongCodes } from './device/user-code-tries.ts'
import { rules } from './verify/rules.ts'

type Wrong = (lab: FrontLab, base: string) => Promise<Exchange>

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

async function follow(lab: FrontLab, base: string, wait = 0, client_id = 'reader'): Promise<Exchange> {
  const { request_uri } = jsonOf(await lab.postForm('par', lab.asked(), { base }))
  lab.clock += wait
  const pairs = [
    ['client_id', client_id],
    ['request_uri', String(request_uri)],
  ] as const
  const visit = () => lab.browser(base).visit(lab.address(pairs, base))
  const first = await visit()
  return wait === 0 && client_id === 'reader' ? visit() : first
}

async function beginDevice(lab: FrontLab, base: string): Promise<Record<string, string>> {
  const pairs = [
    ['client_id', 'kiosk'],
    ['scope', 'notes:read'],
  ] as const
  return jsonOf(await lab.postForm('device_authorization', pairs, { base })) as Record<string, string>
}

const poll = (lab: FrontLab, base: string, device_code = 'x', client_id = 'kiosk') =>
  lab.postForm(
    'token',
    [
      ['grant_type', deviceGrant],
      ['client_id', client_id],
      ['device_code', device_code],
    ],
    { base },
  )

async function typed(lab: FrontLab, base: string, user_code = ''): Promise<UserAgent> {
  const browser = lab.browser(base)
  await browser.visit(`${base}/${lab.slug}/device`)
  await browser.submit([['user_code', user_code]])
  return browser
}

async function decide(lab: FrontLab, base: string, user_code: string | undefined, decision: string) {
  const browser = await typed(lab, base, user_code)
  await logInWith(browser, lab.ada)
  await browser.submit([['decision', decision]])
}

/** A device on which Ada decided. */
async function decided(lab: FrontLab, base: string, decision: string): Promise<string> {
  const { device_code = '', user_code } = await beginDevice(lab, base)
  await decide(lab, base, user_code, decision)
  return device_code
}

const wrongs: Readonly<Record<string, Wrong>> = {
  'request-uri-known': (lab, base) =>
    lab.ask({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, { base }),
  'request-uri-not-expired': (lab, base) => follow(lab, base, 60_000),
  'request-uri-issued-to-client': (lab, base) => follow(lab, base, 0, 'game'),
  'request-uri-unused': (lab, base) => follow(lab, base),
  'client-known': (lab, base) => lab.ask({ client_id: 'nobody' }, { base }),
  'redirect-uri-registered': (lab, base) => lab.ask({ redirect_uri: 'http://localhost:9999/x' }, { base }),
  'parameters-unique': (lab, base) => lab.ask({}, { base, more: [['state', 'another']] }),
  'pushed-when-required': (lab, base) => lab.ask({ request_uri: 'https://evil.test/' }, { base }),
  'response-type-supported': (lab, base) => lab.ask({ response_type: 'id_token' }, { base }),
  'grant-allowed-to-client': async (lab, base) => {
    const server = lab.server(`${base}/`)
    const reader = await findClient(server, 'reader')
    if (!reader) throw new Error('Unexpected world without Reader')
    const client_id = 'a'.repeat(22)
    await keepClient(server, { ...reader, client_id, grant_types: [deviceGrant] })
    return lab.ask({ client_id }, { base })
  },
  'code-challenge-present': (lab, base) =>
    lab.ask({ code_challenge: undefined, code_challenge_method: undefined }, { base }),
  'code-challenge-method-is-s256': (lab, base) => lab.ask({ code_challenge_method: 'plain' }, { base }),
  'scope-known': (lab, base) => lab.ask({ scope: 'notes:read admin' }, { base }),
  'decision-from-own-page': async (lab, base) =>
    (await lab.atConsent({}, base)).submit([
      ['pageSecret', 'x'],
      ['decision', 'approve'],
    ]),
  'no-request-uri-inside': (lab, base) =>
    lab.postForm('par', lab.asked({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }), { base }),
  'method-is-post': (lab, base) => lab.send(request('GET', `${base}/${lab.slug}/token`)),
  'body-is-form': (lab, base) =>
    lab.send(request('POST', `${base}/${lab.slug}/token`, [['Content-Type', 'application/json']], '{}')),
  'code-known': (lab, base) =>
    lab.postForm(
      'token',
      [
        ['grant_type', 'authorization_code'],
        ['client_id', 'reader'],
        ['code', 'x'],
      ],
      { base },
    ),
  'refresh-token-known': (lab, base) =>
    lab.postForm(
      'token',
      [
        ['grant_type', 'refresh_token'],
        ['client_id', 'reader'],
        ['refresh_token', 'x'],
      ],
      { base },
    ),
  'token-parameter-present': (lab, base) => lab.postForm('revoke', [['client_id', 'reader']], { base }),
  'token-type-supported': async (lab, base) => {
    const texts = { header: '{"alg":"HS256","typ":"JWT"}', claims: '{"sub":"ada"}' }
    const { token } = await signToken(texts, 'HS256', new Uint8Array(32))
    return lab.postForm(
      'revoke',
      [
        ['client_id', 'reader'],
        ['token', token],
      ],
      { base },
    )
  },
  'user-code-attempts-left': async (lab, base) => {
    for (let i = 0; i < wrongCodes; i++) await typed(lab, base, 'BBBB-BBBB')
    const browser = await typed(lab, base, (await beginDevice(lab, base)).user_code)
    return browser.page as Exchange
  },
  'user-code-known': async (lab, base) => (await typed(lab, base, 'BBBB-BBBB')).page as Exchange,
  'device-code-known': (lab, base) => poll(lab, base),
  'device-code-issued-to-client': async (lab, base) =>
    poll(lab, base, await decided(lab, base, 'approve'), 'kiosk-three-digits'),
  'device-code-not-expired': async (lab, base) => {
    const code = await decided(lab, base, 'approve')
    lab.clock += 600_000
    return poll(lab, base, code)
  },
  'polled-patiently': async (lab, base) => {
    const { device_code, user_code } = await beginDevice(lab, base)
    await poll(lab, base, device_code)
    await decide(lab, base, user_code, 'approve')
    return poll(lab, base, device_code)
  },
  'consent-given': async (lab, base) => poll(lab, base, await decided(lab, base, 'deny')),
  'device-code-unused': async (lab, base) => {
    const code = await decided(lab, base, 'approve')
    await poll(lab, base, code)
    lab.clock += 5000
    return poll(lab, base, code)
  },
}

const isStructural = (check: string) => {
  const rule = rules[check as keyof typeof rules]
  return 'structural' in rule && rule.structural
}

describe.each(doors)('at the door %s', (door) => {
  it.each(Object.keys(wrongs))("'%s' stops it, and nothing before does", async (check) => {
    const lab = new FrontLab(door)
    const answer = await wrongs[check]?.(lab, lab.base)
    expect(answer && endedAt(answer, check)).toBe(true)
    expect(answer?.verdict?.outcome).toBe('refused')
    expect(answer?.scheme).toBe(door)
  })

  it.each(Object.keys(wrongs).filter((check) => !isStructural(check)))(
    'it gets in where %s was taken away',
    async (check) => {
      const lab = new FrontLab(door)
      const answer = await wrongs[check]?.(lab, lab.twin(check))
      const checks = answer?.verdict?.checks ?? []
      expect(checks.find(({ id }) => id === check)?.outcome).toBe('removed')
      expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      expect(answer?.response.status).toBeLessThan(400)
    },
  )

  it("'resource-owner-authenticated' and 'user-decided' ask, and refuse nothing", async () => {
    const lab = new FrontLab(door)
    const page = await lab.ask()
    expect(page.verdict).toMatchObject({ outcome: 'interaction', asked: 'log-in' })
    expect(page.verdict?.checks.at(-1)?.id).toBe('resource-owner-authenticated')
    const pending = await poll(lab, lab.base, (await beginDevice(lab, lab.base)).device_code)
    expect(pending.verdict).toMatchObject({ outcome: 'interaction', branch: 'device' })
    expect(jsonOf(pending).error).toBe('authorization_pending')
  })
})

it('OpenID Connect takes these rules over as they are', () => {
  const [, oidc] = bothDoors
  for (const check of Object.keys(rules))
    expect(oidc.rules[check], check).toBe(rules[check as keyof typeof rules])
})
