import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page, Request } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import { readers } from '../packages/schemes/src/readers/list.ts'
import { expect, test } from './journey.ts'

test.use({
  contextOptions: { reducedMotion: 'reduce' },
  permissions: ['clipboard-read', 'clipboard-write'],
})

// RFC 7519 §3.1 and RFC 7515 §A.1: somebody else's token.
const foreign =
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
// RFC 7636, Appendix B; RFC 7617 §2.
const pair =
  'code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256'
const basic = 'Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
const challenge =
  'WWW-Authenticate: Digest realm="api@example.org", qop="auth", algorithm=SHA-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC"'
const jwk = '{"kty":"oct","kid":"one","k":"c2VjcmV0"}'

for (const [name, text, kind] of [
  ['a JSON Web Token', foreign, /JWT|token|JWS/i],
  ['a key', jwk, /^JWK: shared secret of 6 octets$/],
  ['a PKCE pair', pair, /^PKCE pair$/],
  ['Basic credentials', basic, /^Basic credentials$/],
  ['a Digest challenge', challenge, /^Digest challenge$/],
] as const)
  test(`${name} is pasted, recognised, and shown whole`, async ({ page }) => {
    await paste(page, text)
    await expect(title(page)).toHaveText(kind)
    await expect(page.getByRole('status').filter({ hasText: /^Read as: / })).toHaveCount(1)
    const lines = page.getByRole('region', { name: 'Received' }).locator('.pasted code')
    expect((await lines.allTextContents()).join('')).toBe(text)
  })

/** Every reader that has a sample, with the name that it goes by. */
const ofSchemes = await Promise.all(
  (await loadSchemes()).map(async (scheme) => (await scheme.readers?.()) ?? []),
)
const sampled = [...ofSchemes.flat(), ...readers].filter(({ sample }) => sample)

for (const { id, name } of sampled)
  test(`a sample is made, read without a problem, and sent where something takes it: ${name}`, async ({
    page,
  }) => {
    await page.goto('/inspect')
    await page.getByRole('link', { name: `Show a sample: ${name}`, exact: true }).click()
    await expect(page).toHaveURL(`/inspect?sample=${id}`)
    await expect(page.getByRole('button', { name: 'Paste something else' })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Where it breaks' })).toHaveCount(0)
    const send = page.getByRole('button', { name: /^Send/ })
    await expect(send.or(page.getByText(/^Nothing in the sandbox takes such a text/)).first()).toBeVisible()
    if ((await send.count()) === 0) return
    await send.click()
    // A sample is honest: what it answers, a server asked.
    await expect(said(page, /^200, accepted as/)).toHaveCount(1)
  })

test('what is written like a program is shown as text, in every lane', async ({ page }) => {
  const claim = '</script><img src=x onerror=alert(1)><svg/onload=alert(2)>{{7*7}}\u202e'
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${encode({ alg: 'none', kid: claim })}.${encode({ sub: claim, [claim]: 1 })}.`
  await paste(page, token)
  await expect(page.getByRole('region', { name: 'Received' }).getByText(claim).first()).toBeVisible()
  await monaco(page, 'Claims set')
  await expect(page.locator('.monaco-editor .view-lines').last()).toContainText('<img')
  expect(await page.locator('main img, main svg[onload]').count()).toBe(0)
})

test('what nobody knows stays in the box, and the page says so', async ({ page }) => {
  await paste(page, 'neither a token nor a key')
  await expect(page.getByRole('alert')).toContainText('Nobody here knows what this is.')
  await expect(page.getByRole('textbox', { name: /^The text/ })).toHaveValue('neither a token nor a key')
})

test('an own token: an edit is not signed again, is refused, and is accepted once it is signed', async ({
  page,
}) => {
  await page.goto('/inspect?sample=jws')
  await expect(page.getByText('Made in your sandbox, so it may be sent.', { exact: false })).toBeVisible()
  const before = await receivedText(page)
  await press(page, 'Send')
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)

  await replaceInEditor(page, 'Claims set', '"jti": "', '"jti": "changed-')
  await expect(page.getByText('Not signed again.')).toBeVisible()
  await expect(page.getByText('yours, jti changed')).toBeVisible()
  await expect(page.getByText('on what was sent, before your last change')).toBeVisible()
  await press(page, 'Send')
  await expect(said(page, /^401, refused at check \d+ of \d+/)).toHaveCount(1)
  const verdict = page.getByRole('region', { name: 'The verdict' })
  await expect(verdict.getByText(/You changed jti\. The proof was made before that/)).toBeVisible()
  await expect(verdict.getByText(/^claim jti is the first difference in claimsSet: octet \d+/)).toBeVisible()
  await expect(verdict.getByText(/^The claim jti was changed after the token was signed/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Edited' }).getByText(/^401 refused at check/)).toBeVisible()
  // Wherever the page is scrolled to, the outcome stays at the top of its lane.
  await page.mouse.wheel(0, 400)
  await expect(verdict.getByText('401', { exact: true })).toBeInViewport()

  await press(page, 'Sign')
  await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)
  await expect(
    page.getByRole('region', { name: 'The verdict' }).getByRole('heading', { name: 'The derivation' }),
  ).toBeVisible()
  expect(await receivedText(page), 'the received lane never changes').toBe(before)

  await press(page, 'Undo all')
  await expect(page.getByText('As received.')).toBeVisible()
})

test('what is edited after it was signed keeps that signature, and the first difference is named', async ({
  page,
}) => {
  await page.goto('/inspect?sample=jws')
  await replaceInEditor(page, 'Claims set', '"sub": "ada"', '"sub": "eve"')
  await press(page, 'Sign')
  await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
  await replaceInEditor(page, 'Claims set', '"sub": "eve"', '"sub": "ida"')
  await expect(page.getByText(/^Not signed again\. It was changed after /)).toBeVisible()
  await press(page, 'Send')
  const verdict = page.getByRole('region', { name: 'The verdict' })
  await expect(verdict.getByText(/^claim sub is the first difference in claimsSet/)).toContainText('eve')
  // Back to what was signed: the signature is the one that was made for it.
  await replaceInEditor(page, 'Claims set', '"sub": "ida"', '"sub": "eve"')
  await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
})

test('what a walkthrough sends is opened here from where it is seen, and never by way of the URL', async ({
  page,
  addresses,
}) => {
  await page.goto('/inspect?sample=basic-credentials')
  await press(page, 'Send')
  await expect(said(page, /^200, accepted as/)).toHaveCount(1)
  await page.getByRole('link', { name: 'Wire' }).click()
  await page
    .getByRole('link', { name: /whoami/ })
    .or(page.getByRole('button', { name: /whoami/ }))
    .first()
    .click()
  await page
    .getByRole('button', { name: /^Open in Inspect/ })
    .first()
    .click()
  await expect(title(page)).toHaveText('Basic credentials')
  await expect(page).toHaveURL('/inspect')
  await expect(page.getByText('Made in your sandbox, so it may be sent.', { exact: false })).toBeVisible()
  const credentials = /Basic (\S+)/.exec(await receivedText(page))?.[1] ?? ''
  expect(credentials.length).toBeGreaterThan(8)
  for (const address of addresses) expect(address).not.toContain(credentials)
})

test('a weak secret may sign, with a warning, and only on the press', async ({ page }) => {
  await paste(page, foreign)
  await expect(title(page)).toBeVisible()
  await expect(page.getByText(/not made in this sandbox/)).toBeVisible()
  await page.getByLabel('The key that signs').selectOption('a key that you paste')
  await page.getByLabel(/^.*It stays on this page, and is read when you sign\.$/).fill('short')
  await expect(page.getByText('As received.')).toBeVisible()
  const length = page.getByText(/^\d+ characters$/)
  await expect(length).toBeVisible()
  await press(page, 'Sign')
  await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
  await expect(page.getByRole('list', { name: 'To mind about this signature' })).toBeVisible()
  await press(page, 'Send')
  await expect(said(page, /^401, refused at check \d+ of \d+/)).toHaveCount(1)
})

test('a foreign token is pasted, edited and kept: no request carries any of it', async ({
  page,
  addresses,
}) => {
  const bodies: string[] = []
  page.on('request', (request) => bodies.push(everythingOf(request)))
  await paste(page, foreign)
  await expect(title(page)).toBeVisible()
  await replaceInEditor(page, 'Claims set', '"joe"', '"joe-the-edited"')
  await expect(page.getByText('yours, iss changed')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/not made in this sandbox, so it stays on this page/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Send/ })).toHaveCount(0)
  // The tab goes on to another page and comes back: the work is still there.
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Compare/ })).toBeVisible()
  await page.getByRole('link', { name: 'Inspect' }).click()
  await expect(page.getByText('yours, iss changed')).toBeVisible()

  const pieces = [
    ...foreign.split('.'),
    'joe-the-edited',
    Buffer.from('"joe-the-edited"').toString('base64url'),
  ]
  for (const piece of pieces) {
    for (const body of bodies) expect(body).not.toContain(piece)
    for (const address of addresses) expect(address).not.toContain(piece)
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state]),
    )
    expect(kept).not.toContain(piece)
  }
  expect(bodies.length).toBeGreaterThan(5)
})

test('an own text and its edits outlive a reload of the tab; a foreign one does not', async ({ page }) => {
  await page.goto('/inspect?sample=api-key')
  await replaceInEditor(page, 'The key', 'lk_', 'lx_')
  await expect(page.getByText('yours, the key changed')).toBeVisible()
  await page.goto('/inspect')
  await expect(page.getByText('yours, the key changed')).toBeVisible()
  await press(page, 'Paste something else')
  await page.getByRole('textbox', { name: /^The text/ }).fill(foreign)
  await press(page, 'Read it')
  await expect(page.getByText('Not made in your sandbox', { exact: false })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Inspect' })).toBeVisible()
})

test('a live key of a provider is named, and the page says what to do', async ({ page }) => {
  const key = ['sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc'].join('')
  const sent: string[] = []
  page.on('request', (request) => sent.push(everythingOf(request)))
  await paste(page, `Authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}\n# ${key}`)
  await expect(page.getByRole('alert')).toContainText('This looks like a live Stripe key.')
  await expect(page.getByRole('alert')).toContainText('revoke it where it was issued')
  for (const one of sent) expect(one).not.toContain(key)
})

test('a broken token is read as far as it can be, and says where it breaks', async ({ page }) => {
  await paste(page, `${foreign.slice(0, 60)}!${foreign.slice(61, 150)}`)
  await expect(
    page
      .getByRole('list', { name: 'Where it breaks' })
      .getByText(/^Character \d+\./)
      .first(),
  ).toBeVisible()
  await expect(page.locator('.pasted .flaw').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Received' }).getByText('HS256').first()).toBeVisible()
})

test('a document that is no JSON says so below, with line and column, and cannot be sent', async ({
  page,
}) => {
  await page.goto('/inspect?sample=jws')
  await replaceInEditor(page, 'Claims set', '"sub": "ada"', '"sub": ada')
  await expect(page.getByRole('list', { name: 'Where Claims set breaks' })).toHaveText(
    /^Line 3, column 10\. Unexpected "a", expected a value\./,
  )
  await expect(page.getByText('What stands in the editor makes no text yet.', { exact: false })).toBeVisible()
  await expect(page.locator('.monaco-editor .flaw').first()).toBeVisible()
})

test('the editor completes registered claims, explains them, and shows times in words', async ({ page }) => {
  await page.goto('/inspect?sample=jws')
  const editor = await monaco(page, 'Claims set')
  await expect(
    page
      .locator('.monaco-editor')
      .getByText(/^today\s\d\d:\d\d:\d\d$/)
      .first(),
  ).toBeVisible()
  await editor.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('End')
  await page.keyboard.type('"au')
  const list = page.locator('.suggest-widget.visible')
  await expect(list.getByRole('option', { name: /^auth_time/ })).toBeVisible()
  // The first Esc closes the list; the editor keeps the focus.
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(editor).toBeFocused()
})

test('by keyboard alone: into an editor, out of it by Esc and by Tab, signed and sent', async ({ page }) => {
  await page.goto('/inspect?sample=jws')
  await tabTo(page, page.getByRole('textbox', { name: 'Protected header' }))
  // Monaco comes in the place of what has the focus, and takes it over.
  const editor = page.locator('.monaco-editor').getByRole('textbox', { name: 'Protected header' })
  await expect(editor).toBeFocused({ timeout: 40_000 })
  await page.keyboard.press('Escape')
  await expect(editor).not.toBeFocused()
  await page.keyboard.press('Tab')
  await expect(editor).not.toBeFocused()
  await tabTo(page, await monaco(page, 'Claims set'))
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('End')
  await page.keyboard.type(' "x": 1,')
  await page.keyboard.press('Escape')
  await expect(page.getByText('yours, x changed')).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Sign', exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: /^Send/ }))
  await page.keyboard.press('Enter')
  await expect(said(page, /^200, accepted as ada/)).toHaveCount(1)
})

test.describe('on a touch device', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })
  test('a plain text area does the same work, and Monaco does not come', async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto('/inspect?sample=jws')
    await page.getByRole('button', { name: 'Edited' }).click()
    const area = page.getByRole('textbox', { name: 'Claims set' })
    await expect(page.getByText(/^exp today/)).toBeVisible()
    await area.fill((await area.inputValue()).replace('"ada"', 'ada'))
    await expect(page.getByRole('list', { name: 'Where Claims set breaks' })).toContainText(
      'Line 3, column 10.',
    )
    await area.fill((await area.inputValue()).replace('ada', '"eve"'))
    await expect(page.getByText('yours, sub changed')).toBeVisible()
    await page.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect(page.getByRole('region', { name: 'The verdict' }).getByText(/^\d{3}$/)).toBeVisible()
    expect(asked.filter(isEditor)).toEqual([])
  })
})

test('the first page and an empty Inspect page load no editor', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.goto('/inspect')
  await expect(page.getByRole('link', { name: /^Show a sample/ }).first()).toBeVisible()
  await page.waitForLoadState('networkidle').catch(() => undefined)
  expect(asked.filter(isEditor)).toEqual([])
})

for (const [what, sample] of [
  ['empty', ''],
  ['with a token and its verdict', 'jws'],
  ['with a key that no endpoint takes', 'jwk'],
] as const)
  test(`the Inspect page can be read and worked by everybody, ${what}`, async ({ page }) => {
    test.slow()
    await page.goto(sample === '' ? '/inspect' : `/inspect?sample=${sample}`)
    if (sample === 'jws') {
      await monaco(page, 'Claims set')
      await press(page, 'Send')
      await expect(said(page, /^200/)).toHaveCount(1)
    } else if (sample === 'jwk') await monaco(page, 'JWK Set, JSON')
    else await expect(page.getByRole('link', { name: /^Show a sample/ }).first()).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const)
      for (const [width, height] of [
        [1440, 900],
        [800, 600],
        [360, 740],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height })
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect
          .soft(overflow, `${colorScheme} at ${width}: pixels that stick out sideways`)
          .toBeLessThanOrEqual(0)
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        const findings = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
        expect.soft(findings, `${colorScheme} at ${width}`).toEqual([])
      }
  })

/** Puts a text on the page as a visitor does: into the box, at once. */
async function paste(page: Page, text: string): Promise<void> {
  await page.goto('/inspect')
  const box = page.getByRole('textbox', { name: /^The text/ })
  await box.fill(text)
  await page.getByRole('button', { name: 'Read it' }).click()
}

function title(page: Page): Locator {
  return page.getByRole('heading', { level: 1 })
}

function said(page: Page, words: RegExp): Locator {
  return page.getByRole('status').filter({ hasText: words })
}

async function receivedText(page: Page): Promise<string> {
  return (
    await page.getByRole('region', { name: 'Received' }).locator('.pasted code').allTextContents()
  ).join('')
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}( Ctrl Enter)?$`) }).click()
}

/** The field of the editor, once Monaco is in its place. */
async function monaco(page: Page, name: string): Promise<Locator> {
  const field = page.locator('.monaco-editor').getByRole('textbox', { name })
  // It comes to whoever points at it.
  const box = page.locator('.editor', { has: page.getByRole('textbox', { name }) })
  if ((await field.count()) === 0) await box.hover()
  // Most of a megabyte of script: on a busy machine that takes its time.
  await expect(field).toBeAttached({ timeout: 40_000 })
  return field
}

/** Replaces a stretch of a document by typing, as a visitor does. */
async function replaceInEditor(page: Page, name: string, from: string, to: string): Promise<void> {
  const field = await monaco(page, name)
  await field.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const whole = await page.evaluate(() => navigator.clipboard.readText())
  expect(whole).toContain(from)
  await page.keyboard.press('Control+a')
  await page.evaluate((value) => navigator.clipboard.writeText(value), whole.replace(from, to))
  await page.keyboard.press('Control+v')
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

/** A part of Monaco, by its address. */
function isEditor(url: string): boolean {
  return /\/assets\/(MonacoEditor|editor\.worker|codicon)/.test(url)
}

/** Address, fields and content: all that leaves the page with a request. */
function everythingOf(request: Request): string {
  return `${request.url()}\n${JSON.stringify(request.headers())}\n${request.postData() ?? ''}`
}
