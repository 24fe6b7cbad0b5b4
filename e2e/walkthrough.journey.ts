import type { Locator, Page } from '@playwright/test'
import { copiedText } from './copied-text.ts'
import { expect, test } from './journey.ts'
import { ownSandbox } from './own-sandbox.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('a learner foresees an outcome, sends, and reads whether it was so and why', async ({ page }) => {
  await page.goto('/digest?step=replay')
  const ask = page.getByRole('group', { name: /^Mallory sends the last request again/ })
  await ask.getByRole('button', { name: '200' }).click()
  await send(page)
  await expect(verdict(page)).toContainText('You said 200. It is 401.')
  await expect(verdict(page)).toContainText('the server has seen this one and takes each one once')
  await verdict(page).getByRole('link', { name: 'Many think so: “A nonce stops replay.”' }).click()
  await expect(page.getByText('“A nonce stops replay.”')).toBeInViewport()
})

test('an edited method is refused where the two halves first differ, and the verdict names the check', async ({
  page,
}) => {
  await page.goto('/digest?step=call')
  await edit(page, 'method', 'POST')
  await page
    .getByRole('group', { name: 'Which status will your message get?' })
    .getByRole('button', { name: '401' })
    .click()
  await send(page)
  await expect(failed(verdict(page))).toContainText('The response equals the server’s own.')
  await expect(verdict(page)).toContainText('You said 401. It is.')
  const message = page.getByRole('region', { name: 'The message' })
  await expect(message.getByText('first difference')).toHaveCount(1)
  await expect(message.locator('mark').first()).toHaveText('GET')
  await expect(failed(verdict(page)).locator('mark').first()).toBeVisible()
})

test('a link holds the edit, opens it for somebody else, and no address ever held a secret', async ({
  page,
  stranger,
  addresses,
}) => {
  await page.goto('/digest?step=call')
  const { ownerToken, credentials } = await ownSandbox(page)
  const typed = { password: 'a-password-that-I-typed', response: '0123456789abcdef'.repeat(4) }
  await page.getByText('Choose what goes in').click()
  await page.getByRole('textbox', { name: 'Password' }).fill(typed.password)
  await edit(page, 'method', 'POST')
  await edit(page, 'response', `"${typed.response}"`)
  await send(page)
  await expect(failed(verdict(page))).toHaveCount(1)
  await page.getByRole('button', { name: 'Copy link to this step' }).click()
  const link = await copiedText(page)
  expect(link).toBe(page.url())

  await stranger.goto(link)
  await expect(stranger.getByRole('textbox', { name: 'method' })).toHaveText('POST')
  await expect(stranger.getByRole('textbox', { name: 'response' })).not.toContainText(typed.response)
  await expect(stranger.getByText(/^Step 3 of/)).toBeVisible()
  await send(stranger)
  await expect(failed(verdict(stranger))).toContainText('The response equals the server’s own')
  const shown = await stranger.getByRole('textbox', { name: 'response' }).textContent()
  const response = /^"([0-9a-f]{64})"$/.exec(shown ?? '')?.[1] ?? ''

  const { 'api-key': apiKey, basic, digest } = credentials
  const other = await ownSandbox(stranger)
  const secrets = [
    ...Object.values(typed),
    response,
    ownerToken,
    other.ownerToken,
    apiKey.key,
    basic.password,
    digest.password,
    other.credentials.digest.password,
  ]
  expect(addresses.length).toBeGreaterThan(20)
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8)
    expect(addresses.filter((address) => decodeURIComponent(address).includes(secret))).toEqual([])
  }
})

test('what was edited can be computed again, and then gets in', async ({ page }) => {
  await page.goto('/digest?step=call')
  await edit(page, 'uri', '"/somewhere/else"')
  await send(page)
  await expect(failed(verdict(page))).toContainText('The uri equals the request-target')
  await page.getByRole('button', { name: 'Compute again' }).click()
  await expect(page.getByRole('textbox', { name: 'uri' })).not.toHaveText('"/somewhere/else"')
  await send(page)
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)
  expect(page.url()).not.toContain('edits')
})

test('an input that is changed goes into the proof, and the message is sent with it', async ({ page }) => {
  await page.goto('/digest?step=call')
  await page.getByText('Choose what goes in').click()
  await page.getByRole('combobox', { name: 'The name travels as' }).selectOption('userhash')
  await expect(page.getByRole('textbox', { name: 'userhash' })).toHaveText('true')
  await send(page)
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)
})

test('a link to a later step plays what comes before it, and the step goes on from there', async ({
  page,
}) => {
  await page.goto('/digest?step=call-next')
  const wire = page.getByRole('region', { name: 'The wire' })
  await expect(
    wire.getByRole('link', { name: /^Step 3(, the answer: 200|: .*, answered 200)/ }),
  ).toBeVisible()
  await send(page)
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)
})

test('the production view shows the answer and the log, and keeps the reasons to itself', async ({
  page,
}) => {
  await page.goto('/digest?step=replay')
  await send(page)
  await expect(failed(verdict(page))).toHaveCount(1)
  await verdict(page).getByRole('button', { name: 'Production' }).click()
  await expect(failed(verdict(page))).toHaveCount(0)
  await expect(verdict(page)).toContainText('401')
  await expect(verdict(page)).not.toContainText(/refused at check|expected|This count has not been used/)
  await expect(verdict(page).getByRole('heading', { name: 'In the server’s log' })).toBeVisible()
  await expect(verdict(page).getByText(/nonce-count-unused/)).toHaveCount(1)
  await verdict(page).getByRole('button', { name: 'Lab' }).click()
  await expect(failed(verdict(page))).toHaveCount(1)
})

test('a reset begins anew with the same sandbox and the same credentials', async ({ page }) => {
  await page.goto('/digest')
  await send(page)
  const wire = page.getByRole('region', { name: 'The wire' })
  await expect(wire.getByRole('link', { name: 'Step 1, the answer: 401' })).toBeVisible()
  const before = await ownSandbox(page)
  await page.getByRole('button', { name: /^Sandbox / }).click()
  await page.getByRole('region', { name: 'This sandbox' }).getByRole('button', { name: 'Reset' }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Reset\./ })).toBeVisible()
  await expect(wire.getByRole('link', { name: 'Step 1, the answer: 401' })).toHaveCount(0)
  expect(await ownSandbox(page)).toEqual(before)
  await page.getByRole('link', { name: 'Wire', exact: true }).click()
  await expect(page.getByText('Nothing has reached this sandbox yet.')).toBeVisible()
})

test('a new sandbox has credentials of its own, and the walkthrough begins anew in it', async ({ page }) => {
  await page.goto('/digest')
  await send(page)
  const wire = page.getByRole('region', { name: 'The wire' })
  await expect(wire.getByRole('link', { name: 'Step 1, the answer: 401' })).toBeVisible()
  const before = await ownSandbox(page)
  await page.getByRole('button', { name: /^Sandbox / }).click()
  await page.getByRole('button', { name: 'New sandbox' }).click()
  await expect(wire.getByRole('link', { name: 'Step 1, the answer: 401' })).toHaveCount(0)
  const after = await ownSandbox(page)
  expect(after.id).not.toBe(before.id)
  expect(after.credentials.digest.password).not.toBe(before.credentials.digest.password)
  await send(page)
  await expect(wire.getByRole('link', { name: 'Step 1, the answer: 401' })).toBeVisible()
})

test('a reload keeps the sandbox of the tab; another visitor has another', async ({ page, stranger }) => {
  await page.goto('/')
  const before = await ownSandbox(page)
  await page.reload()
  expect(await ownSandbox(page)).toEqual(before)
  await stranger.goto('/')
  expect((await ownSandbox(stranger)).id).not.toBe(before.id)
})

test('“Begin again” takes back every edit and everything that was played', async ({ page }) => {
  await page.goto('/digest?step=call')
  await edit(page, 'method', 'POST')
  await send(page)
  await expect(failed(verdict(page))).toHaveCount(1)
  await page.getByRole('button', { name: 'Begin again' }).click()
  await expect(page.getByText('Step 1 of 8')).toBeVisible()
  const wire = page.getByRole('region', { name: 'The wire' })
  await expect(wire.getByRole('link', { name: /answer/ })).toHaveCount(0)
  await wire.getByRole('link', { name: 'Step 3: Answer the challenge' }).click()
  await expect(page.getByRole('textbox', { name: 'method' })).toHaveText('GET')
})

function verdict(page: Page): Locator {
  return page.getByRole('region', { name: 'The verdict' })
}

/** The check that failed, with what it says and what it compared. */
function failed(within: Locator): Locator {
  return within.getByRole('listitem').filter({ has: within.page().getByRole('img', { name: 'failed' }) })
}

function said(page: Page, words: RegExp): Locator {
  return page.getByRole('status').filter({ hasText: words })
}

/** Writes over one value of the message where it stands. */
async function edit(page: Page, part: string, text: string): Promise<void> {
  const value = page.getByRole('textbox', { name: part, exact: true })
  await value.fill(text)
  await value.press('Escape')
  await expect(page.getByRole('textbox', { name: part, exact: true })).toHaveText(text)
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send Enter' }).click()
}
