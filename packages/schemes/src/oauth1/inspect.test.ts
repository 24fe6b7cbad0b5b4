import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange, Part, Place } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { oauth1 } from './index.ts'
import { inspect } from './inspect/inspect.ts'
import { sharedIn } from './walkthrough/run-values.ts'

const inField = (name: string, of: 'request' | 'response'): Place => ({ kind: 'field', name, of })
const authorization = inField('authorization', 'request')
const target: Place = { kind: 'target', of: 'request' }
const content: Place = { kind: 'body', of: 'request' }
const answered: Place = { kind: 'body', of: 'response' }

const told = (value: string, place: Place) =>
  (inspect(value, place) ?? []).flatMap(({ id, text, secret }) =>
    id === undefined ? [] : [[id, text, secret ?? false]],
  )
const joined = (parts: readonly Part[] | undefined) => parts?.map(({ text }) => text).join('')

describe('the Authorization field', () => {
  it('is told parameter by parameter, its signature covered', () => {
    const value = 'OAuth realm="Notes", oauth_consumer_key="reader", oauth_signature="a%2Bb%3D"'
    expect(told(value, authorization)).toEqual([
      ['auth-scheme', 'OAuth', false],
      ['realm', '"Notes"', false],
      ['oauth_consumer_key', '"reader"', false],
      ['oauth_signature', '"a%2Bb%3D"', true],
    ])
    expect(joined(inspect(value, authorization))).toBe(value)
  })

  it('tells a parameter that comes twice apart', () => {
    const ids = told('OAuth oauth_nonce="1",oauth_nonce="2"', authorization).map(([id]) => id)
    expect(ids).toEqual(['auth-scheme', 'oauth_nonce', 'oauth_nonce-2'])
  })

  it.each(['Bearer abc', 'OAuthx a="b"', 'OAuth a="b'])('says nothing of %j', (value) => {
    expect(inspect(value, authorization)).toBeUndefined()
  })

  it('has a counterpart: the challenge', () => {
    expect(told('OAuth realm="Notes"', inField('www-authenticate', 'response'))).toEqual([
      ['auth-scheme', 'OAuth', false],
      ['realm', '"Notes"', false],
    ])
  })
})

describe('queries and forms', () => {
  it('covers the verifier in a target and in a redirect', () => {
    const address = '/callback?oauth_token=t&oauth_verifier=v&own='
    const rest = [
      ['oauth_token', 't', false],
      ['oauth_verifier', 'v', true],
      ['own', '', false],
    ]
    expect(told(address, target)).toEqual([['path', '/callback', false], ...rest])
    expect(told(address, inField('location', 'response'))).toEqual([
      ['location', '/callback', false],
      ...rest,
    ])
  })

  it('covers the secret in the answer of the first leg', () => {
    const body = 'oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true'
    expect(told(body, answered)).toEqual([
      ['oauth_token', 't', false],
      ['oauth_token_secret', 's', true],
      ['oauth_callback_confirmed', 'true', false],
    ])
  })

  it('covers the password and the hidden field of the pages', () => {
    const body = 'userId=ada&password=p&decisionToken=d&decision=approve'
    expect(told(body, content).filter(([, , secret]) => secret)).toEqual([
      ['password', 'p', true],
      ['decisionToken', 'd', true],
    ])
  })

  it('knows a parameter by its decoded name', () => {
    expect(told('oauth%5Fverifier=v', content)).toEqual([['oauth_verifier', 'v', true]])
  })

  it('says of content that is no form that it is not signed', () => {
    const [part] = inspect('{"lend":"the atlas"}', content) ?? []
    expect(part).toMatchObject({ id: 'body', label: 'not signed', clause: 'RFC 5849 §3.4.1.3.1, §4.12' })
    expect(inspect('{"scheme":"oauth1"}', answered)).toBeUndefined()
    expect(inspect('<!doctype html><a href="?a=b">', answered)).toBeUndefined()
  })
})

describe('cookies', () => {
  it('covers a session, and shows which flows were begun', () => {
    const value = 'oauth1-flows-lab=one.two; oauth1-session-lab=s'
    expect(told(value, inField('cookie', 'request'))).toEqual([
      ['flows', 'one.two', false],
      ['session', 's', true],
    ])
  })

  it('tells what the user agent shall do with one', () => {
    const value =
      '__Secure-oauth1-session-lab=s; Path=/s/lab/oauth1; Max-Age=3600; HttpOnly; SameSite=Lax; Secure'
    const ids = told(value, inField('set-cookie', 'response')).map(([id]) => id)
    expect(ids).toEqual(['session', 'path', 'max-age', 'httponly', 'samesite', 'secure'])
  })
})

it('covers every secret of the walkthrough, wherever it stands', async () => {
  const lab = new Lab([oauth1])
  const [walkthrough] = oauth1.walkthroughs
  if (!walkthrough) throw new Error('Unexpected scheme without a walkthrough')
  const history = await lab.play(oauth1, walkthrough)
  const last = (step: string) => history.get(step)?.exchanges.at(-1)
  const { client, resourceOwner } = lab.credentials(oauth1)
  const location = last('approve')?.response.headers.find(([name]) => name === 'Location')?.[1] ?? ''
  const secrets = [
    client.secret,
    resourceOwner.password,
    sharedIn(last('initiate'))?.secret ?? '',
    sharedIn(last('token'))?.secret ?? '',
    new URL(location).searchParams.get('oauth_verifier') ?? '',
  ]
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(20)
  let covered = 0
  for (const { exchanges } of history.values()) {
    for (const part of exchanges.flatMap(partsOf)) {
      if (!secrets.some((secret) => part.text.includes(secret))) continue
      expect(part).toMatchObject({ secret: true })
      covered++
    }
  }
  // The password, both token secrets, and the verifier three times: in the redirect, in its target, and in the last leg.
  expect(covered).toBe(6)
})

function partsOf({ request, response }: Exchange): readonly Part[] {
  const fields = (of: 'request' | 'response', headers: Exchange['request']['headers']) =>
    headers.flatMap(([name, value]) => inspect(value, inField(name, of)) ?? [])
  const body = (of: 'request' | 'response', text: string) => inspect(text, { kind: 'body', of }) ?? []
  return [
    ...(inspect(request.target, target) ?? []),
    ...fields('request', request.headers),
    ...fields('response', response.headers),
    ...body('request', 'text' in request.body ? request.body.text : ''),
    ...body('response', 'text' in response.body ? response.body.text : ''),
  ]
}

it('never loses a character, and names no piece twice', () => {
  const places = [
    authorization,
    inField('www-authenticate', 'response'),
    inField('location', 'response'),
    inField('cookie', 'request'),
    inField('set-cookie', 'response'),
    target,
    content,
    answered,
  ]
  const piece = fc.constantFrom(
    'OAuth ',
    'oauth_token',
    '=',
    '"',
    '&',
    '?',
    '; ',
    ',',
    '%',
    '%41',
    '+',
    'ä',
    ' ',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(text, fc.constantFrom(...places), (value, place) => {
      const parts = inspect(value, place)
      if (!parts) return
      expect(joined(parts)).toBe(value)
      const ids = parts.flatMap(({ id }) => id ?? [])
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: 2000 },
  )
})
