import { describe, expect, it } from 'vitest'
import { credentialsIn } from './credentials-in.ts'

const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'
const request = { of: 'request', method: 'GET', target: '/whoami', headers: [], body: '' } as const
const response = { of: 'response', status: 200, headers: [], body: '' } as const

describe('what of a message the Inspect page can take apart', () => {
  it('is a request whole, named by the field of its proof', () => {
    const message = { ...request, headers: [['Authorization', `Bearer ${token}`]] } as const
    const [found, ...more] = credentialsIn(message)
    expect(found?.name).toBe('Authorization')
    expect(found?.text).toMatch(/^GET \/whoami HTTP\/1\.1\r?\nAuthorization: Bearer eyJ/)
    expect(more).toEqual([])
  })

  it('is each challenge of an answer, with its name', () => {
    const headers = [
      ['WWW-Authenticate', 'Basic realm="a"'],
      ['Date', 'today'],
    ] as const
    expect(credentialsIn({ ...response, headers })).toEqual([
      { name: 'WWW-Authenticate', text: 'WWW-Authenticate: Basic realm="a"' },
    ])
  })

  it('is the tokens and the key set in a content', () => {
    const body = JSON.stringify({ access_token: token, token_type: 'Bearer' })
    expect(credentialsIn({ ...response, body })).toEqual([{ name: 'access_token', text: token }])
    const keys = '{"keys":[{"kty":"oct"}]}'
    expect(credentialsIn({ ...response, body: keys })).toEqual([{ name: 'keys', text: keys }])
  })

  it('is nothing where there is no credential', () => {
    expect(credentialsIn(request)).toEqual([])
    for (const body of ['{"a":1}', 'null', '[1]', '{"broken', `"${token}"`, '{"a":"x.y.z"}'])
      expect(credentialsIn({ ...response, body })).toEqual([])
  })
})
