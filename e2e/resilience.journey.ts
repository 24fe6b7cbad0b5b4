import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { APIRequestContext, Page } from '@playwright/test'
import { freePort } from './free-port.ts'
import { expect, test } from './journey.ts'
import { type OwnSandbox, ownSandbox } from './own-sandbox.ts'
import { startServer, stopServer } from './start-server.ts'

const place = { port: await freePort(), tlsPort: await freePort() }

test.describe('a sandbox that is gone', () => {
  // The page finds out by a refusal, and Chromium notes each.
  test.use({ provoked: /status of 404 .*\/api\/sandboxes\// })

  test('is replaced at the next step, the page says so, and the step can be sent again', async ({
    page,
    request,
  }) => {
    await page.goto('/digest')
    await send(page)
    await expect(answer(page)).toBeVisible()
    const lost = await ownSandbox(page)
    await remove(request, lost)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await send(page)

    await expect(page.getByRole('status').filter({ hasText: 'Your sandbox had expired.' })).toBeVisible()
    expect((await ownSandbox(page)).id).not.toBe(lost.id)
    await send(page)
    await expect(page.getByRole('status').filter({ hasText: /^200, accepted as ada/ })).toHaveCount(1)
    await page.getByRole('button', { name: 'Understood' }).click()
    await expect(page.getByText('Your sandbox had expired.')).toHaveCount(0)
  })

  test('is replaced when an attack is played, which is then played in the new one', async ({
    page,
    request,
  }) => {
    await page.goto('/digest/break-it')
    const lost = await ownSandbox(page)
    await expect(page.getByRole('region', { name: 'The attack' })).toBeVisible()
    await remove(request, lost)
    await page.getByRole('button', { name: 'Send it both ways' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Your sandbox had expired.' })).toBeVisible()
    await page.getByRole('button', { name: 'Send it both ways' }).click()
    await expect(page.getByRole('img', { name: 'With the check: failed' })).toBeVisible()
    expect((await ownSandbox(page)).id).not.toBe(lost.id)
  })

  test('is replaced when the page is loaded again', async ({ page, request }) => {
    await page.goto('/wire')
    const lost = await ownSandbox(page)
    await remove(request, lost)
    await page.reload()
    await expect(page.getByRole('status').filter({ hasText: 'Your sandbox had expired.' })).toBeVisible()
    await expect(page.getByText('0 exchanges, live')).toBeVisible()
    expect((await ownSandbox(page)).id).not.toBe(lost.id)
  })
})

test.describe('a server that is stopped', () => {
  test.use({
    baseURL: `http://localhost:${place.port}`,
    provoked: /net::ERR_/,
  })

  test('leaves a page that says so, keeps what was typed, and goes on by itself', async ({ page }) => {
    const data = mkdtempSync(join(tmpdir(), 'lockstep-e2e-own-'))
    let server = await startServer({ ...place, data })
    try {
      await page.goto('/digest?step=call')
      await page.getByRole('textbox', { name: 'method' }).fill('POST')
      await page.getByRole('textbox', { name: 'method' }).press('Escape')
      const before = await ownSandbox(page)

      await stopServer(server)
      await send(page)
      const notice = page.getByRole('alert').filter({ hasText: 'The server does not answer' }).first()
      await expect(notice).toBeVisible()
      await expect(page.getByRole('textbox', { name: 'method' })).toHaveText('POST')

      server = await startServer({ ...place, data })
      await expect(page.getByRole('heading', { name: 'The server does not answer' })).toHaveCount(0, {
        timeout: 20_000,
      })
      expect(await ownSandbox(page)).toEqual(before)
      await send(page)
      await expect(page.getByRole('status').filter({ hasText: /^401, refused at check/ })).toHaveCount(1)

      await page.getByRole('link', { name: 'Wire', exact: true }).click()
      await expect(page.getByText(/exchanges?, live/)).toBeVisible()
      await stopServer(server)
      await expect(page.getByText(/exchanges?, not connected/)).toBeVisible()
      await expect(notice).toBeVisible()
      server = await startServer({ ...place, data })
      await expect(page.getByText(/exchanges?, live/)).toBeVisible({ timeout: 20_000 })
      await expect(notice).toHaveCount(0)
    } finally {
      await stopServer(server)
      rmSync(data, { recursive: true })
    }
  })
})

async function remove(request: APIRequestContext, { id, ownerToken }: OwnSandbox): Promise<void> {
  const answer = await request.delete(`/api/sandboxes/${id}`, {
    headers: { Authorization: `Bearer ${ownerToken}` },
  })
  expect(answer.status()).toBe(204)
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send Enter' }).click()
}

function answer(page: Page) {
  return page.getByRole('region', { name: 'The wire' }).getByRole('link', { name: 'Step 1, the answer: 401' })
}
