/** OA2-08 in Chromium: another site frames no page of the authorization server; the lesson, of this origin, does. */
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { systemChromium } from '../../../../scripts/lib/chromium.ts'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { requestOf } from './testing/requirements/oauth2-world.ts'
import { describeWith } from './testing/tools.ts'

const program = systemChromium() ?? chromium.executablePath()

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describeWith(existsSync(program) ? undefined : 'there is no Chromium', 'framing', () => {
  let lab: InteropLab
  let sandbox: LabSandbox
  let browser: Browser
  let site: Server
  beforeAll(async () => {
    lab = await startInteropLab()
    sandbox = await lab.newSandbox()
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
    // Somebody else's site: another port is another origin, and 127.0.0.1 is another site than localhost.
    site = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html')
      answer.end('<!doctype html><title>Another site</title>')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => site.once('listening', resolve))
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
    await lab?.close()
  })

  /** What a frame of this page shows of an address: its heading, or null where the user agent shows its own error. */
  async function framed(page: Page, address: string): Promise<string | null> {
    const loaded = page.waitForEvent('framenavigated', (frame) => frame.parentFrame() !== null)
    await page.evaluate((src) => {
      document.querySelector('iframe')?.remove()
      const frame = document.createElement('iframe')
      frame.src = src
      document.body.append(frame)
    }, address)
    const frame = await loaded
    if (frame.url() !== address) return null
    await frame.waitForLoadState()
    return frame.textContent('h1')
  }

  const pages = () =>
    [
      [`/oauth2/authorize?${requestOf()}`, 'Log in'],
      ['/oauth2/authorize?client_id=nobody', 'This link leads nowhere'],
      [`/oidc/authorize?${requestOf({ client_id: 'relying-party', scope: 'openid' })}`, 'Log in'],
      ['/oauth2/device', expect.any(String)],
      ['/oauth2/device?user_code=BBBB-BBBB', expect.any(String)],
      ['/oidc/device', expect.any(String)],
      ['/oidc/end_session', expect.any(String)],
    ] as const

  it('shows each page in a frame of this origin', async () => {
    const page = await browser.newPage()
    // The platform's own pages allow frames of this origin alone; one without a policy stands for the lesson.
    await page.route('**/lesson', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>The lesson</title>' }),
    )
    await page.goto(`${lab.running.origin}/lesson`)
    for (const [path, heading] of pages())
      expect(await framed(page, sandbox.url(path)), path).toEqual(heading)
    await page.close()
  })

  it('shows none of them in a frame of another site', async () => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`)
    for (const [path] of pages()) expect(await framed(page, sandbox.url(path)), path).toBeNull()
    await page.close()
  })

  it('shows the consent to whoever logged in, in no frame of another site either', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const address = sandbox.url(`/oauth2/authorize?${requestOf()}`)
    const { userId, password } = sandbox.credentials.oauth2.resourceOwner
    await page.goto(address)
    await page.getByLabel('User name').fill(userId)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`)
    expect(await framed(page, address)).toBeNull()
    await context.close()
  })
})
