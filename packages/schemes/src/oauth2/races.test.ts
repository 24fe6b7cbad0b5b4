/** What can be used once has one winner, of eight at once; and a code that comes twice ends what its first use gave. */
import type { FieldLine } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { readHtmlForm } from '../html-form.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { bodyOf, FrontLab } from '../testing/oauth2-front.ts'
import { rounds } from '../testing/rounds.ts'
import { dpopKeys, jsonOf, TokenLab, textsOf } from '../testing/token-lab.ts'
import { codeTryWindow } from './device/user-code-tries.ts'

const eight = <T>(one: (n: number) => Promise<T>) => Promise.all(Array.from({ length: 8 }, (_, n) => one(n)))
const statusOf = ({ response }: Exchange) => response.status
const lostAt = (answers: readonly Exchange[], won: number) =>
  new Set(answers.filter((answer) => statusOf(answer) !== won).map(failedCheck))

describe(`${rounds} rounds of eight at once`, () => {
  it('a reference to a pushed request is followed once', async () => {
    const lab = new FrontLab()
    for (let round = 0; round < rounds; round++) {
      const { request_uri } = jsonOf(await lab.postForm('par', lab.asked()))
      const address = lab.address([
        ['client_id', 'reader'],
        ['request_uri', String(request_uri)],
      ])
      const pages = await eight(() => lab.browser().visit(address))
      expect(pages.filter((page) => statusOf(page) === 200)).toHaveLength(1)
      expect(lostAt(pages, 200)).toEqual(new Set(['request-uri-unused']))
    }
  })

  it('a question of consent is decided once, and gives one code at most', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    for (let round = 0; round < rounds; round++) {
      await browser.visit(lab.address(lab.asked()))
      const decisions = ['approve', 'deny'] as const
      const ends = await eight((n) => browser.submit([['decision', decisions[(n + round) % 2] ?? 'deny']]))
      expect(ends.filter((end) => statusOf(end) === 303)).toHaveLength(1)
      expect(new Set(ends.map(statusOf))).toEqual(new Set([303, 400]))
    }
  })

  it('a device is let in or turned away once', async () => {
    const lab = new TokenLab()
    const { userId, password } = lab.parties.resourceOwner
    for (let round = 0; round < rounds; round++) {
      // Seven codes that no device waits with any more: too many of those, and nobody may try for a while.
      lab.clock += codeTryWindow * 1000
      const kiosk = { client_id: 'kiosk', scope: 'notes:read' }
      const { device_code, user_code } = textsOf(await lab.post('device_authorization', kiosk))
      const loggedIn = await lab.post('device', { user_code, userId, password })
      const headers: FieldLine[] = [['Cookie', answerField(loggedIn, 'set-cookie')?.split(';')[0] ?? '']]
      const form = readHtmlForm(bodyOf(await lab.post('device', { user_code }, { headers })))?.fields ?? []
      const ends = await eight((n) =>
        lab.post('device', [...form, ['decision', n % 2 === round % 2 ? 'approve' : 'deny']], { headers }),
      )
      expect(ends.filter((end) => statusOf(end) === 200)).toHaveLength(1)
      expect(lostAt(ends, 200)).toEqual(new Set(['user-code-known']))
      const won = ends.findIndex((end) => statusOf(end) === 200)
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
      const polled = await lab.post('token', { grant_type, client_id: 'kiosk', device_code })
      expect(failedCheck(polled)).toBe(won % 2 === round % 2 ? undefined : 'consent-given')
    }
  })

  it('a proof of possession is good once at the token endpoint', async () => {
    const lab = new TokenLab()
    const keys = await dpopKeys()
    for (let round = 0; round < rounds; round++) {
      const headers = [await lab.proof(keys)]
      const answers = await eight(() => lab.nightly({}, { headers }))
      expect(answers.filter((answer) => statusOf(answer) === 200)).toHaveLength(1)
      expect(lostAt(answers, 200)).toEqual(new Set(['dpop-proof-valid']))
    }
  })
})

describe('a code comes again while its first use is under way', () => {
  /** Holds the first write of a token back until told to go on: so slow can a first use be. */
  function slowed(lab: TokenLab) {
    const { store } = lab.installation
    let goOn = () => {}
    let arrived = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const isHeld = new Promise<void>((resolve) => {
      arrived = resolve
    })
    let first = true
    const put: typeof store.put = async (key, ...rest) => {
      if (first && /oauth2\/access-tokens\//.test(key)) {
        first = false
        arrived()
        await held
      }
      return store.put(key, ...rest)
    }
    Object.assign(lab.installation, {
      store: new Proxy(store, {
        get: (target, name) => {
          if (name === 'put') return put
          const found: unknown = Reflect.get(target, name)
          return typeof found === 'function' ? found.bind(target) : found
        },
      }),
    })
    return { goOn, isHeld }
  }

  it('what the first use gives then is dead from the start', async () => {
    const lab = new TokenLab()
    const code = await lab.code()
    const { goOn, isHeld } = slowed(lab)
    const first = lab.redeem(code)
    await isHeld
    expect(failedCheck(await lab.redeem(code))).toBe('code-unused')
    goOn()
    const { access_token, refresh_token } = textsOf(await first)
    expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
    expect(failedCheck(await lab.refresh(refresh_token))).toBe('grant-alive')
    const about = await lab.post(
      'introspect',
      { token: access_token },
      { headers: [lab.basic(lab.parties.api.id, lab.parties.api.secret)] },
    )
    expect(jsonOf(about)).toEqual({ active: false })
  })

  it('lives where nobody brought the code twice', async () => {
    const lab = new TokenLab()
    const code = await lab.code()
    const { goOn, isHeld } = slowed(lab)
    const first = lab.redeem(code)
    await isHeld
    goOn()
    expect((await lab.call(textsOf(await first).access_token)).response.status).toBe(200)
  })
})
