import type { FormPair } from '@lockstep/http/form-urlencoded'
import { describe, expect, test } from 'vitest'
import { heldTarget } from '../redirect-to.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { bodyOf, expectRefused, makeLab, realBase, twin } from '../testing/oauth1-expect.ts'
import { type OAuth1Lab, pairOf, verifierOf } from '../testing/oauth1-lab.ts'

describe('without a check', () => {
  /** What is refused in the real world and gets in without this one check. */
  const weak: Record<string, (lab: OAuth1Lab, base: string) => Promise<Exchange>> = {
    'parameters-in-one-place': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), path: '/oauth1/whoami?oauth_version=1.0' }),
    'parameters-unique': async (lab, base) => {
      const token = await lab.token(base)
      return lab.call({ base, token, extra: [['oauth_nonce', 'twice']] })
    },
    'version-is-1-0': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), extra: [['oauth_version', '2.0']] }),
    'plaintext-only-over-tls': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), method: 'PLAINTEXT' }),
    'channel-is-private': (lab, base) => {
      lab.publicOrigin = 'http://lab.example'
      return lab.initiate({ base })
    },
    'signature-matches': async (lab, base) =>
      lab.call({ base, token: { ...(await lab.token(base)), secret: 'guessed' } }),
    'timestamp-recent': async (lab, base) => lab.call({ base, token: await lab.token(base), timestamp: 1 }),
    'callback-registered': (lab, base) => lab.initiate({ base, callback: 'https://evil.test/' }),
    'issued-to-this-client': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), client: lab.parties.otherClient }),
    'temporary-credentials-not-expired': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const verifier = verifierOf(await lab.decide(temporary, { base }))
      lab.clock += 1_200_000
      return lab.exchange(temporary, verifier, { base })
    },
    'temporary-credentials-authorized': async (lab, base) =>
      lab.exchange(await lab.temporary({ base }), undefined, { base }),
    'verifier-matches': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      await lab.decide(temporary, { base })
      return lab.exchange(temporary, undefined, { base })
    },
    'token-credentials-active': async (lab, base) => {
      const token = await lab.token(base)
      lab.clock += 7_200_000
      return lab.call({ base, token })
    },
    'scope-covers-request': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
      await browser.submit(Object.entries(lab.parties.resourceOwner))
      const fields: FormPair[] = [
        ['scope', 'notes:read'],
        ['decision', 'approve'],
      ]
      const verifier = verifierOf(await browser.submit(fields))
      const token = pairOf(await lab.exchange(temporary, verifier, { base }))
      return lab.call({ base, token, httpMethod: 'POST' })
    },
    'nonce-unused': async (lab, base) => {
      const { request: message } = await lab.sign({ base, token: await lab.token(base) })
      await lab.send(message)
      return lab.send(message)
    },
    'temporary-credentials-unused': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const verifier = verifierOf(await lab.decide(temporary, { base }))
      await lab.exchange(temporary, verifier, { base })
      return lab.exchange(temporary, verifier, { base })
    },
  }

  test.each(Object.entries(weak))('%s', async (check, play) => {
    const real = await play(makeLab(), realBase)
    expect(failedCheck(real)).toBe(check)
    const twins = await play(makeLab(), twin(check))
    expect(twins.response.status).toBe(200)
    for (const { id, outcome } of twins.verdict?.checks ?? [])
      expect(id === check ? ['removed'] : ['passed', 'not-applicable'], id).toContain(outcome)
    expect(answerField(twins, 'lockstep-without')).toBe(`oauth1.${check}`)
  })

  test('decision-from-own-page: a form elsewhere decides', async () => {
    const lab = makeLab()
    const base = twin('decision-from-own-page')
    const temporary = await lab.temporary({ base })
    const browser = lab.browser(base)
    await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const decided = await browser.submit([['decision', 'approve']], { without: ['decisionToken'] })
    expect(verifierOf(decided)).toMatch(/^[\w-]{22}$/)
  })

  test('callback-registered: what would leave the sandbox is shown, not sent', async () => {
    const lab = makeLab()
    const base = twin('callback-registered')
    for (const callback of ['https://evil.test/take?a=b&c=%22', 'myapp://back']) {
      const temporary = await lab.temporary({ base, callback })
      const decided = await lab.decide(temporary, { base })
      expect(decided.response.status).toBe(200)
      expect(answerField(decided, 'location')).toBeUndefined()
      const held = heldTarget(bodyOf(decided)) ?? ''
      expect(held.startsWith(callback)).toBe(true)
      expect(new URL(held).searchParams.get('oauth_verifier')).toMatch(/^[\w-]{22}$/)
    }
  })

  test('callback-registered: an address on the page is text, and none is a word of its policy', async () => {
    const lab = makeLab()
    const base = twin('callback-registered')
    for (const callback of [
      'http://*/',
      'http://a;sandbox/',
      'http://a,b/',
      'myapp://back',
      "x:<img src='x'>",
    ]) {
      const answer = await lab.initiate({ base, callback })
      if (callback.startsWith('x:')) {
        expect(failedCheck(answer)).toBe('callback-present')
        continue
      }
      const { token } = pairOf(answer)
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${token}`)
      const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
      expect(answerField(page, 'content-security-policy'), callback).toContain("; form-action 'self'; ")
      expect(bodyOf(page)).toContain(`<code>${callback}</code>, as the client said`)
    }
  })

  test('what is minted there is worth nothing in the real world', async () => {
    const lab = makeLab()
    const base = twin('nonce-unused')
    const temporary = await lab.temporary({ base })
    const verifier = verifierOf(await lab.decide(temporary, { base }))
    expectRefused(await lab.exchange(temporary, verifier), 'temporary-credentials-known', 401)
    expectRefused(await lab.call({ token: await lab.token(base) }), 'token-credentials-known', 401)
  })
})
