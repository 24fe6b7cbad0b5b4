import type { Page } from '@playwright/test'
import { expect, test } from './journey.ts'
import { choose, edit, expectTheEnd, failed, goOn, said, send, verdict } from './lesson.ts'

/** RFC 5849 §3.4.1.1, in one line. */
const printed =
  'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7'

test('three legs by mouse, logged in and consented by hand, and a call to the end of the walkthrough', async ({
  page,
}) => {
  test.slow()
  const window = page.frameLocator('iframe')
  await page.goto('/oauth1')
  await send(page)
  await expect(said(page, /^200, accepted as reader\. The server has opened a question/)).toHaveCount(1)

  await goOn(page, 'Send Ada to the server')
  await send(page)
  await expect(said(page, /^302; then 200, asks before it decides/)).toHaveCount(1)

  await goOn(page, 'Let Ada decide')
  await page.getByRole('button', { name: 'Fill the form in' }).click()
  await window.getByRole('button', { name: 'Log in' }).click()
  await expect(window.getByRole('heading', { name: /asks for access/ })).toBeVisible()
  await window.getByRole('button', { name: 'Approve' }).click()
  await expect(said(page, /; then 303, accepted as ada through reader/)).toHaveCount(1)

  await goOn(page, 'Take Ada back')
  await expect(window.getByRole('heading').first()).toBeVisible()
  await send(page)
  await expect(said(page, /^200, accepted as reader\. Reader knows its own flow again/)).toHaveCount(1)

  await goOn(page, 'Fetch token credentials')
  await send(page)
  await expect(said(page, /Reader has a token and its secret, for notes:read notes:write/)).toHaveCount(1)

  await goOn(page, 'Build the signature piece by piece')
  await send(page)
  await expect(said(page, /^11 pairs were sorted/)).toHaveCount(1)

  await goOn(page, 'Call as Reader, for Ada')
  await send(page)
  await expect(said(page, /^200, accepted as ada through reader/)).toHaveCount(1)

  await goOn(page, 'Send it once more')
  await send(page)
  await expect(said(page, /^401, .*401 at nonce-unused/)).toHaveCount(1)

  await goOn(page, 'Sign it in four ways')
  await send(page)
  const made = page.getByRole('region', { name: 'The message' })
  for (const method of ['HMAC-SHA1', 'RSA-SHA1', 'HMAC-SHA256', 'PLAINTEXT'])
    await expect(made.getByRole('code').filter({ hasText: new RegExp(`^${method}$`) })).toBeVisible()
  await expectTheEnd(page)
})

test('the parameters of the RFC give the base string that the RFC prints, and a change is named', async ({
  page,
}) => {
  await page.goto('/oauth1?step=base-string')
  await page.getByText('Compare with yours').click()
  const result = page.locator('.yours output')
  await compareBaseString(page)
  await expect(result).toContainText(`The same, all ${printed.length} octets.`)
  await choose(page, 'Form body', 'c2&a3=2+r')
  await expect(result).toContainText(
    /parameter a3 is the first difference in signatureBaseString: octet \d+, .* in yours, .* in this page’s/,
  )
  await choose(page, 'Form body', 'c2&a3=2+q')
  await choose(page, 'Method', 'GET')
  await expect(result).toContainText('method is the first difference in signatureBaseString: octet 1')
})

test('the secrets that a learner types, and a proof that is edited, are in no address', async ({
  page,
  addresses,
}) => {
  const typed = ['client-secret-of-mine', 'token-secret-of-mine', 'signature-of-mine', 'verifier-of-mine']
  const [client = '', token = '', signature = '', verifier = ''] = typed
  await page.goto('/oauth1?step=base-string')
  await choose(page, 'Client secret', client)
  await choose(page, 'Token secret', token)
  await choose(page, 'Method', 'GET')
  await expect(page).toHaveURL(/inputs=/)
  await page.goto('/oauth1?step=token')
  await choose(page, 'Verifier', verifier)
  await send(page)
  await expect(failed(page)).toContainText('verifier')
  await page.goto('/oauth1?step=call')
  await edit(page, 'oauth_signature', `"${signature}"`)
  await edit(page, 'oauth_timestamp', '"1"')
  await expect(page).toHaveURL(/edits=/)
  await send(page)
  await expect(verdict(page)).toContainText('401')
  for (const secret of typed)
    expect(addresses.filter((address) => decodeURIComponent(address).includes(secret))).toEqual([])
})

async function compareBaseString(page: Page): Promise<void> {
  await page
    .getByRole('combobox', { name: 'Which value your program made' })
    .selectOption('signatureBaseString')
  await page.getByRole('textbox', { name: /^Yours/ }).fill(printed)
}
