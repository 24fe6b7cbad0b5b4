import type { Locator, Page } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import type { Step } from '../packages/schemes/src/scheme.ts'
import { expect, test } from './journey.ts'

for (const { slug, name, walkthroughs } of await loadSchemes())
  for (const { id, steps } of walkthroughs)
    test(`${name}: the whole walkthrough goes by keyboard alone, and every outcome is said (${id})`, async ({
      page,
    }) => {
      // Some two hundred stops of the focus, each looked at.
      test.slow()
      await page.goto('/')
      await press(page, page.getByRole('main').getByRole('link', { name, exact: true }))
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      await chooseByKeys(
        page,
        walkthroughs.findIndex((walkthrough) => walkthrough.id === id),
      )

      for (const [index, step] of steps.entries()) {
        await expect(page.getByText(`Step ${index + 1} of ${steps.length}`)).toBeVisible()
        if (step.predict) await press(page, option(page, step))
        await sendByKeys(page, step)
        await expectOutcome(page, step)
        await page.keyboard.press('ArrowRight')
      }

      for (const [index, { messages }] of steps.entries())
        for (const { expect: status } of messages)
          await expect(answerOf(page, index + 1, status)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled()
      expect(new URL(page.url()).pathname).toBe(`/${slug}`)
    })

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

/** The walkthrough of this number: the arrows change what the box has, and Tab leaves it. */
async function chooseByKeys(page: Page, number: number): Promise<void> {
  if (number === 0) return
  await focus(page, page.getByRole('combobox', { name: 'Walkthrough' }))
  for (let down = 0; down < number; down++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
}

/** The right answer to the question before a step. */
function option(page: Page, { predict }: Step): Locator {
  return page
    .getByRole('group', { name: predict?.ask ?? '' })
    .getByRole('button', { name: predict?.answer ?? '', exact: true })
}

/** The step came out as it names, the live region said so, and a right prediction is called right. */
async function expectOutcome(page: Page, { messages, check, predict }: Step): Promise<void> {
  const verdict = page.getByRole('region', { name: 'The verdict' })
  const statuses = messages.map(({ expect }) => expect)
  if (statuses.length > 0)
    await expect(said(page, new RegExp(`^${statuses.join('\\b[^;]*; then ')}\\b.+`))).toHaveCount(1)
  if (check) await expect(verdict.getByText(/own checks: accepted/)).toBeVisible()
  if (messages.length === 0) await expect(said(page, /^(?!.* · Lockstep$)\S.+/)).toHaveCount(1)
  if (predict) await expect(verdict.getByText(/You said .+\. It is\.$/)).toBeVisible()
}

function said(page: Page, words: RegExp): Locator {
  return page.getByRole('status').filter({ hasText: words })
}

/** The answer of a step on the wire, whole or folded into its step. */
function answerOf(page: Page, step: number, status: number): Locator {
  const name = new RegExp(
    `^Step ${step}(, (the )?answer.*: ${status}$|[:,] .*\\banswered (.*, )?${status}\\b)`,
  )
  return page.getByRole('region', { name: 'The wire' }).getByRole('link', { name }).first()
}

/** From anywhere ↓ goes to the first part that is explained, where Enter sends. Without one, the button is some stops away. */
async function sendByKeys(page: Page, { messages }: Step): Promise<void> {
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

async function press(page: Page, target: Locator): Promise<void> {
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
