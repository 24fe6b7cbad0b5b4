import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { copiedText } from './copied-text.ts'
import { expect, test } from './journey.ts'
import { type OwnSandbox, ownSandbox } from './own-sandbox.ts'
import { runShell, statusIn } from './run-shell.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('the printed line runs in a shell, and its exchange is on the page within a second', async ({
  page,
}) => {
  await page.goto('/wire')
  await expect(page.getByText('0 exchanges, live')).toBeVisible()
  await expect(page.getByText('Nothing has reached this sandbox yet.')).toBeVisible()
  const { id } = await ownSandbox(page)
  const printed = await ownLine(page)
  expect(printed).toContain(`/s/${id}/`)

  const answer = await runShell(printed)
  await expect(rows(page)).toHaveCount(1, { timeout: 1_000 })
  expect(statusIn(answer)).toBe(200)
  await expect(rows(page)).toContainText('200')
})

test('a filter shows what fits it, says when nothing does, and stands in the address', async ({
  page,
  request,
}) => {
  await page.goto('/wire')
  const own = await ownSandbox(page)
  await sendMany(request, own, 3)
  await runShell(await ownLine(page))
  await expect(rows(page)).toHaveCount(4)

  await page.getByRole('group', { name: 'Outcome' }).getByRole('button', { name: 'refused' }).click()
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('combobox', { name: 'Scheme' }).selectOption({ label: 'HTTP Basic' })
  await expect(page.getByText('Nothing in the list fits this filter.')).toBeVisible()
  await page.getByRole('group', { name: 'Outcome' }).getByRole('button', { name: 'accepted' }).click()
  await expect(rows(page)).toHaveCount(1)

  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  await page.getByRole('combobox', { name: 'Scheme' }).selectOption({ label: 'All schemes' })
  await page.getByRole('group', { name: 'Outcome' }).getByRole('button', { name: 'all' }).click()
  await page.getByRole('searchbox').fill('GET n=2')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText('n=2')
  await page.getByRole('searchbox').fill('')
  await expect(rows(page)).toHaveCount(4)
})

for (const { outcome, sign, password, status } of [
  { outcome: 'accepted', sign: 'passed', password: undefined, status: 200 },
  { outcome: 'refused', sign: 'failed', password: 'not-the-password', status: 401 },
])
  test(`an exchange that was ${outcome} opens whole, and copied as curl it gets the same status again`, async ({
    page,
  }) => {
    await page.goto('/wire')
    const { credentials } = await ownSandbox(page)
    const line = await ownLine(page)
    await runShell(password === undefined ? line : line.replace(credentials.basic.password, password))
    await rows(page).getByRole('link').click()

    const opened = page.getByRole('region', { name: 'The open exchange' })
    await expect(opened.getByRole('heading', { name: 'GET whoami' })).toBeVisible()
    await expect(opened.getByText('Authorization:').first()).toBeVisible()
    await expect(opened.getByRole('img', { name: sign })).not.toHaveCount(0)
    await opened.getByRole('button', { name: 'Copy as curl' }).click()

    expect(statusIn(await runShell(await copiedText(page)))).toBe(status)
    await expect(rows(page)).toHaveCount(2)
    for (const row of await rows(page).all()) await expect(row).toContainText(String(status))
    await opened.getByRole('button', { name: 'Close the exchange' }).click()
    await expect(opened).toHaveCount(0)
  })

test('an address with an open exchange opens it again after a reload', async ({ page }) => {
  await page.goto('/wire')
  await runShell(await ownLine(page))
  await rows(page).getByRole('link').click()
  await expect(page.getByRole('region', { name: 'The open exchange' })).toContainText('OK')
  await page.reload()
  await expect(page.getByRole('region', { name: 'The open exchange' })).toContainText('OK')
})

test('three hundred exchanges are all there, first and last, and the next one still comes within a second', async ({
  page,
  request,
}) => {
  await page.goto('/wire')
  await sendMany(request, await ownSandbox(page), 300)
  await expect(page.getByText('300 exchanges, live')).toBeVisible()
  await expect(row(page, 'n=300')).toBeVisible()

  await page.getByRole('region', { name: 'Exchanges, newest first' }).focus()
  await page.keyboard.press('End')
  await expect(row(page, 'n=1')).toBeVisible()
  await expect(row(page, 'n=300')).toHaveCount(0)

  const line = await ownLine(page)
  await runShell(line)
  await expect(page.getByText('301 exchanges, live')).toBeVisible({ timeout: 1_000 })
  await page.getByRole('searchbox').fill('n=17')
  await expect(rows(page)).toHaveCount(11)
})

test('a paused list stands still, and goes on with what came meanwhile', async ({ page }) => {
  await page.goto('/wire')
  const line = await ownLine(page)
  await page.getByRole('button', { name: 'Pause' }).click()
  await runShell(line)
  await expect(page.getByRole('button', { name: 'Go on, 1 waiting' })).toBeVisible()
  await expect(rows(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Go on, 1 waiting' }).click()
  await expect(rows(page)).toHaveCount(1)
})

test('what a walkthrough sends is on the wire, and on the wire of nobody else', async ({
  page,
  stranger,
}) => {
  await page.goto('/digest')
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /^401, refused/ })).toHaveCount(1)
  await page.getByRole('link', { name: 'Wire', exact: true }).click()
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText('GET …/digest/whoami')
  await expect(rows(page)).toContainText('authorization-present')

  await stranger.goto('/wire')
  await expect(stranger.getByText('Nothing has reached this sandbox yet.')).toBeVisible()
})

/** The command that the page prints for its own sandbox, as it is printed. */
async function ownLine(page: Page): Promise<string> {
  const code = page.getByRole('main').getByRole('code').filter({ hasText: 'curl -i' }).first()
  return ((await code.textContent()) ?? '').replace(/^\$ /, '')
}

/** The exchanges of the list that are in view; the heads of its columns are none. */
function rows(page: Page): Locator {
  return page
    .getByRole('region', { name: 'Exchanges, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })
}

/** The row whose target ends like this. */
function row(page: Page, end: string): Locator {
  return rows(page).filter({ has: page.getByRole('link', { name: new RegExp(`\\?${end}$`) }) })
}

/** Numbered requests without credentials, oldest first. */
async function sendMany(request: APIRequestContext, { id }: OwnSandbox, many: number): Promise<void> {
  for (let n = 1; n <= many; n++) await request.get(`/s/${id}/api-key/whoami?n=${n}`)
}
