import type { Page } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import { expect, test } from './journey.ts'
import { ownSandbox } from './own-sandbox.ts'
import { everyPage } from './scheme-pages.ts'

// While a login box is open, the request that asked for it has no answer. Nothing but time tells that from a slow one.
const patience = 1_500

test.describe('what these journeys guard against', () => {
  test.use({ provoked: /fetch with credentials "include"/ })

  test('a challenge to a request that may log in opens a box, and leaves the request without an answer', async ({
    page,
  }) => {
    await page.goto('/')
    expect(await statusOf(page, 'include')).toBe('no answer')
  })
})

test('the same request without credentials gets its 401', async ({ page }) => {
  await page.goto('/')
  expect(await statusOf(page, 'omit')).toBe(401)
})

test('no page opens a login box when it is loaded', async ({ page }) => {
  for (const path of everyPage) {
    const failed: string[] = []
    page.on('response', (response) => {
      if (response.status() === 401) failed.push(response.url())
    })
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await ownSandbox(page)
    expect(failed, path).toEqual([])
  }
})

for (const { slug, name, walkthroughs } of await loadSchemes())
  for (const { id, steps } of walkthroughs)
    test(`${name}: no step opens a login box, nor takes along what the user agent keeps (${id})`, async ({
      page,
      context,
      baseURL,
      request,
    }) => {
      await page.goto(`/${slug}?flow=${id}`)
      const { id: sandbox, ownerToken } = await ownSandbox(page)
      // A user agent that sends its own credentials sends its cookies too: one is laid out as a bait.
      await context.addCookies([{ name: 'bait', value: 'taken', url: baseURL ?? '' }])
      for (const [index, { messages }] of steps.entries()) {
        await expect(page.getByText(`Step ${index + 1} of ${steps.length}`)).toBeVisible()
        await page.getByRole('button', { name: /^(Send|Work it out|Check it) Enter$/ }).click()
        const last = messages.at(-1)
        if (last)
          await expect(
            page.getByRole('status').filter({ hasText: new RegExp(`(^|; then )${last.expect}\\b`) }),
          ).toHaveCount(1)
        if (index < steps.length - 1) await page.getByRole('button', { name: 'Next' }).click()
      }
      const recorded = await request.get(`/api/sandboxes/${sandbox}/exchanges`, {
        headers: { Authorization: `Bearer ${ownerToken}` },
      })
      const exchanges: { request: { headers: [string, string][] }; response: { status: number } }[] =
        await recorded.json()
      const expected = steps.flatMap(({ messages }) => messages.map(({ expect }) => expect))
      const statuses = exchanges.map(({ response }) => response.status)
      expect(statuses).toEqual(expect.arrayContaining(expected))
      expect(statuses.length).toBeGreaterThanOrEqual(expected.length)
      // The window of a lesson goes to pages as any window does. Whatever else the page sends has no cookie in it.
      const sent = exchanges
        .map(
          (exchange) => new Map(exchange.request.headers.map(([name, value]) => [name.toLowerCase(), value])),
        )
        .filter((fields) => fields.get('sec-fetch-mode') !== 'navigate')
      expect(sent.length).toBeGreaterThan(0)
      expect(sent.map((fields) => fields.get('cookie')).filter((cookie) => cookie !== undefined)).toEqual([])
    })

function statusOf(page: Page, credentials: 'include' | 'omit'): Promise<number | string> {
  return page.evaluate(
    ([credentials, patience]) =>
      Promise.race([
        fetch('/s/demo/basic/whoami?login-box', { credentials }).then(({ status }) => status),
        new Promise<string>((resolve) => setTimeout(resolve, patience, 'no answer')),
      ]),
    [credentials, patience] as const,
  )
}
