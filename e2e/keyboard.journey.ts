import { expect, test } from './journey.ts'
import { said } from './lesson.ts'

test('Enter sends and the arrows step from anywhere on the page, without a stop at a button', async ({
  page,
}) => {
  await page.goto('/digest')
  await expect(page.getByRole('heading', { name: 'Ask without credentials' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /^401, refused at check 1 of \d+/)).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: 'Compute the proof' })).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('heading', { name: 'Ask without credentials' })).toBeVisible()
})

test('↓ explains a part, E edits it, Enter sends what was written', async ({ page }) => {
  await page.goto('/digest?step=call')
  await expect(page.getByRole('textbox', { name: 'response' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  const first = page.getByRole('button', { name: 'hashed into A2' })
  await expect(first).toBeFocused()
  await expect(first).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: 'hashed into A2' })).not.toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('e')
  await expect(page.getByRole('textbox', { name: 'method' })).toBeFocused()
  await page.keyboard.type('POST')
  await page.keyboard.press('Enter')
  await expect(said(page, /^401, refused at check \d+ of \d+/)).toHaveCount(1)
  await expect(page.getByRole('textbox', { name: 'method' })).toHaveText('POST')
})
