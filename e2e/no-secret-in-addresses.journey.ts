import { loadSchemes } from '../packages/schemes/src/list.ts'
import { expect, test } from './journey.ts'
import { said, send } from './lesson.ts'
import { ownSandbox } from './own-sandbox.ts'
import { everyPage } from './scheme-pages.ts'
import { addressesWith, secretsOf } from './secrets-of.ts'

/** The key that travels in a query does so to show what comes of it. It is made for that, and for nothing else. */
const taught = '/api-key/whoami?api_key='

test('a secret in an address is found, as it is or encoded', () => {
  const addresses = ['http://a/?x=one%2Ftwo', 'http://a/#three', 'http://a/?x=%']
  expect(addressesWith(['one/two'], addresses)).toEqual(['http://a/?x=one%2Ftwo'])
  expect(addressesWith(['three', 'four'], addresses)).toEqual(['http://a/#three'])
})

test('the whole course, walked to its ends: no secret stands in an address, and no other host is asked', async ({
  page,
  request,
  addresses,
}) => {
  test.setTimeout(600_000)
  await page.goto('/')
  const sandbox = await ownSandbox(page)
  for (const { slug, walkthroughs } of await loadSchemes())
    for (const { id, steps } of walkthroughs) {
      await page.goto(`/${slug}?flow=${id}`)
      for (const [index, { messages }] of steps.entries()) {
        await expect(page.getByText(`Step ${index + 1} of ${steps.length}`)).toBeVisible()
        await send(page)
        const last = messages.at(-1)
        await expect(
          said(page, last ? new RegExp(`(^|; then )${last.expect}\\b`) : /^(?!.* · Lockstep$)\S/),
        ).toHaveCount(1)
        addresses.push(page.url())
        if (index < steps.length - 1) await page.getByRole('button', { name: 'Next' }).click()
      }
    }
  for (const path of everyPage) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }

  const secrets = await secretsOf(request, sandbox)
  // Of each scheme one at least, and what was issued on the way.
  expect(secrets.size).toBeGreaterThan(15)
  expect(addresses.length).toBeGreaterThan(200)
  expect(addressesWith(secrets, addresses).filter((address) => !address.includes(taught))).toEqual([])
  expect(addresses.filter((address) => address.includes(taught)).length).toBeGreaterThan(0)
  // What the window was led to says whose question it is, and no more.
  expect(addresses.filter((address) => address.includes('oauth_token=')).length).toBeGreaterThan(0)
})
