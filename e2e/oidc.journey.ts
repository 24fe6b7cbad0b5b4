import type { Page } from '@playwright/test'
import { press } from './by-keyboard.ts'
import { decideByHand, inWindow, logInByHand, typeIntoWindow } from './in-window.ts'
import { expect, test } from './journey.ts'
import { choose, expectTheEnd, failed, foresee, goOn, said, send, verdict } from './lesson.ts'
import { ownSandbox } from './own-sandbox.ts'
import { addressesWith, secretsOf } from './secrets-of.ts'

const question = /asks for your consent$/

/** Core §3.1.3.7, in the order in which the lesson checks. */
const checks = 12

test('a login by mouse, by hand in the window, to an ID Token that is checked claim by claim, and to the log-out', async ({
  page,
  request,
  addresses,
}) => {
  test.slow()
  await page.goto('/oidc?step=authorize')
  const sandbox = await ownSandbox(page)
  await send(page)
  await expect(said(page, /^302; then 200, asks before it decides/)).toHaveCount(1)

  await goOn(page, 'Let Ada log in')
  const { userId, password } = sandbox.credentials.oauth2.resourceOwner
  await logInByHand(page, userId, password)
  await decideByHand(page, question, 'Approve')
  await expect(said(page, /; then 303, accepted as ada through relying-party/)).toHaveCount(1)

  await goOn(page, 'Take Ada back')
  await send(page)
  await expect(said(page, /^200, accepted.*Nothing is proven about Ada yet/)).toHaveCount(1)
  await goOn(page, 'Redeem the code')
  await send(page)
  await expect(said(page, /^200, accepted.*An ID Token of \d+ characters for the client/)).toHaveCount(1)

  await goOn(page, 'Check the ID Token, claim by claim')
  await foresee(page, /^Mallory runs an app of her own/, 'aud')
  await send(page)
  await expect(said(page, /^Twelve checks held for \d+ claims: this is ada/)).toHaveCount(1)
  await expect(verdict(page).getByRole('img', { name: 'passed' })).toHaveCount(checks)
  await expect(verdict(page)).toContainText('You said aud. It is.')

  await goOn(page, 'Ask for the profile')
  await send(page)
  await expect(said(page, /^200, accepted.*ada again, with the address /)).toHaveCount(1)
  await goOn(page, 'Use the wrong token')
  await send(page)
  await expect(said(page, /^401, refused.*; then 200, accepted/)).toHaveCount(1)
  await goOn(page, 'Ask without a page')
  await send(page)
  await expect(said(page, /The provider said login_required and showed nothing/)).toHaveCount(1)
  await goOn(page, 'Change the signing key')
  await send(page)
  await expect(said(page, /The new token is under \S+; the set has 2 keys for RS256/)).toHaveCount(1)
  await goOn(page, 'Log out')
  await send(page)
  await expect(said(page, /^303, accepted as ada; then 200/)).toHaveCount(1)
  await expectTheEnd(page)

  const secrets = await secretsOf(request, sandbox)
  expect(secrets.size).toBeGreaterThan(20)
  expect(addressesWith(secrets, addresses)).toEqual([])
})

test('a login by keyboard alone, through the window, to the ID Token', async ({ page }) => {
  await page.goto('/oidc?step=authorize')
  const { userId, password } = (await ownSandbox(page)).credentials.oauth2.resourceOwner
  await expect(page.getByRole('heading', { name: 'Send Ada to the provider' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /^302; then 200/)).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await typeIntoWindow(page, 'User name', userId)
  await typeIntoWindow(page, 'Password', password)
  await page.keyboard.press('Enter')
  await expect(inWindow(page).getByRole('heading', { name: question })).toBeVisible()
  await press(page, inWindow(page).getByRole('button', { name: 'Approve' }))
  await expect(said(page, /; then 303, accepted as ada through relying-party/)).toHaveCount(1)
  await leaveWindow(page)
  for (const title of ['Take Ada back', 'Redeem the code', 'Check the ID Token, claim by claim']) {
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(said(page, /accepted|Twelve checks held/)).toHaveCount(1)
  }
  await expect(verdict(page).getByRole('img', { name: 'passed' })).toHaveCount(checks)
})

test('each thing that the client expects of an ID Token ends the run at its own check', async ({ page }) => {
  test.slow()
  await page.goto('/oidc?step=check-id-token')
  for (const [label, value, check] of [
    ['Our provider', 'https://elsewhere.example', 'The token is from another issuer than ours.'],
    ['Our client_id', 'somebody-else', 'The token was made for another client.'],
    ['Nonce of this user agent', 'of-another-request', 'The nonce belongs to another request.'],
    ['Seconds later', '400', 'The token has ended.'],
    [
      'Algorithm registered for this client',
      'ES256',
      'The token names another algorithm than is registered.',
    ],
  ] as const) {
    await choose(page, label, value)
    await send(page)
    await expect(said(page, new RegExp(`^${check}`))).toHaveCount(1)
    await expect(failed(page)).toHaveCount(1)
    await page.getByRole('button', { name: 'Compute again' }).click()
  }
})

test('an ID Token that is edited is refused at its signature, and is in no address', async ({
  page,
  addresses,
}) => {
  await page.goto('/oidc?step=check-id-token')
  const field = page.getByLabel('ID Token', { exact: true })
  await expect(field).not.toHaveValue('')
  const [header, claims = '', signature] = (await field.inputValue()).split('.')
  const changed = Buffer.from(claims, 'base64url').toString().replace('"sub":"ada"', '"sub":"eva"')
  const typed = [header, Buffer.from(changed).toString('base64url'), signature].join('.')
  await choose(page, 'ID Token', typed)
  await send(page)
  await expect(said(page, /^The text is not what the provider signed/)).toHaveCount(1)
  await expect(failed(page)).toContainText('The signature of the ID Token holds')
  // What is covered stays so while it is changed.
  await expect(field).toHaveCSS('-webkit-text-security', 'disc')
  expect(addresses.filter((address) => address.includes(typed.slice(-40)))).toEqual([])
})

test('Ada denies: the client gets access_denied, and there is no code to redeem', async ({ page }) => {
  await page.goto('/oidc?step=log-in')
  const { userId, password } = (await ownSandbox(page)).credentials.oauth2.resourceOwner
  await logInByHand(page, userId, password)
  await decideByHand(page, question, 'Deny')
  await expect(said(page, /; then 303, refused .*The client gets access_denied and no code/)).toHaveCount(1)
  await goOn(page, 'Take Ada back')
  await goOn(page, 'Redeem the code')
  await expect(page.getByText('Let Ada say yes first').first()).toBeVisible()
})

test('without a hint the provider asks before it logs Ada out, and nobody is sent where no client registered', async ({
  page,
}) => {
  test.slow()
  await page.goto('/oidc?step=log-out')
  await page.getByText('Choose what goes in').click()
  const hint = page.getByLabel('ID Token as a hint', { exact: true })
  // It is there once everything before has been played.
  await expect(hint).not.toHaveValue('')
  await hint.fill('')
  await send(page)
  await expect(said(page, /^200, asks before it decides; then 200\. Without a hint of hers/)).toHaveCount(1)
  await page.getByRole('button', { name: 'Compute again' }).click()
  await choose(page, 'Where to go afterwards', 'https://elsewhere.example/')
  await send(page)
  await expect(said(page, /^400, refused at check 3 of 3/)).toHaveCount(1)
  await expect(failed(page)).toContainText('https://elsewhere.example/')
})

async function leaveWindow(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'To the message' })).toBeFocused()
  await page.keyboard.press('Enter')
}
