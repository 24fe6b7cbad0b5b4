import type { Page } from '@playwright/test'
import { list, loadSchemes } from '../packages/schemes/src/list.ts'
import { expectAccessible } from './accessible.ts'
import { full } from './full.ts'
import { expect, test } from './journey.ts'
import { everyPage } from './scheme-pages.ts'

// A page that still fades would be judged by the colours of a moment.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** The course ends on each walkthrough, and an attack is played on each scheme below: empty, one of each is enough. */
const lookedAtElsewhere = list.slice(1).flatMap(({ slug }) => [`/${slug}`, `/${slug}/break-it`])

for (const path of everyPage.filter((one) => full || !lookedAtElsewhere.includes(one)))
  test(`${path} can be read and worked by everybody, light and dark, wide and narrow`, async ({ page }) => {
    await page.goto(path)
    await settled(page, path)
    await expectAccessible(page)
  })

for (const { slug, name, attacks } of await loadSchemes())
  test(`${name} stays accessible with an attack played both ways`, async ({ page }) => {
    const attack = attacks.find(({ stoppedBy, endpoint }) => stoppedBy !== null && endpoint !== 'page')
    await page.goto(`/${slug}/break-it/${attack?.id}`)
    await page.getByRole('button', { name: 'Send it both ways' }).click()
    await expect(page.getByRole('img', { name: 'With the check: failed' })).toBeVisible()
    await expectAccessible(page)
  })

test('the comparison stays accessible with a cell open and a row pinned', async ({ page }) => {
  await page.goto('/compare')
  await page.getByRole('button', { name: /^Pin / }).last().click()
  await page.getByRole('row').last().getByRole('cell').first().getByRole('button').click()
  await expect(page.getByRole('heading', { name: 'In depth' })).toBeVisible()
  await expectAccessible(page)
})

test('the wire stays accessible with an exchange open', async ({ page }) => {
  await page.goto('/digest')
  await page.getByRole('button', { name: /^Send/ }).click()
  await page.getByRole('link', { name: 'Wire', exact: true }).click()
  await page.getByRole('link', { name: 'GET …/digest/whoami' }).click()
  await expect(
    page.getByRole('region', { name: 'The open exchange' }).getByText('Unauthorized').first(),
  ).toBeVisible()
  await expectAccessible(page)
})

/** What is loaded lazily, or asked for, is there. */
async function settled(page: Page, path: string): Promise<void> {
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible()
  const last = {
    '/': main.getByRole('link', { name: /^Walk through/ }),
    '/compare': main.getByRole('table'),
    '/wire': main.getByText(', live'),
    '/nowhere': main.getByRole('link', { name: 'All schemes' }),
  }[path]
  await expect(last ?? main.getByRole('heading', { level: 2 }).first()).toBeVisible()
}
