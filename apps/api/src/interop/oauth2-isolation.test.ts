/** What one world of the authorization server gives out is worth nothing in another: not in another sandbox, not in a twin. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import {
  ada,
  ask,
  authorize,
  type Client,
  call,
  codeOf,
  deviceGrant,
  errorOf,
  post,
  redeem,
  refresh,
  register,
  requestOf,
  seeded,
  tokensOf,
} from './testing/requirements/oauth2-world.ts'
import { ProbeWorld } from './testing/requirements/probe.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
beforeAll(async () => {
  lab = await startInteropLab()
})
afterAll(() => lab.close())

/** Another world of a sandbox: one whose base is that of a twin. */
class Twin extends ProbeWorld {
  constructor(of: LabSandbox, without: string) {
    const base = `${of.base}/without/${without}`
    const url = (path: string) => of.url(`/without/${without}${path}`)
    super(lab, Object.assign(Object.create(of) as LabSandbox, { base, url, credentials: of.credentials }))
  }
}

/** A twin has the door of the scheme whose check it lacks, and no other. */
const hasOidc = ({ sandbox }: ProbeWorld) => !sandbox.base.includes('/without/')

/** Every kind of thing that a world gives out. */
async function everything(world: ProbeWorld) {
  const confidential = seeded(world, 'reader-confidential')
  const jwtClient = seeded(world, 'relying-party')
  const login = { scope: hasOidc(world) ? 'openid notes:read' : 'notes:read', nonce: 'n' }
  const { state: _, client_id: __, ...asked } = Object.fromEntries(requestOf())
  const device = await post(world, 'device_authorization', seeded(world, 'kiosk'), { scope: 'notes:read' })
  const pushed = await post(world, 'par', confidential, asked)
  const jwt = await tokensOf(world, login, jwtClient, hasOidc(world) ? 'oidc' : 'oauth2')
  const page = await fetch(authorize(world, requestOf()))
  return {
    code: await codeOf(world),
    opaque: await tokensOf(world),
    jwt,
    device: device.body as Record<string, string>,
    requestUri: String(pushed.body.request_uri),
    client: await register(world),
    interaction: /name="interaction" value="([^"]+)"/.exec(await page.text())?.[1] ?? '',
    cookie: await sessionOf(world),
  }
}

async function sessionOf(world: ProbeWorld): Promise<string> {
  await ada(world).visit(authorize(world, requestOf()))
  const page = await fetch(authorize(world, requestOf()))
  const interaction = /name="interaction" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const { userId, password } = world.sandbox.credentials.oauth2.resourceOwner
  const body = new URLSearchParams({ interaction, userId, password })
  const { headers } = await ask(world, '/oauth2/authorize', { method: 'POST', body })
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** Brings all of it to a world that did not give it out. Each thing is good at home: `everything` used it, or `expectGood`. */
async function expectWorthless(made: Awaited<ReturnType<typeof everything>>, to: ProbeWorld): Promise<void> {
  expect(errorOf(await redeem(to, made.code))).toEqual([400, 'invalid_grant'])
  expect(errorOf(await refresh(to, made.opaque.refresh_token))).toEqual([400, 'invalid_grant'])
  for (const token of [made.opaque.access_token, made.jwt.access_token, made.jwt.id_token ?? 'none'])
    for (const path of hasOidc(to)
      ? ['/oauth2/whoami', '/oidc/whoami', '/oidc/userinfo']
      : ['/oauth2/whoami'])
      expect((await call(to, token, { path })).status, path).toBe(401)
  const { id, secret } = to.sandbox.credentials.oauth2.api
  for (const token of [made.opaque.access_token, made.opaque.refresh_token, made.jwt.access_token]) {
    const { body } = await post(to, 'introspect', { client_id: id, client_secret: secret }, { token })
    expect(body).toEqual({ active: false })
    expect((await post(to, 'revoke', seeded(to, 'reader'), { token })).status).toBe(200)
  }
  const fields = { grant_type: deviceGrant, device_code: made.device.device_code }
  expect(errorOf(await post(to, 'token', seeded(to, 'kiosk'), fields))).toEqual([400, 'invalid_grant'])
  const typed = new URLSearchParams({ user_code: made.device.user_code ?? '' })
  expect((await ask(to, '/oauth2/device', { method: 'POST', body: typed })).status).toBe(400)
  const reference = { client_id: 'reader-confidential', request_uri: made.requestUri }
  expect((await ask(to, authorize(to, new URLSearchParams(reference)))).status).toBe(400)
  const stranger = requestOf({ client_id: made.client.client_id })
  expect((await ask(to, authorize(to, stranger))).status).toBe(400)
  const body = new URLSearchParams({ interaction: made.interaction, userId: 'ada', password: 'x' })
  expect((await ask(to, '/oauth2/authorize', { method: 'POST', body })).status).toBe(400)
  const shown = await ask(to, authorize(to, requestOf()), { headers: { cookie: made.cookie } })
  expect(shown.text).toContain('name="password"')
  if (!hasOidc(to)) return
  const hint = await ask(to, `/oidc/end_session?id_token_hint=${made.jwt.id_token}`)
  expect(hint.status).toBe(400)
}

/** At home all of it is still good: nothing that was tried elsewhere used it up. */
async function expectGood(made: Awaited<ReturnType<typeof everything>>, at: ProbeWorld): Promise<void> {
  for (const token of [made.opaque.access_token, made.jwt.access_token])
    expect((await call(at, token)).status).toBe(200)
  const shown = await ask(at, authorize(at, requestOf()), { headers: { cookie: made.cookie } })
  expect(shown.text).toContain('name="decision"')
  expect((await redeem(at, made.code)).status).toBe(200)
  expect((await refresh(at, made.opaque.refresh_token)).status).toBe(200)
  const client: Client = made.client
  expect((await ask(at, authorize(at, requestOf({ client_id: client.client_id })))).status).toBe(200)
}

it('of one sandbox at another', async () => {
  const [a, b] = [new ProbeWorld(lab, await lab.newSandbox()), new ProbeWorld(lab, await lab.newSandbox())]
  const made = await everything(a)
  await expectWorthless(made, b)
  await expectGood(made, a)
})

it.each(['oauth2.parameters-unique', 'oauth2.code-unused'])(
  'of the twin %s in the real world, and the other way round',
  async (without) => {
    const sandbox = await lab.newSandbox()
    const [real, twin] = [new ProbeWorld(lab, sandbox), new Twin(sandbox, without)]
    const [ours, theirs] = [await everything(real), await everything(twin)]
    await expectWorthless(theirs, real)
    await expectWorthless(ours, twin)
    await expectGood(ours, real)
    await expectGood(theirs, twin)
  },
)
