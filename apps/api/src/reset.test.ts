/** A reset with the schemes themselves: the owner's credentials stay, and nothing that was made before is taken. */
import { type HttpRequest, request } from '@lockstep/http/message'
import { signTeaching } from '@lockstep/schemes/hmac/credentials/teaching'
import { buildBearer, buildLogin } from '@lockstep/schemes/jwt/credentials'
import { list } from '@lockstep/schemes/list'
import type { Scheme } from '@lockstep/schemes/scheme'
import { expect, it } from 'vitest'
import { jsonOf, TestApp } from './testing/test-app.ts'

async function start(slug: string) {
  const scheme = (await list.find((entry) => entry.slug === slug)?.load()) as Scheme
  const app = new TestApp([scheme])
  const { id, owner } = await app.sandbox()
  const told = async () => jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).credentials[slug]
  const reset = () => app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner]))
  const status = async (message: HttpRequest) => (await app.send(message)).status
  return { app, base: `/s/${id}`, told, reset, status }
}

it.each(list.map(({ slug }) => slug))('leaves the credentials of %s as they were', async (slug) => {
  const { told, reset } = await start(slug)
  const before = await told()
  const answer = await reset()
  expect([answer.status, jsonOf(answer).credentials[slug]]).toEqual([200, before])
  expect(await told()).toEqual(before)
})

it('ends a token that was issued before, also one that had been revoked', async () => {
  const { app, base, told, reset, status } = await start('jwt')
  const { userId, password } = await told()
  const logIn = async () =>
    jsonOf(await app.send(buildLogin(base, { userId, password }).request)).access_token
  const call = async (token: string) => status(buildBearer('GET', `${base}/jwt/whoami`, token).request)
  const token = await logIn()
  expect(await call(token)).toBe(200)
  expect(await status(buildBearer('POST', `${base}/jwt/revoke`, token).request)).toBe(200)
  app.clock += 1000
  await reset()
  expect(await call(token)).toBe(401)
  expect(await call(await logIn())).toBe(200)
})

it('takes no signature from before: which nonces were used then is not known any more', async () => {
  const { app, base, told, reset, status } = await start('hmac')
  const key = await told()
  const sign = (nonce: string) =>
    signTeaching(request('GET', `${base}/hmac/whoami`), { key, nonce, timestamp: app.clock / 1000 }).request
  const before = sign('one')
  expect(await status(before)).toBe(200)
  app.clock += 1000
  await reset()
  expect(await status(before)).toBe(401)
  expect(await status(sign('one'))).toBe(200)
})
