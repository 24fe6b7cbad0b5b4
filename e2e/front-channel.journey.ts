import type { FrameLocator, Locator, Page } from '@playwright/test'
import { expect, test } from './journey.ts'

test('a learner logs in and consents by hand in the window, and the steps fill themselves', async ({
  page,
}) => {
  await page.goto('/oauth1?step=authorize')
  await send(page)
  await expect(said(page, /^302; then 200, asks before it decides/)).toHaveCount(1)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(inWindow(page).getByRole('heading', { name: 'Log in' })).toBeVisible()

  // A wrong password is the learner's own: it is on the wire, and can be tried again.
  await page.getByRole('button', { name: 'Fill the form in' }).click()
  await inWindow(page).getByLabel('Password').fill('a guess')
  await inWindow(page).getByRole('button', { name: 'Log in' }).click()
  await expect(wire(page).getByText('POST')).toHaveCount(1 + 1)
  await page.getByRole('button', { name: 'Fill the form in' }).click()
  await inWindow(page).getByRole('button', { name: 'Log in' }).click()
  await expect(inWindow(page).getByRole('heading', { name: /asks for access/ })).toBeVisible()
  await inWindow(page).getByRole('button', { name: 'Approve' }).click()
  await expect(said(page, /; then 303, accepted as ada through reader/)).toHaveCount(1)
  // The redirect led to the callback, which is the step after.
  await expect(wire(page).getByRole('link', { name: /^Step 4.*200/ })).toBeVisible()

  await page.getByRole('button', { name: 'Next' }).click()
  await send(page)
  await expect(said(page, /^200, accepted as reader/)).toHaveCount(1)
  await page.getByRole('button', { name: 'Next' }).click()
  await send(page)
  await expect(said(page, /^200, accepted as reader\. Reader has a token/)).toHaveCount(1)
})

test('by keyboard, with Enter alone: the window is driven, can be reached and can be left', async ({
  page,
}) => {
  await page.goto('/oauth1?step=authorize')
  await expect(page.getByRole('heading', { name: 'Send Ada to the server' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /^302; then 200/)).toHaveCount(1)

  await tabTo(page, page.getByRole('button', { name: 'Skip the window' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'To the message' })).toBeFocused()
  // Into the frame, and out of it by Esc.
  await page.keyboard.press('Shift+Tab')
  await expect(page.locator('iframe')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'To the message' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-message] [data-part]').first()).toBeFocused()

  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: 'Let Ada decide' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /; then 303, accepted as ada through reader/)).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(said(page, /^200, accepted as reader/)).toHaveCount(1)
})

test('an edited token in the address is what the window asks for', async ({ page }) => {
  await page.goto('/oauth1?step=authorize&message=1')
  await send(page)
  await expect(said(page, /^302; then 200/)).toHaveCount(1)
  await page.getByRole('button', { name: '2 GET' }).click()
  const token = page.getByRole('textbox', { name: 'oauth_token' })
  await token.fill('somebody-elses')
  await token.press('Escape')
  await send(page)
  await expect(said(page, /^302; then 400, refused at check 1 of/)).toHaveCount(1)
  await expect(page.locator('.win-address')).toContainText('oauth_token=somebody-elses')
})

test('where the window went astray it is told, and the flow can be started anew', async ({ page }) => {
  await page.goto('/oauth1?step=approve')
  await expect(inWindow(page).getByRole('heading', { name: 'Log in' })).toBeVisible()
  await page
    .getByRole('combobox', { name: 'Ada’s decision' })
    .or(page.getByText('Choose what goes in'))
    .first()
    .click()
  await page.getByRole('combobox', { name: 'Ada’s decision' }).selectOption('deny')
  await send(page)
  await expect(said(page, /; then 303, refused at check 4 of 4/)).toHaveCount(1)
  await page.getByRole('combobox', { name: 'Ada’s decision' }).selectOption('approve')
  // The question was answered; it is not asked twice.
  await send(page)
  await expect(page.getByRole('alert')).toContainText('could not be played')
  await page.getByRole('button', { name: 'Start anew' }).click()
  await expect(inWindow(page).getByRole('heading', { name: /asks for access|Log in/ })).toBeVisible()
  await send(page)
  await expect(said(page, /; then 303, accepted as ada through reader/)).toHaveCount(1)
})

test('“Begin again” empties the window; another page closes it', async ({ page }) => {
  await page.goto('/oauth1?step=authorize')
  await send(page)
  await expect(inWindow(page).getByRole('heading', { name: 'Log in' })).toBeVisible()
  await page.getByRole('button', { name: 'Begin again' }).click()
  await expect(page.getByText('Step 1 of')).toBeVisible()
  await expect(page.locator('iframe')).toBeHidden()
  await wire(page)
    .getByRole('link', { name: /^Step 2/ })
    .click()
  await expect(page.getByText('Nothing is open yet.')).toBeVisible()
  await page.getByRole('link', { name: 'Facts' }).click()
  await expect(page.locator('iframe')).toHaveCount(0)
})

function inWindow(page: Page): FrameLocator {
  return page.frameLocator('iframe')
}

function wire(page: Page): Locator {
  return page.getByRole('region', { name: 'The wire' })
}

function said(page: Page, words: RegExp): Locator {
  return page.getByRole('status').filter({ hasText: words })
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send Enter' }).click()
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}
