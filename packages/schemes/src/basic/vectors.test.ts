import { existsSync, readFileSync } from 'node:fs'
import { base64 } from '@lockstep/crypto/base64'
import { hashPassword, passwordMatches } from '@lockstep/crypto/password-hash'
import { parseChallenges } from '@lockstep/http/authentication'
import { request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { encode } from './credentials.ts'
import { basic } from './index.ts'
import { type User, userRow } from './sandbox.ts'

const published = new URL('../../../../../shared/vectors/http-auth-rfc-examples.json', import.meta.url)

const send = (lab: Lab, authorization: string) => lab.get('/basic/whoami', [['Authorization', authorization]])

describe('RFC 7617 §2', () => {
  it('Aladdin, open sesame', async () => {
    const { authorization } = encode({ userId: 'Aladdin', password: 'open sesame' })
    expect(authorization).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')
    const { verdict } = await send(new Lab([basic]), authorization)
    expect(verdict?.derivation?.[0]).toMatchObject({ name: 'userId', parts: [{ text: 'Aladdin' }] })
  })

  it('the challenge has a quoted realm', async () => {
    const bare = await new Lab([basic]).get('/basic/whoami')
    expect(parseChallenges(answerField(bare, 'WWW-Authenticate') ?? '')).toMatchObject([
      { authScheme: 'Basic', parameters: [{ name: 'realm', quoted: true }, { name: 'charset' }] },
    ])
  })
})

describe('RFC 7617 §2.1', () => {
  it('test, 123£ is dGVzdDoxMjPCow== in UTF-8', async () => {
    const { authorization, derivation } = encode({ userId: 'test', password: '123£' })
    expect(authorization).toBe('Basic dGVzdDoxMjPCow==')
    const octets = derivation.find(({ name }) => name === 'octets')
    expect(octets?.parts.map(({ text }) => text).join('')).toBe('74 65 73 74 3a 31 32 33 c2a3')
    // Here there is no such user; what the vector shows is that it is read.
    expect(failedCheck(await send(new Lab([basic]), authorization))).toBe('user-known')
  })

  it('its ISO-8859-1 form is refused with the charset', async () => {
    const latin1 = base64.encode(Uint8Array.from('test:123£', (char) => char.charCodeAt(0)))
    expect(latin1).toBe('dGVzdDoxMjOj')
    const refused = await send(new Lab([basic]), `Basic ${latin1}`)
    expect(refused.response.status).toBe(401)
    expect(failedCheck(refused)).toBe('user-pass-is-utf-8')
    expect(answerField(refused, 'WWW-Authenticate')).toMatch(/, charset="UTF-8"$/)
  })

  it('the challenge names UTF-8', async () => {
    const bare = await new Lab([basic]).get('/basic/whoami')
    expect(answerField(bare, 'WWW-Authenticate')).toBe('Basic realm="Notes at /s/lab/basic", charset="UTF-8"')
  })
})

describe.skipIf(!existsSync(published))('RFC 7617, the printed examples', () => {
  const examples: { id: string; user: string; pass: string; header: string }[] = existsSync(published)
    ? JSON.parse(readFileSync(published, 'utf8')).basic
    : []

  it.each(examples)('$id is built, and lets that user in', async ({ user, pass, header }) => {
    expect(encode({ userId: user, password: pass }).authorization).toBe(header)
    const lab = new Lab([basic])
    await send(lab, encode(lab.credentials(basic)).authorization)
    const kept = await lab.server().store.get<User>(userRow(lab.server()))
    expect(await passwordMatches(pass, kept?.passwordHash ?? '')).toBe(false)
    await setPassword(lab, { userId: user, password: pass })
    expect((await send(lab, header)).verdict?.principal?.id).toBe(user)
    expect((await lab.send(request('GET', '/s/lab/basic/whoami'))).response.status).toBe(401)
  })
})

if (!existsSync(published)) {
  // biome-ignore lint/suspicious/noConsole: what is skipped says why
  console.info('Skipped the printed examples: there is no file of vectors beside the repository.')
}

async function setPassword(lab: Lab, { userId, password }: { userId: string; password: string }) {
  await lab.server().store.put(userRow(lab.server()), {
    userId,
    passwordHash: await hashPassword(password, new Uint8Array(16), 1),
  })
}
