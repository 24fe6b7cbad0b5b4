import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Exchange, Part, Place } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { oidc } from './index.ts'
import { inspect } from './inspect/inspect.ts'

const target: Place = { kind: 'target', of: 'request' }
const content: Place = { kind: 'body', of: 'request' }
const answered: Place = { kind: 'body', of: 'response' }
const inField = (name: string, of: 'request' | 'response'): Place => ({ kind: 'field', name, of })

const partsIn = (value: string, place: Place) => inspect(value, place) ?? []
const idsIn = (parts: readonly Part[]) => parts.flatMap(({ id }) => id ?? [])
const part = (parts: readonly Part[], id: string) => parts.find((one) => one.id === id)
const joined = (parts: readonly Part[]) => parts.map(({ text }) => text).join('')

let exchanges: Record<string, readonly Exchange[]>
beforeAll(async () => {
  const walkthrough = oidc.walkthroughs[0]
  if (!walkthrough) throw new Error('Unexpected scheme without a walkthrough')
  const history = await new Lab([oidc]).play(oidc, walkthrough)
  exchanges = Object.fromEntries([...history].map(([id, played]) => [id, played.exchanges]))
})

const answerOf = (step: string, message = -1) => {
  const body = exchanges[step]?.at(message)?.response.body
  return body && 'text' in body ? body.text : ''
}

describe('the messages of a login', () => {
  it('tells the nonce and the scope of the authentication request in this scheme’s words', () => {
    const parts = partsIn(exchanges.authorize?.at(-1)?.request.target ?? '', target)
    expect(part(parts, 'nonce')).toMatchObject({ maker: 'relying-party', clause: 'Core §3.1.2.1, §15.5.2' })
    expect(part(parts, 'scope')?.label).toBe('how much, with openid')
    expect(part(parts, 'state')?.maker).toBe('relying-party')
    expect(part(parts, 'client_id')?.maker).toBe('openid-provider')
  })

  it('takes both tokens of the token response apart, and covers their signatures', () => {
    const text = answerOf('redeem')
    const parts = partsIn(text, answered)
    expect(joined(parts)).toBe(text)
    expect(idsIn(parts)).toEqual(
      expect.arrayContaining([
        'id_token-header',
        'id_token-claims',
        'id_token-signature',
        'access_token-claims',
      ]),
    )
    expect(part(parts, 'id_token-claims')?.explain).toContain('"aud":"relying-party"')
    expect(part(parts, 'id_token-signature')?.secret).toBe(true)
    expect(part(parts, 'access_token-signature')?.secret).toBe(true)
  })

  it('tells the document, the key set and UserInfo', () => {
    expect(idsIn(partsIn(answerOf('discover'), answered))).toEqual(
      expect.arrayContaining(['issuer', 'jwks_uri', 'userinfo_endpoint', 'end_session_endpoint']),
    )
    expect(idsIn(partsIn(answerOf('keys'), answered))).toEqual(
      expect.arrayContaining(['kid', 'kid-2', 'alg']),
    )
    expect(part(partsIn(answerOf('userinfo'), answered), 'sub')?.label).toBe('the same sub, or nothing')
  })

  it('takes the ID Token at the API apart, which is no access token', () => {
    const value =
      exchanges['call-with-id-token']?.[0]?.request.headers.find(([name]) => name === 'Authorization')?.[1] ??
      ''
    const parts = partsIn(value, inField('authorization', 'request'))
    expect(joined(parts)).toBe(value)
    expect(part(parts, 'token-claims')?.explain).toContain('"sub":"ada"')
  })

  it('tells the log-out request', () => {
    const body = exchanges['log-out']?.[0]?.request.body
    const parts = partsIn(body && 'text' in body ? body.text : '', content)
    expect(part(parts, 'id_token_hint-signature')?.secret).toBe(true)
    expect(part(parts, 'post_logout_redirect_uri')?.clause).toBe('RP-Logout §3')
  })

  it('knows the cookies of the client and of the provider', () => {
    const set = inField('set-cookie', 'response')
    expect(part(partsIn('oidc-flows-lab=x; Path=/', set), 'flows')?.maker).toBe('relying-party')
    expect(part(partsIn('oauth2-session-lab=x; HttpOnly', set), 'session')).toMatchObject({
      maker: 'openid-provider',
      secret: true,
    })
  })
})

it('keeps a token that cannot be read in one piece, covered', () => {
  const [, , token] = partsIn('Bearer a.b.c', inField('authorization', 'request'))
  expect(token).toMatchObject({ text: 'a.b.c', id: 'token', secret: true })
})

it('says nothing of a page or of an empty value', () => {
  expect(inspect('<!doctype html>', answered)).toBeUndefined()
  expect(inspect('', target)).toBeUndefined()
  expect(inspect('{}', answered)).toBeUndefined()
})

it('loses no character of anything', () => {
  const places = [
    target,
    content,
    answered,
    inField('authorization', 'request'),
    inField('location', 'response'),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.oneof(
        fc.string(),
        fc.webUrl({ withQueryParameters: true }),
        fc.json(),
        fc.string().map((text) => `Bearer ${text}`),
        fc.string().map((text) => JSON.stringify({ id_token: text, sub: text, issuer: text })),
      ),
      (place, value) => {
        const parts = inspect(value, place)
        if (!parts) return
        expect(joined(parts)).toBe(value)
        expect(new Set(idsIn(parts)).size).toBe(idsIn(parts).length)
      },
    ),
  )
})
