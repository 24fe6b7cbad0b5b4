import { expect, type FrameLocator, type Page } from '@playwright/test'

/** The window of a lesson, in which a learner does by hand what Send would do. */

export function inWindow(page: Page): FrameLocator {
  return page.frameLocator('iframe')
}

export async function logInByHand(page: Page, userId: string, password: string): Promise<void> {
  const window = inWindow(page)
  await window.getByLabel('User name').fill(userId)
  await window.getByLabel('Password').fill(password)
  await window.getByRole('button', { name: 'Log in' }).click()
}

/** Reads the question and presses one of its two buttons. */
export async function decideByHand(
  page: Page,
  question: string | RegExp,
  button: 'Approve' | 'Deny',
): Promise<void> {
  const window = inWindow(page)
  await expect(window.getByRole('heading', { level: 1, name: question })).toBeVisible()
  await window.getByRole('button', { name: button, exact: true }).click()
}

/** Tab as far as a field of the window, and type. */
export async function typeIntoWindow(page: Page, label: string, text: string): Promise<void> {
  const field = inWindow(page).getByLabel(label)
  await expect(field).toBeVisible()
  for (let stops = 0; stops < 80; stops++) {
    if (await field.evaluate((element) => element.matches(':focus') && document.hasFocus())) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.type(text)
  await expect(field).toHaveValue(text)
}
