import type { Page } from '@playwright/test'
import { expect, test } from './journey.ts'
import { choose, edit, expectTheEnd, failed, foresee, goOn, said, send, verdict } from './lesson.ts'
import { ownSandbox } from './own-sandbox.ts'

test('a token from log-in to log-out, by mouse, to the end of the walkthrough', async ({ page }) => {
  test.slow()
  await page.goto('/jwt')
  await foresee(page, /^The token has three parts/, '2')
  await send(page)
  await expect(said(page, /^200, .*A token of \d{3} characters, 86 of them signature/)).toHaveCount(1)
  await expect(verdict(page)).toContainText('You said 2. It is.')
  // Another algorithm gives a signature of another length.
  await choose(page, 'Algorithm', 'RS256')
  await send(page)
  await expect(said(page, /, 342 of them signature/)).toHaveCount(1)
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(said(page, /, 86 of them signature/)).toHaveCount(1)

  await goOn(page, 'Read it without a key')
  await send(page)
  await expect(said(page, /^Anybody who sees the token reads this much/)).toHaveCount(1)
  await expect(page.getByText(/"sub":\s*"/).first()).toBeVisible()

  await goOn(page, 'Send the token')
  await send(page)
  await expect(said(page, /^200, accepted as ada.* The user came out of the token/)).toHaveCount(1)

  await goOn(page, 'Change a claim, and keep the signature')
  await choose(page, 'Claim', 'scope')
  await choose(page, 'New value', 'notes:admin')
  await send(page)
  await expect(said(page, /scope is "notes:admin" now, and the signature still covers/)).toHaveCount(1)
  await expect(failed(page)).toContainText('The signature holds over the octets that came.')
  await expect(failed(page)).toContainText('claim scope is the first difference in claimsSet')

  await goOn(page, 'Let the token end')
  await send(page)
  await expect(said(page, /^401, refused at check \d+ of \d+; then 200.* 401 at not-expired/)).toHaveCount(1)
  const expired = await inProduction(page)

  await goOn(page, 'Log out')
  await send(page)
  await expect(said(page, /^200.*; then 401, refused at check \d+ of \d+/)).toHaveCount(1)
  await page.getByRole('button', { name: '2 GET' }).click()
  await expect(failed(page)).toContainText('The deny list does not hold the jti.')
  const revoked = await inProduction(page)
  expect(expired.answer).toContain('error="invalid_token"')
  expect(revoked.answer, 'expired and revoked look alike on the wire').toBe(expired.answer)
  expect(expired.log).toContain('not-expired')
  expect(revoked.log).toContain('not-revoked')

  await goOn(page, 'Change the signing key')
  await choose(page, 'Order', 'use, then publish')
  await send(page)
  await expect(said(page, /The token names a key that nobody has published|In between: 401/)).toHaveCount(1)
  await choose(page, 'Order', 'publish, then use')
  await send(page)
  await expect(said(page, /^201; .*then 200, accepted as ada.* In between: 200\./)).toHaveCount(1)
  await expectTheEnd(page)
})

for (const [claim, value] of [
  ['sub', 'mallory'],
  ['exp', '4102444800'],
  ['aud', 'https://elsewhere.example'],
  ['jti', 'of-my-own'],
] as const)
  test(`the claim ${claim} is changed, and the page names it`, async ({ page }) => {
    await page.goto('/jwt?step=edit')
    await choose(page, 'Claim', claim)
    await choose(page, 'New value', value)
    await send(page)
    await expect(said(page, new RegExp(`${claim} is "?${value}"? now`))).toHaveCount(1)
    await expect(failed(page)).toContainText(`claim ${claim} is the first difference in claimsSet`)
  })

test('a token that is edited in the message itself is in no address', async ({ page, addresses }) => {
  await page.goto('/jwt?step=call')
  await ownSandbox(page)
  const signature = page.getByRole('textbox', { name: 'signature', exact: true })
  const minted = (await signature.textContent()) ?? ''
  const typed = minted.startsWith('A') ? `B${minted.slice(1)}` : `A${minted.slice(1)}`
  await edit(page, 'signature', typed)
  await send(page)
  await expect(failed(page)).toContainText('The signature holds over the octets that came.')
  await edit(page, 'method', 'POST')
  await expect(page).toHaveURL(/edits=/)
  expect(minted).toHaveLength(86)
  expect(addresses.filter((address) => address.includes(typed.slice(1)))).toEqual([])
})

test('a thousand words are tried on one token in a worker, and nobody is asked', async ({
  page,
  addresses,
}) => {
  await page.goto('/jwt/break-it/guessed-secret')
  const search = page.getByRole('region', { name: '1,000 words against the signature' })
  await page.getByRole('button', { name: 'Send it both ways Enter' }).click()
  await expect(said(page, /^With the check 401, without it 200\.$/)).toHaveCount(1)
  const asked = addresses.length
  const worker = page.waitForEvent('worker')
  await search.getByRole('button', { name: 'Search' }).click()
  await worker
  await expect(search.getByRole('status')).toHaveText(/^Found: \S+, at try \d+ of 1000\.$/)
  const word = (await search.getByText(/^The word is \S+\.$/).textContent())?.slice(12, -1)
  await expect(page.getByRole('region', { name: 'The two runs' })).toContainText(`The secret, “${word}”`)
  const since = addresses.slice(asked).map((address) => new URL(address).pathname)
  expect(since.filter((path) => /^\/(s|api)\//.test(path))).toEqual([])
})

test('an edit on a line that nobody explains is taken up by Enter, and sent', async ({ page }) => {
  await page.goto('/jwt?step=call')
  const method = page.getByRole('textbox', { name: 'method', exact: true })
  await method.fill('PUT')
  await method.press('Enter')
  await expect(said(page, /^405/)).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Compute again' })).toBeVisible()
})

/** What the caller gets, and what the server notes: the view without the reasons. It is left as it was. */
async function inProduction(page: Page): Promise<{ answer: string | null; log: string | null }> {
  await verdict(page).getByRole('button', { name: 'Production' }).click()
  const answer = await verdict(page).getByRole('list').textContent()
  const log = await verdict(page)
    .getByText(/\b401\b.*\b(not|signature)-/)
    .textContent()
  await verdict(page).getByRole('button', { name: 'Lab' }).click()
  return { answer, log }
}
