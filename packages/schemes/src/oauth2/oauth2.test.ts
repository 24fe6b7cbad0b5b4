import { beforeEach, describe, expect, it } from 'vitest'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { build, fieldName } from './credentials.ts'
import { oauth2 } from './index.ts'

let lab: Lab
let secret: string

beforeEach(() => {
  lab = new Lab([oauth2])
  secret = lab.credentials(oauth2).secret
})

const send = (value: string) => lab.get('/oauth2/whoami', [[fieldName, value]])

describe('oauth2', () => {
  it('lets the honest request in', async () => {
    const { request } = build('POST', `${lab.base}/oauth2/whoami`, secret, '1')
    expect((await lab.send(request)).response.status).toBe(200)
  })

  it('asks whoever names nobody', async () => {
    const exchange = await lab.get('/oauth2/whoami')
    expect(exchange.response.status).toBe(401)
    expect(answerField(exchange, 'WWW-Authenticate')).toBe('Oauth2 realm="notes"')
    expect(failedCheck(exchange)).toBe('field-present')
  })

  it.each(['', 'secret', 'secret x', 'secret  1', 'secret 1 2', 'secret 12345678901234567'])(
    'cannot read %j',
    async (value) => {
      const exchange = await send(value)
      expect(exchange.response.status).toBe(400)
      expect(failedCheck(exchange)).toBe('field-readable')
    },
  )

  it('refuses another secret', async () => {
    expect(failedCheck(await send(`${secret}x 1`))).toBe('secret-matches')
  })

  it('refuses a number that was used, and only then', async () => {
    expect(failedCheck(await send(`${secret}x 1`))).toBe('secret-matches')
    expect((await send(`${secret} 1`)).response.status).toBe(200)
    expect(failedCheck(await send(`${secret} 1`))).toBe('number-unused')
    expect((await send(`${secret} 2`)).response.status).toBe(200)
  })
})
