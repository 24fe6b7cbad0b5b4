import { expect, test } from './journey.ts'
import { runShell, statusIn } from './run-shell.ts'

test('a visitor finds a real exchange of the sandbox demo on the page', async ({ page, request }) => {
  await page.goto('/')
  const live = page.getByRole('region', { name: 'The latest exchange' })
  await expect(live.getByRole('heading', { name: 'On the wire of sandbox demo' })).toBeVisible()
  const lines = live.getByRole('list').first().getByRole('listitem')
  await expect(lines).toHaveCount(2)
  await expect(lines.first()).toContainText('/s/demo/')
  await expect(lines.last()).toContainText('200 OK')
  await expect(live.getByRole('img', { name: 'passed' })).not.toHaveCount(0)

  const recorded = await request.get('/api/sandboxes/demo/exchanges')
  const exchanges: { request: { target: string }; response: { status: number } }[] = await recorded.json()
  const shown = await lines.first().textContent()
  expect(
    exchanges.some(({ request, response }) => response.status === 200 && shown?.includes(request.target)),
  ).toBe(true)
})

test('the line on the page runs as it is printed, and its exchange is on the page within a second', async ({
  page,
}) => {
  await page.goto('/')
  const live = page.getByRole('region', { name: 'The latest exchange' })
  await expect(live.getByRole('link', { name: /^Walk through/ })).toBeVisible()
  await expect(live).not.toContainText('from curl')
  const printed = await page.getByRole('main').getByRole('code').filter({ hasText: 'curl -i' }).textContent()

  const answer = await runShell((printed ?? '').replace(/^\$ /, ''))
  await expect(live).toContainText('from curl', { timeout: 1_000 })
  expect(statusIn(answer)).toBe(200)
  await expect(live).toContainText('accepted as ada')
  await expect(page.getByRole('status').filter({ hasText: /arrived, answered 200\.$/ })).toHaveCount(1)
})

test('every scheme of the table leads to its walkthrough', async ({ page }) => {
  await page.goto('/')
  const names = await page.getByRole('table').getByRole('rowheader').allTextContents()
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    await page.getByRole('table').getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(page.getByText('Step 1 of')).toBeVisible()
    await page.getByRole('link', { name: 'Lockstep, home' }).click()
  }
})
