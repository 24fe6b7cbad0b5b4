import { expect, type Locator, type Page } from '@playwright/test'

/** What a learner does on the page of a walkthrough, and where the page answers. */

export function verdict(page: Page): Locator {
  return page.getByRole('region', { name: 'The verdict' })
}

/** The check that failed, with what it says and what it compared. */
export function failed(page: Page): Locator {
  return verdict(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('img', { name: 'failed' }) })
}

/** What the live region of the page says of a step. */
export function said(page: Page, words: RegExp): Locator {
  return page.getByRole('status').filter({ hasText: words })
}

/** Presses the button of a step: it sends, or it works something out where nothing is sent. */
export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Send|Work it out|Check it) Enter$/ }).click()
}

/** Goes on to the step with this title. */
export async function goOn(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible()
}

/** The step that is open is the last one, and there is nowhere to go from it. */
export async function expectTheEnd(page: Page): Promise<void> {
  await expect(page.getByText(/^Step (\d+) of \1\b/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled()
}

/** Writes over one value of the message where it stands. */
export async function edit(page: Page, part: string, text: string): Promise<void> {
  const value = page.getByRole('textbox', { name: part, exact: true })
  await value.fill(text)
  await value.press('Escape')
  await expect(value).toHaveText(text)
}

/** Changes what goes into a message before it is built. */
export async function choose(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByRole('region', { name: 'The message' }).getByLabel(label, { exact: true })
  const summary = page.getByText('Choose what goes in')
  await expect(field.or(summary).first()).toBeVisible()
  if (!(await field.isVisible())) await summary.click()
  if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value)
  else await field.fill(value)
}

/** Says beforehand what will come, in the box that asks. */
export async function foresee(page: Page, ask: RegExp, answer: string): Promise<void> {
  await page.getByRole('group', { name: ask }).getByRole('button', { name: answer, exact: true }).click()
}
