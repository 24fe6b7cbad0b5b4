import { expect, type Locator, type Page } from '@playwright/test'
import type { Step } from '../packages/schemes/src/scheme.ts'

/** A lesson worked by the keys alone: each stop of the focus has to be seen. */

/** The walkthrough of this number: the arrows change what the box has, and Tab leaves it. */
export async function chooseByKeys(page: Page, number: number): Promise<void> {
  if (number === 0) return
  await focus(page, page.getByRole('combobox', { name: 'Walkthrough' }))
  for (let down = 0; down < number; down++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
}

/** From anywhere ↓ goes to the first part that is explained, where Enter sends. Without one, the button is some stops away. */
export async function sendByKeys(page: Page, { messages }: Step): Promise<void> {
  const message = page.getByRole('region', { name: 'The message' })
  if (messages.length > 0)
    await expect(message.getByRole('textbox', { name: 'method', exact: true })).toBeVisible()
  const parts = message.getByRole('button', { expanded: false })
  if ((await parts.count()) === 0)
    return press(page, page.getByRole('button', { name: /^(Send|Work it out|Check it) Enter$/ }))
  await page.keyboard.press('ArrowDown')
  await expect(message.getByRole('button', { expanded: true })).toBeFocused()
  await page.keyboard.press('Enter')
}

export async function press(page: Page, target: Locator): Promise<void> {
  await focus(page, target)
  await page.keyboard.press('Enter')
}

/** Tab until the focus is there and can be seen. */
async function focus(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let stops = 0; stops < 150; stops++) {
    if (await target.evaluate((element) => element.matches(':focus-visible'))) break
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}
