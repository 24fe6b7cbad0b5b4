import { expect, test } from './journey.ts'
import { choose, edit, expectTheEnd, failed, foresee, goOn, said, send, verdict } from './lesson.ts'

test('five lines and a MAC, by mouse: one octet of the body is named, and a copy is refused', async ({
  page,
}) => {
  await page.goto('/hmac')
  await foresee(page, /^One space is added at the end of the body/, 'all of it')
  await send(page)
  await expect(said(page, /octets of text gave a MAC of 44 characters/)).toHaveCount(1)
  await expect(verdict(page)).toContainText('You said “all of it”. It is.')

  await goOn(page, 'Send the message and its MAC')
  await edit(page, 'body', '{"lend":"the atlas","to":"adb"}')
  await send(page)
  await expect(said(page, /^401, refused at check \d+ of \d+/)).toHaveCount(1)
  await expect(failed(page)).toContainText('The MAC equals the server’s own over what it received.')
  await expect(failed(page)).toContainText('body is the first difference in stringToSign: octet 29')
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(said(page, /^200, accepted as ada.*The verifier remembers the nonce/)).toHaveCount(1)

  await goOn(page, 'Send it once more')
  await send(page)
  await expect(said(page, /^401, .*401 at mac-nonce-unused: the MAC held/)).toHaveCount(1)
  await expectTheEnd(page)
})

test('RFC 9421, by mouse: what is covered is named where it differs, and too little is refused', async ({
  page,
}) => {
  test.slow()
  await page.goto('/hmac')
  await page
    .getByRole('combobox', { name: 'Walkthrough' })
    .selectOption({ label: 'HTTP Message Signatures, RFC 9421' })
  await expect(page).toHaveURL(/\?flow=rfc9421$/)
  await send(page)
  await expect(said(page, /^401, refused at check 1 of .*the verifier named \d components/)).toHaveCount(1)
  await page.getByRole('button', { name: '401', exact: true }).click()
  await expect(page.getByRole('region', { name: 'The message' })).toContainText('Accept-Signature:')

  await goOn(page, 'Choose what to cover')
  await choose(page, 'Covered components, in order', '@method\n@path')
  await send(page)
  await expect(said(page, /^3 lines are the signature base/)).toHaveCount(1)

  await goOn(page, 'Send it signed')
  await edit(page, 'target', `${await page.getByRole('textbox', { name: 'target' }).textContent()}?more=1`)
  await send(page)
  await expect(failed(page)).toContainText('@query is the first difference in signatureBase')
  await page.getByRole('button', { name: 'Compute again' }).click()
  await edit(page, 'body', '{"lend":"the atlas","to":"adb"}')
  await send(page)
  await expect(failed(page)).toContainText('Content-Digest is the digest of the body that came.')
  await expect(failed(page)).toContainText('body is the first difference in contentDigest')
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(said(page, /^200, accepted as ada.*The verifier hashed the body as well/)).toHaveCount(1)

  await goOn(page, 'Cover next to nothing')
  await send(page)
  await expect(said(page, /^401, .*401 at coverage-sufficient/)).toHaveCount(1)
  await expect(failed(page)).toContainText('without @authority, @path, @query, content-digest')
  await expect(verdict(page).getByRole('img', { name: 'not reached' })).toHaveCount(7)
  await choose(page, 'Covered components, in order', '@method\n@authority\n@path\n@query\ncontent-digest')
  await send(page)
  await expect(said(page, /^200, accepted as ada.*Everything that is asked for is covered/)).toHaveCount(1)
  await expectTheEnd(page)
})

test('AWS Signature Version 4, by mouse: the query is sorted, one change is named, the copy gets in', async ({
  page,
}) => {
  await page.goto('/hmac?flow=sigv4')
  await send(page)
  await expect(said(page, /octets of canonical request became \d+ octets to sign/)).toHaveCount(1)
  // It is written b=2&a=1 in the target.
  const canonical = page
    .locator('.deriv .d')
    .filter({ has: page.getByText('canonicalRequest', { exact: true }) })
  await expect(canonical).toContainText('a=1&b=2')

  await goOn(page, 'Make the key of the day')
  await choose(page, 'Service', 'elsewhere')
  await send(page)
  await expect(said(page, /^This key is good on \d{8} for elsewhere alone/)).toHaveCount(1)

  await goOn(page, 'Send it signed')
  await edit(page, 'target', `${await page.getByRole('textbox', { name: 'target' }).textContent()}3`)
  await send(page)
  await expect(failed(page)).toContainText('query parameter a is the first difference in canonicalRequest')
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(
    said(page, /^200, accepted as ada.*nothing of it is kept: this form has no nonce/),
  ).toHaveCount(1)

  await goOn(page, 'Send it once more')
  await foresee(page, /^Mallory sends the same octets within fifteen minutes/, '401')
  await send(page)
  await expect(said(page, /^200, accepted as ada.*200, for fifteen minutes/)).toHaveCount(1)
  await expect(verdict(page)).toContainText('You said 401. It is 200.')
  await expectTheEnd(page)
})

test('a link to a step of another form opens that form', async ({ page, stranger }) => {
  await page.goto('/hmac?flow=rfc9421&step=s-narrow')
  await choose(page, 'Covered components, in order', '@method\n@path')
  await expect(page).toHaveURL(/inputs=/)
  await stranger.goto(page.url())
  await expect(stranger.getByRole('heading', { level: 2, name: 'Cover next to nothing' })).toBeVisible()
  await send(stranger)
  await expect(failed(stranger)).toContainText('without @authority, @query, content-digest')
})
