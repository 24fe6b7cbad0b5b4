import type { Page } from '@playwright/test'
import { expect, test } from './journey.ts'
import { ownSandbox } from './own-sandbox.ts'
import { everyPage } from './scheme-pages.ts'
import { addressesWith, secretsOf } from './secrets-of.ts'

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

test('no page opens a login box when it is loaded, or has a secret in an address', async ({
  page,
  request,
  addresses,
}) => {
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
  const secrets = await secretsOf(request, await ownSandbox(page))
  expect(secrets.size).toBeGreaterThan(10)
  expect(addresses.length).toBeGreaterThan(everyPage.length)
  expect(addressesWith(secrets, addresses)).toEqual([])
})

test('a secret in an address is found, as it is or encoded', () => {
  const addresses = ['http://a/?x=one%2Ftwo', 'http://a/#three', 'http://a/?x=%']
  expect(addressesWith(['one/two'], addresses)).toEqual(['http://a/?x=one%2Ftwo'])
  expect(addressesWith(['three', 'four'], addresses)).toEqual(['http://a/#three'])
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
