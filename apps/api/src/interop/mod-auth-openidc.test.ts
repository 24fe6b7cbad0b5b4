/** A web server that somebody else wrote logs a user in through Chromium, registered as any client is (RFC 7591). */
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { systemChromium } from '../../../../scripts/lib/chromium.ts'
import { type Apache, apacheWithOpenId, startApache } from './testing/apache.ts'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { describeWith, missing } from './testing/tools.ts'

const program = systemChromium() ?? chromium.executablePath()
const unusable = missing(apacheWithOpenId) ?? (existsSync(program) ? undefined : 'there is no Chromium')

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describeWith(unusable, 'mod_auth_openidc', () => {
  let lab: InteropLab
  let sandbox: LabSandbox
  let browser: Browser
  let apache: Apache

  beforeAll(async () => {
    lab = await startInteropLab()
    sandbox = await lab.newSandbox()
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
    const port = await freePort()
    const discovery = sandbox.url('/.well-known/openid-configuration')
    const { registration_endpoint: register } = (await (await fetch(discovery)).json()) as Record<
      string,
      string
    >
    const answer = await fetch(register ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Apache',
        redirect_uris: [`http://localhost:${port}/protected/redirect`],
        post_logout_redirect_uris: [`http://localhost:${port}/`],
        token_endpoint_auth_method: 'client_secret_basic',
      }),
    })
    expect(answer.status).toBe(201)
    const client = (await answer.json()) as { client_id: string; client_secret: string }
    apache = await startApache({
      port,
      discovery,
      clientId: client.client_id,
      clientSecret: client.client_secret,
      directives: ['OIDCPKCEMethod S256', 'OIDCProviderTokenEndpointAuth client_secret_basic'],
    })
  })
  afterAll(async () => {
    await apache?.close()
    await browser?.close()
    await lab?.close()
  })

  it('logs Ada in, knows her by sub, and logs her out', async () => {
    const page = await browser.newPage()
    await page.goto(`${apache.origin}/protected/page.txt`)
    await logIn(page, sandbox)
    await page.getByRole('button', { name: 'Approve' }).click()
    await expect.poll(() => page.textContent('body'), { message: apache.log() }).toContain('logged in')

    await page.goto(`${apache.origin}/protected/redirect?info=json`)
    const info = JSON.parse((await page.textContent('body')) ?? '') as {
      id_token: Record<string, unknown>
      userinfo: Record<string, unknown>
    }
    expect(info.id_token).toMatchObject({ iss: sandbox.url(''), sub: 'ada' })
    expect(info.userinfo).toMatchObject({ sub: 'ada', email: expect.stringContaining('@') })

    await page.goto(`${apache.origin}/protected/redirect?logout=${encodeURIComponent(`${apache.origin}/`)}`)
    const question = page.getByRole('button', { name: /log out/i })
    if (await question.isVisible()) await question.click()
    await page.waitForURL(`${apache.origin}/`)
    const again = await page.goto(`${apache.origin}/protected/page.txt`)
    expect(again?.url()).toContain(sandbox.base)
    await page.close()
  })

  it('lets nobody in who says no', async () => {
    const page = await browser.newPage()
    await page.goto(`${apache.origin}/protected/page.txt`)
    await logIn(page, sandbox)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(/\/protected\/redirect/)
    const back = new URL(page.url()).searchParams
    expect(back.get('error')).toBe('access_denied')
    expect(back.get('iss')).toBe(sandbox.url(''))
    // 2.4.12 takes any request with iss and without a code for a log-in that a third party begins, and shows its own error.
    expect(await page.textContent('body')).toContain('Error')
    const again = await page.goto(`${apache.origin}/protected/page.txt`)
    expect(again?.url()).toContain(sandbox.base)
    await page.close()
  })
})

async function logIn(page: Page, { credentials }: LabSandbox): Promise<void> {
  const { userId, password } = credentials.oidc.resourceOwner
  await page.getByLabel('User name').fill(userId)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** Chosen before Apache starts, because its redirect URI is registered first. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('Unexpected server without a port')
  return address.port
}
