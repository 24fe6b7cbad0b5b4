import type { Locator, Page } from '@playwright/test'
import { expect, test } from './journey.ts'

test('an edited request is refused, and the verdict names component, octet and the usual reason', async ({
  page,
}) => {
  await page.goto('/digest?step=call')
  await edit(page, 'cnonce', '"é"')
  await send(page)
  const words = failed(page)
  await expect(words).toContainText(
    /cnonce is the first difference in data: octet 1, .* was used, .* arrived/,
  )
  await expect(words).toContainText('A new client nonce was drawn after the hash was made.')
  // What looks alike is told by its octets, on both sides of the derivation too.
  await expect(words.locator('mark').last()).toHaveText('c3 a9')
  const message = page.getByRole('region', { name: 'The message' })
  await expect(message.locator('mark')).toHaveCount(2)
  await expect(message.locator('mark').last()).toHaveText('c3 a9')
})

test('every parameter of an OAuth 1.0 call is told apart: the diff names the one that was changed', async ({
  page,
}) => {
  await page.goto('/oauth1?step=call')
  await edit(page, 'oauth_timestamp', '"1700000000"')
  await send(page)
  await expect(failed(page)).toContainText(/oauth_timestamp is the first difference in \w+: octet \d+/)
  await expect(page.getByRole('region', { name: 'The message' }).getByText('first difference')).toHaveCount(1)
})

test('a value of one’s own is compared in the page, and nothing of it leaves', async ({
  page,
  addresses,
}) => {
  await page.goto('/digest?step=call')
  await send(page)
  await expect(page.getByRole('status').filter({ hasText: /^200, accepted as ada/ })).toHaveCount(1)
  await page.getByText('Compare with yours').click()
  await page.getByRole('combobox', { name: 'Which value your program made' }).selectOption('a2')
  const asked = addresses.length
  const result = page.locator('.yours output')
  await page.getByRole('textbox', { name: /^Yours/ }).fill('POST:/my-own-path')
  await expect(result).toContainText(
    'method is the first difference in a2: octet 1, POST in yours, GET in the server’s',
  )
  await expect(result).toContainText('The proof was made for another method.')
  const target = await page.getByRole('textbox', { name: 'target' }).textContent()
  await page.getByRole('textbox', { name: /^Yours/ }).fill(`GET:${target}\n`)
  await expect(result).toContainText('The same, all')
  await expect(result).toContainText('without its last line feed')
  expect(addresses.length).toBe(asked)
})

test('a dictionary is searched in the page, and the word is told once', async ({ page }) => {
  await page.goto('/digest/break-it/dictionary')
  const search = page.getByRole('region', { name: /^1,000 passwords/ })
  await expect(search.getByRole('button', { name: 'Search' })).toBeDisabled()
  await page.getByRole('button', { name: 'Send it Enter' }).click()
  await search.getByRole('button', { name: 'Search' }).click()
  await expect(search.getByText(/^The word is \S+\.$/)).toBeVisible()
  await expect(search.getByRole('status')).toHaveText(/^Found: \S+, at try \d+ of 1000\.$/)
})

function failed(page: Page): Locator {
  return page
    .getByRole('region', { name: 'The verdict' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('img', { name: 'failed' }) })
}

async function edit(page: Page, part: string, text: string): Promise<void> {
  const value = page.getByRole('textbox', { name: part, exact: true })
  await value.fill(text)
  await value.press('Escape')
  await expect(page.getByRole('textbox', { name: part, exact: true })).toHaveText(text)
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send Enter' }).click()
}
