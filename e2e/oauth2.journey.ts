import type { Page } from '@playwright/test'
import { press } from './by-keyboard.ts'
import { decideByHand, inWindow, logInByHand, typeIntoWindow } from './in-window.ts'
import { expect, test } from './journey.ts'
import { choose, edit, expectTheEnd, failed, foresee, goOn, said, send, verdict } from './lesson.ts'
import { type OwnSandbox, ownSandbox } from './own-sandbox.ts'
import { addressesWith, secretsOf } from './secrets-of.ts'

test('the code grant by mouse: logged in and consented by hand in the window, and no secret in an address', async ({
  page,
  request,
  addresses,
}) => {
  test.slow()
  await page.goto('/oauth2')
  const sandbox = await ownSandbox(page)
  await send(page)
  await expect(said(page, /^200\. Reader has every address it needs/)).toHaveCount(1)
  await goOn(page, 'Make three values')
  await send(page)
  await expect(said(page, /^The challenge \S+ may travel/)).toHaveCount(1)

  await goOn(page, 'Send Ada to the server')
  await foresee(page, /^Somebody reads the whole address/, 'its hash')
  await send(page)
  await expect(said(page, /^302; then 200, asks before it decides/)).toHaveCount(1)
  await expect(verdict(page)).toContainText('You said “its hash”. It is.')

  await goOn(page, 'Let Ada decide')
  const { userId, password } = ada(sandbox)
  // A wrong password is the learner's own: it is said so, and can be tried again.
  await logInByHand(page, userId, 'a-guess-of-mine')
  await expect(inWindow(page).getByRole('alert')).toBeVisible()
  await logInByHand(page, userId, password)
  await decideByHand(page, 'Reader asks for your consent', 'Approve')
  await expect(said(page, /^200, .*; then 303, accepted as ada through reader/)).toHaveCount(1)

  // The window has followed the redirect by itself: the press takes note of it.
  await goOn(page, 'Bring the answer to Reader')
  await expect(page.getByText('The window has been there already, by a redirect.')).toBeVisible()
  await send(page)
  await expect(said(page, /^200, accepted.*The answer is Reader’s own/)).toHaveCount(1)

  await goOn(page, 'Exchange the code')
  const drawn = await page.getByLabel('Code verifier', { exact: true }).inputValue()
  const typed = `${drawn.slice(0, -1)}${drawn.endsWith('A') ? 'E' : 'A'}`
  await choose(page, 'Code verifier', typed)
  await send(page)
  await expect(said(page, /^400, refused .*The code is not spent by that/)).toHaveCount(1)
  await expect(failed(page).locator('mark').first()).toBeVisible()
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(
    said(page, /^200, accepted.*; then 400, refused.*Reader holds \S+, good for 600 seconds/),
  ).toHaveCount(1)

  await goOn(page, 'Call the API, twice')
  await send(page)
  await expect(said(page, /^200, accepted as ada.*; then 403, refused/)).toHaveCount(1)
  await goOn(page, 'Redeem it a second time')
  await send(page)
  await expect(said(page, /^400, refused .*; then 401, refused/)).toHaveCount(1)
  await expectTheEnd(page)

  const secrets = await secretsOf(request, sandbox)
  expect([drawn, typed].filter((verifier) => !secrets.has(verifier))).toEqual([])
  expect(addressesWith([...secrets, 'a-guess-of-mine'], addresses)).toEqual([])
})

test('the code grant by keyboard alone, through the window: name, password and consent are typed there', async ({
  page,
}) => {
  await page.goto('/oauth2?step=authorize')
  const { userId, password } = ada(await ownSandbox(page))
  await expect(page.getByRole('heading', { name: 'Send Ada to the server' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /^302; then 200/)).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: 'Let Ada decide' })).toBeVisible()

  await typeIntoWindow(page, 'User name', userId)
  await typeIntoWindow(page, 'Password', password)
  await page.keyboard.press('Enter')
  await expect(inWindow(page).getByRole('heading', { name: 'Reader asks for your consent' })).toBeVisible()
  await press(page, inWindow(page).getByRole('button', { name: 'Approve' }))
  await expect(said(page, /; then 303, accepted as ada through reader/)).toHaveCount(1)

  // Out of the window by Esc, on to the message, and on with the lesson.
  await page.locator('iframe').focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'To the message' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: 'Bring the answer to Reader' })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: 'Exchange the code' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(said(page, /^200, accepted.*Reader holds/)).toHaveCount(1)
})

test('a redirect URI that was edited ends on a page of the server’s, in the window, and nobody is redirected', async ({
  page,
}) => {
  await page.goto('/oauth2?step=authorize')
  const uri = await page.getByLabel('Redirect URI', { exact: true }).inputValue()
  await page.getByRole('button', { name: '2 request' }).click()
  await edit(page, 'redirect_uri', `${uri}/`)
  await send(page)
  await expect(said(page, /^302; then 400, refused at check \d+ of .*redirects nobody/)).toHaveCount(1)
  await page.getByRole('button', { name: '2 GET' }).click()
  await expect(failed(page)).toContainText(`${uri}/`)
  await expect(failed(page).locator('mark').first()).toBeVisible()
  await expect(inWindow(page).getByRole('heading', { level: 1 })).toBeVisible()
  await expect(inWindow(page).getByRole('button')).toHaveCount(0)
  expect(new URL(windowAddress(page)).pathname).toMatch(/\/oauth2\/authorize$/)
})

test('Ada says no: Reader gets access_denied, no code, and has nothing to redeem', async ({ page }) => {
  await page.goto('/oauth2?step=consent')
  const { userId, password } = ada(await ownSandbox(page))
  await logInByHand(page, userId, password)
  await decideByHand(page, 'Reader asks for your consent', 'Deny')
  await expect(said(page, /; then 303, refused .*Reader gets access_denied and no code/)).toHaveCount(1)
  await expect(inWindow(page).getByText('access_denied').first()).toBeVisible()
  expect(new URL(windowAddress(page)).searchParams.get('error')).toBe('access_denied')
  expect(new URL(windowAddress(page)).searchParams.has('code')).toBe(false)
  await goOn(page, 'Bring the answer to Reader')
  await goOn(page, 'Exchange the code')
  await expect(page.getByText('Let Ada say yes first').first()).toBeVisible()
})

test('a device without a keyboard: the code is typed by hand on a phone, and the next poll brings the token', async ({
  page,
  request,
  addresses,
}) => {
  test.slow()
  await page.goto('/oauth2?flow=device')
  const sandbox = await ownSandbox(page)
  await send(page)
  await expect(said(page, /^200, accepted.*Kiosk shows \S+ and will ask every 5 seconds/)).toHaveCount(1)
  const shown = (await said(page, /Kiosk shows/).textContent()) ?? ''
  const userCode = /Kiosk shows (\S+)/.exec(shown)?.[1] ?? ''
  expect(userCode.length).toBeGreaterThanOrEqual(8)
  await goOn(page, 'Ask whether it is done')
  await send(page)
  await expect(said(page, /^400, .*authorization_pending/)).toHaveCount(1)
  await goOn(page, 'Ask too often')
  await send(page)
  await expect(said(page, /^400, .*; then 400, .*10 seconds or more/)).toHaveCount(1)

  await goOn(page, 'Approve on the phone')
  await page.getByRole('button', { name: 'Open the page' }).click()
  const window = inWindow(page)
  await expect(window.getByRole('heading', { name: 'Connect a device' })).toBeVisible()
  const box = await page.locator('iframe').boundingBox()
  expect(box?.height, 'it stands upright, as a phone does').toBeGreaterThan(box?.width ?? Infinity)
  // A code that was misread is told, and the right one is asked for again.
  await typeCode(page, userCode === 'BBBB-BBBB' ? 'CCCC-CCCC' : 'BBBB-BBBB')
  await expect(window.getByRole('alert')).toBeVisible()
  await typeCode(page, userCode)
  const { userId, password } = ada(sandbox)
  await logInByHand(page, userId, password)
  await expect(window.getByText(userCode)).toBeVisible()
  await decideByHand(page, 'Kiosk wants to be connected', 'Approve')
  await expect(window.getByRole('heading', { name: 'You said yes' })).toBeVisible()
  await expect(said(page, /accepted as ada.*Nothing told Kiosk/)).toHaveCount(1)

  await goOn(page, 'Ask once more')
  await send(page)
  await expect(said(page, /^200, accepted.*Kiosk has \S+ for notes:read/)).toHaveCount(1)
  await expectTheEnd(page)
  const secrets = await secretsOf(request, sandbox)
  expect(addressesWith([...secrets, userCode], addresses)).toEqual([])
})

test('a DPoP proof that is edited is refused at the check that it fails, and the difference is shown', async ({
  page,
}) => {
  await page.goto('/oauth2?flow=dpop&step=dpop-call')
  await choose(page, 'htm, the method', 'POST')
  await send(page)
  await expect(said(page, /^401, refused .*The proof was made for another request/)).toHaveCount(1)
  await expect(failed(page)).toContainText('The proof was made for this method and this address.')
  await expect(failed(page).locator('mark')).toHaveText(['GET', 'POST'])
  await page.getByRole('button', { name: 'Compute again' }).click()
  await send(page)
  await expect(said(page, /^200, accepted/)).toHaveCount(1)

  // Written over where it stands in the message, it is covered by no signature any more.
  const claims = page.getByRole('textbox', { name: 'dpop-claims', exact: true })
  const signed = (await claims.textContent()) ?? ''
  const text = Buffer.from(signed, 'base64url').toString().replace('"GET"', '"PUT"')
  await edit(page, 'dpop-claims', Buffer.from(text).toString('base64url'))
  await send(page)
  await expect(said(page, /^401, refused .*The signature is not by the key in the proof/)).toHaveCount(1)
  await expect(failed(page)).toContainText(
    /claim htm is the first difference in dpopClaimsSet|first difference/,
  )
})

test('where motion is not wanted nothing moves: not on the wire, not in the verdict, not in the window', async ({
  page,
}) => {
  await page.addInitScript(noteWhatMoves)
  const moved = async (reducedMotion: 'reduce' | 'no-preference') => {
    await page.emulateMedia({ reducedMotion })
    await page.goto('/oauth2?step=authorize')
    await send(page)
    await expect(said(page, /^302; then 200, asks before it decides/)).toHaveCount(1)
    await expect(inWindow(page).getByRole('heading', { name: 'Log in' })).toBeVisible()
    return page.evaluate(() => (window as unknown as { moved: string[] }).moved)
  }
  expect(await moved('reduce')).toEqual([])
  expect(await moved('no-preference')).not.toEqual([])
})

function ada(sandbox: OwnSandbox) {
  return sandbox.credentials.oauth2.resourceOwner
}

function windowAddress(page: Page): string {
  return page.frames().at(-1)?.url() ?? ''
}

async function typeCode(page: Page, userCode: string): Promise<void> {
  await inWindow(page).getByLabel('Code on the device').fill(userCode)
  await inWindow(page).getByRole('button', { name: 'Continue' }).click()
}

/** Runs in each page and window before their own scripts. */
function noteWhatMoves(): void {
  const top = window.top as unknown as { moved?: string[] }
  top.moved ??= []
  document.addEventListener('animationstart', ({ animationName, target }) => {
    // What takes no time only comes later.
    const lasts = target instanceof Element ? getComputedStyle(target).animationDuration : ''
    if (lasts !== '0s') top.moved?.push(animationName)
  })
  document.addEventListener('transitionrun', ({ propertyName }) => top.moved?.push(propertyName))
}
