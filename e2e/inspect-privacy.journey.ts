import { generateKeyPairSync } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './journey.ts'
import { piecesThatLeft, trapWhatLeaves } from './leaves-page.ts'

test.use({
  contextOptions: { reducedMotion: 'reduce' },
  permissions: ['clipboard-read', 'clipboard-write'],
})

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const token = `${encode({ alg: 'ES256', kid: 'their-production-key' })}.${encode({ iss: 'https://login.corp.example', sub: 'somebody@corp.example', secret: 'of-somebody-else' })}.${'k3'.repeat(43)}`

/** Credentials of somebody else's, of each kind; `edit` is a document that is changed, `key` one that signs. */
const foreign: readonly {
  name: string
  text: string
  edit?: readonly [string, string, string]
  key?: string
}[] = [
  { name: 'a JWT', text: token, edit: ['Claims set', 'somebody@corp', 'nobody-edited@corp'], key: pem },
  {
    name: 'a JWK Set',
    text: JSON.stringify({
      keys: [privateKey.export({ format: 'jwk' }), publicKey.export({ format: 'jwk' })],
    }),
  },
  { name: 'a PEM', text: pem },
  {
    name: 'a PKCE pair',
    text: 'code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  },
  {
    name: 'Basic credentials',
    text: `Authorization: Basic ${Buffer.from('their-user:their-long-password').toString('base64')}`,
    edit: ['user-id:password', 'their-long-password', 'their-other-password'],
  },
  {
    name: 'an answer to a Digest challenge',
    text: 'Authorization: Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    edit: ['Parameters', 'Mufasa', 'Mufasa-the-edited'],
    key: 'Mufasa:Circle-of-Life-of-theirs',
  },
  {
    name: 'an OAuth 1 request',
    text: 'POST /request?b5=%3D%253D HTTP/1.1\nHost: example.com\nAuthorization: OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a-foreign", oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"\n',
    edit: ['Parameters', '9djdj82h48djs9d2', '9djdj82h48djs9d2-edited'],
    key: 'their-client-secret-0001&their-token-secret-0001',
  },
  {
    name: 'an AWS Signature',
    text: 'GET /their/bucket/object HTTP/1.1\nHost: example.amazonaws.com\nX-Amz-Date: 20150830T123600Z\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEOFTHEIRS/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\n',
  },
  {
    name: 'an HTTP Message Signature',
    text: 'POST /their/foo HTTP/1.1\nHost: example.com\nSignature-Input: sig-b25=("date" "@authority");created=1618884473;keyid="their-shared-secret-name"\nSignature: sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:\n',
  },
]

for (const { name, text, edit, key } of foreign)
  test(`${name} of somebody else’s is pasted, edited and signed: no twelve characters of it leave`, async ({
    page,
    context,
  }) => {
    const left = await trapWhatLeaves(context)
    await page.goto('/inspect')
    await expect(page.getByRole('link', { name: /^Show a sample/ }).first()).toBeVisible()
    // What was there before, such as the sandbox's own keys in the tab's storage, is nobody's secret.
    const known = left.map(({ text }) => text).join('\n')
    await page.getByRole('textbox', { name: /^The text/ }).fill(text)
    await page.getByRole('button', { name: 'Read it' }).click()
    await expect(page.getByText(/stays here\.$/).first()).toBeVisible()
    if (edit) await change(page, ...edit)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('button', { name: /^Send/ })).toHaveCount(0)
    const signers = page.getByLabel('The key that signs')
    if (key !== undefined) {
      await signers.selectOption('a key that you paste')
      await page.getByLabel(/It stays on this page, and is read when you sign\.$/).fill(key)
      await page.getByRole('button', { name: 'Sign', exact: true }).click()
      await expect(page.getByText('Signed again', { exact: true })).toBeVisible()
    }
    await page.getByRole('link', { name: 'Compare' }).click()
    await expect(page.getByRole('heading', { level: 1, name: /^Compare/ })).toBeVisible()
    await page.getByRole('link', { name: 'Inspect' }).click()
    await expect(page.getByRole('region', { name: 'Received' })).toBeVisible()
    expect(left.length, 'the trap is not empty').toBeGreaterThan(5)
    for (const secret of [text, edit?.[2] ?? '', key ?? ''])
      expect(piecesThatLeft(secret, left, known), 'what left the page').toEqual([])
  })

test.describe('what these journeys guard against', () => {
  // The beacon is a POST, which that path does not answer.
  test.use({ provoked: /a status of 405 .*\/api\/health/ })

  test('the trap catches what leaves: plain, in base64, in base64 from inside, in a URL', async ({
    page,
    context,
  }) => {
    const left = await trapWhatLeaves(context)
    await page.goto('/inspect')
    await page.evaluate((text) => {
      const inside = atob((text.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
      navigator.sendBeacon('/api/health', text.slice(0, 20))
      void fetch(`/api/health?x=${encodeURIComponent(inside.slice(20, 40))}`, { credentials: 'omit' })
      history.replaceState(null, '', `#${btoa(`x${inside.slice(5, 40)}`)}`)
    }, token)
    await expect.poll(() => left.some(({ by }) => by === 'replaceState')).toBe(true)
    const ways = new Set(piecesThatLeft(token, left).map((one) => one.split(':')[0]))
    for (const way of ['sendBeacon', 'fetch', 'replaceState']) expect(ways).toContain(way)
  })
})

/** Changes a document by typing over it, in whichever editor stands there. */
async function change(page: Page, name: string, from: string, to: string): Promise<void> {
  await page.locator('.editor', { has: page.getByRole('textbox', { name }) }).hover()
  const editor = page.locator('.monaco-editor').getByRole('textbox', { name })
  await expect(editor).toBeAttached({ timeout: 40_000 })
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const whole = await page.evaluate(() => navigator.clipboard.readText())
  expect(whole).toContain(from)
  await page.evaluate((value) => navigator.clipboard.writeText(value), whole.replace(from, to))
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+v')
  await expect(page.getByText(/^yours, .* changed$/)).toBeVisible()
}
