import type { Locator, Page } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import { copiedText } from './copied-text.ts'
import { expect, test } from './journey.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const schemes = await loadSchemes()
const names = schemes.map(({ name }) => name)

test('every scheme of the list has a row, in the order of the list', async ({ page }) => {
  await page.goto('/compare')
  await expect(rowNames(page)).toHaveText(names)
})

test('a heading sorts by its column, the other way round, and back to the order of the list', async ({
  page,
}) => {
  await page.goto('/compare')
  const head = page.getByRole('columnheader', { name: 'Bytes' })
  await head.getByRole('button').click()
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  expect(ascending(await bytes(page))).toBe(true)
  await head.getByRole('button').click()
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  expect(ascending((await bytes(page)).toReversed())).toBe(true)
  await head.getByRole('button').click()
  await expect(head).not.toHaveAttribute('aria-sort')
  await expect(rowNames(page)).toHaveText(names)
})

test('conditions leave those that meet them, say when none does, and can be dropped', async ({ page }) => {
  await page.goto('/compare')
  const must = page.getByRole('group', { name: 'Must have' })
  await must.getByRole('button', { name: /^easy to build/ }).click()
  const easy = schemes
    .filter(({ facts }) => best(facts.ratings.complexity.score) >= 2)
    .map(({ name }) => name)
  expect(easy.length).toBeLessThan(names.length)
  await expect(rowNames(page)).toHaveText(easy)
  await expect(
    page.getByRole('status').filter({ hasText: `${easy.length} of ${names.length} schemes` }),
  ).toHaveCount(1)

  await must.getByRole('button', { name: /^delegation/ }).click()
  await expect(page.getByText(/^No scheme of the list has all of this at once/)).toBeVisible()
  await page.getByRole('link', { name: 'Drop the conditions' }).click()
  await expect(rowNames(page)).toHaveText(names)
})

test('a cell opens and says why, and closes again', async ({ page }) => {
  await page.goto('/compare')
  const last = schemes.at(-1)
  if (!last) throw new Error('The list is empty')
  await page.getByRole('button', { name: last.facts.ratings.security.words }).click()
  await expect(page.getByText(last.facts.ratings.security.why)).toBeVisible()
  await expect(page.getByRole('heading', { name: `${last.name}, security` })).toBeVisible()
  await page.getByRole('button', { name: 'Close the cell' }).click()
  await expect(page.getByText(last.facts.ratings.security.why)).toHaveCount(0)
})

test('a link holds sort, pins, conditions and the open cell, and gives all of it to somebody else', async ({
  page,
  stranger,
}) => {
  await page.goto('/compare')
  const [first, second] = schemes
  if (!first || !second) throw new Error('Two schemes are needed to compare')
  await page.getByRole('columnheader', { name: 'Security' }).getByRole('button').click()
  await page.getByRole('button', { name: `Pin ${second.name}` }).click()
  await page.getByRole('button', { name: /^little overhead/ }).click()
  await page.getByRole('button', { name: first.facts.ratings.scalability.words, exact: true }).click()
  await page.getByRole('button', { name: 'Copy link to this view' }).click()
  const link = await copiedText(page)

  await stranger.goto(link)
  await expect(stranger.getByRole('columnheader', { name: 'Security' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect(stranger.getByRole('button', { name: `Pin ${second.name}` })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(stranger.getByRole('rowgroup', { name: 'Pinned' }).getByRole('rowheader')).toContainText(
    second.name,
  )
  await expect(
    stranger.getByRole('rowgroup', { name: 'All others' }).getByRole('rowheader'),
  ).not.toContainText([second.name])
  await expect(stranger.getByRole('button', { name: /^little overhead/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(stranger.getByRole('heading', { name: `${first.name}, scalability` })).toBeVisible()
  await expect(rowNames(stranger)).toHaveText(await rowNames(page).allTextContents())

  await stranger.getByRole('button', { name: `Pin ${second.name}` }).click()
  await expect(stranger.getByRole('rowgroup', { name: 'Pinned' })).toHaveCount(0)
})

test.describe('at 360 pixels', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('one parameter is shown at a time, and the choice stands in the address', async ({ page }) => {
    await page.goto('/compare')
    await expect(page.getByRole('columnheader', { name: 'Security' })).toBeVisible()
    await expect(page.getByRole('columnheader', { name: 'Scalability' })).toBeHidden()
    await page
      .getByRole('combobox', { name: 'One parameter at a time' })
      .selectOption({ label: 'Scalability' })
    await expect(page.getByRole('columnheader', { name: 'Scalability' })).toBeVisible()
    await expect(page.getByRole('columnheader', { name: 'Security' })).toBeHidden()
    for (const { facts } of schemes)
      await expect(
        page.getByRole('button', { name: facts.ratings.scalability.words, exact: true }),
      ).toBeVisible()
    await page.reload()
    await expect(page.getByRole('columnheader', { name: 'Scalability' })).toBeVisible()
  })
})

function rowNames(page: Page): Locator {
  return page.getByRole('rowheader').getByRole('link')
}

async function bytes(page: Page): Promise<number[]> {
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') })
  const cells = await Promise.all((await rows.all()).map((row) => row.getByRole('cell').last().textContent()))
  return cells.map((cell) => Number(cell?.replace(',', '')))
}

function ascending(numbers: readonly number[]): boolean {
  return numbers.length > 1 && numbers.every((n, i) => i === 0 || n >= (numbers[i - 1] ?? 0))
}

function best(score: number | readonly [number, number] | null): number {
  return score === null ? -1 : typeof score === 'number' ? score : score[1]
}
