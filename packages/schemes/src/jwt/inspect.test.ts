import { beforeEach, describe, expect, it } from 'vitest'
import type { Part, Place } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { buildLogin } from './credentials.ts'
import { jwt } from './index.ts'
import { issueToken } from './issue-token.ts'

const authorization: Place = { kind: 'field', name: 'authorization', of: 'request' }
const challenge: Place = { kind: 'field', name: 'www-authenticate', of: 'response' }
const sent: Place = { kind: 'body', of: 'request' }
const answered: Place = { kind: 'body', of: 'response' }

let lab: Lab
let token: string
beforeEach(async () => {
  lab = new Lab([jwt])
  token = (await issueToken(lab.server())).token
})

const shown = (value: string, place: Place) =>
  jwt
    .inspect(value, place)
    ?.filter(({ id }) => id)
    .map(({ id, label }) => [id, label])
const open = (parts: readonly Part[] = []) =>
  parts
    .filter(({ secret }) => !secret)
    .map(({ text }) => text)
    .join('')
const texts = async () => {
  const { userId, password } = lab.credentials(jwt)
  const login = buildLogin(lab.base, { userId, password, alg: 'ES256', scope: 'notes:read' }).request
  const exchanges = [
    await lab.send(login),
    await lab.get('/jwt/jwks.json'),
    await lab.get('/jwt/whoami', [['Authorization', `Bearer ${token}`]]),
    await lab.get('/jwt/revoke', [['Authorization', `Bearer ${token}`]], 'POST'),
  ]
  return exchanges.map(({ response: { body } }) => ('text' in body ? body.text : ''))
}

describe('a token', () => {
  const whole = [
    ['auth-scheme', 'the authentication scheme'],
    ['protected-header', 'header, names ES256'],
    ['claims-set', 'claims, anyone can read'],
    ['signature', 'signature, 64 octets'],
  ]

  it('is shown in its three segments, each with what it says', () => {
    expect(shown(`Bearer ${token}`, authorization)).toEqual(whole)
    const parts = jwt.inspect(`Bearer ${token}`, authorization) ?? []
    expect(parts.find(({ id }) => id === 'protected-header')?.explain).toContain('"typ":"at+jwt"')
    expect(parts.find(({ id }) => id === 'claims-set')?.explain).toContain('"sub":"ada"')
  })

  it('is shown in them where a log-in answers too', async () => {
    const [login = ''] = await texts()
    expect(shown(login, answered)).toEqual([
      ...whole.slice(1),
      ['token_type', 'how to send it'],
      ['expires_in', 'seconds it will live'],
      ['scope', 'what it may do'],
    ])
  })

  it('never gets into a link with its signature', async () => {
    const signature = token.split('.')[2] ?? ''
    expect(open(jwt.inspect(`Bearer ${token}`, authorization))).not.toContain(signature)
    const [login = ''] = await texts()
    const issued = (JSON.parse(login) as { access_token: string }).access_token
    expect(open(jwt.inspect(login, answered))).not.toContain(issued.split('.')[2])
    const { password } = lab.credentials(jwt)
    expect(open(jwt.inspect(JSON.stringify({ userId: 'ada', password }), sent))).not.toContain(password)
  })

  it('is read as far as it can be', () => {
    const [header, claims] = token.split('.')
    expect(shown(`Bearer ${header}.${claims}.`, authorization)).toEqual(whole.slice(0, 3))
    expect(shown('Bearer !.?.=', authorization)?.slice(1)).toEqual([
      ['protected-header', 'a header, not readable'],
      ['claims-set', 'claims, not readable'],
      ['signature', 'signature, not readable'],
    ])
    expect(shown('Bearer an-opaque-token', authorization)?.slice(1)).toEqual([['token', 'a token, no JWT']])
    expect(shown('Bearer e30.W10.AA.b', authorization)?.slice(1)).toEqual([
      ['protected-header', 'header, names no algorithm'],
      ['claims-set', 'claims, not readable'],
      ['signature', 'signature, 1 octet'],
      ['segment-4', 'one segment too many'],
    ])
    expect(shown('Bearer e30.AA.AA.AA.AA', authorization)?.slice(1)).toEqual([
      ['protected-header', 'header, names no algorithm'],
      ['encrypted-key', 'the encrypted key'],
      ['initialization-vector', 'the initialization vector'],
      ['ciphertext', 'ciphertext, for one receiver'],
      ['authentication-tag', 'the authentication tag'],
    ])
  })
})

describe('the inspection', () => {
  it('keeps out of links what it cannot read', () => {
    expect(open(jwt.inspect('Bearer an-opaque-token', authorization))).toBe('Bearer ')
  })

  it('explains the challenge', () => {
    expect(shown('Bearer realm="notes", error="invalid_token"', challenge)).toEqual([
      ['auth-scheme', 'what is wanted'],
      ['realm', 'what the token opens'],
      ['error', 'why, for the client'],
    ])
  })

  it('has nothing to say of another scheme', () => {
    expect(jwt.inspect('Basic YTpi', authorization)).toBeUndefined()
    expect(jwt.inspect('Basic realm="notes"', challenge)).toBeUndefined()
    expect(jwt.inspect('{"scheme":"other"}', answered)).toBeUndefined()
    expect(jwt.inspect('GET', { kind: 'method', of: 'request' })).toBeUndefined()
  })

  it('has labels of two to five words', async () => {
    const values: [string, Place][] = [
      [`Bearer ${token}`, authorization],
      ['{"userId":"ada","password":"x","alg":"ES256","scope":"notes:read"}', sent],
      ['{"published":false}', sent],
      ['Bearer realm="a", error="b", error_description="c", scope="d"', challenge],
      ...(await texts()).map((text): [string, Place] => [text, answered]),
    ]
    for (const [value, place] of values) {
      const labels = (jwt.inspect(value, place) ?? []).flatMap(({ label }) => label ?? [])
      expect(labels.length, value).toBeGreaterThan(0)
      for (const label of labels) expect(label.split(' ').length, label).toBeOneOf([2, 3, 4, 5])
    }
  })
})
