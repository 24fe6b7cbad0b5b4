import type { Locator, Page } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import type { Step } from '../packages/schemes/src/scheme.ts'
import { expectAccessible } from './accessible.ts'
import { chooseByKeys, press, sendByKeys } from './by-keyboard.ts'
import { full } from './full.ts'
import { expect, test } from './journey.ts'
import { said, send, verdict } from './lesson.ts'
import { ownSandbox } from './own-sandbox.ts'
import { addressesWith, secretsOf } from './secrets-of.ts'

// Colours at rest, and nothing to wait for.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** The addresses that hold a secret because the lesson is about just that. */
const taught = ['/api-key/whoami?api_key=', '/without/oauth2.response-type-supported/']

for (const { slug, name, walkthroughs } of await loadSchemes())
  for (const [number, { id, steps }] of walkthroughs.entries()) {
    const byKeys = full || number === 0
    test(`${name}, ${id}: to its end${byKeys ? ' by keyboard alone' : ''}, every outcome said, no secret let out`, async ({
      page,
      context,
      baseURL,
      request,
      addresses,
    }) => {
      test.setTimeout(60_000 + steps.length * 30_000)
      await page.goto('/')
      // A user agent that sends its own credentials sends its cookies too: one is laid out as a bait.
      await context.addCookies([{ name: 'bait', value: 'taken', url: baseURL ?? '' }])
      if (byKeys) {
        await press(page, page.getByRole('main').getByRole('link', { name, exact: true }))
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
        await chooseByKeys(page, number)
      } else await page.goto(`/${slug}?flow=${id}`)
      const sandbox = await ownSandbox(page)

      for (const [index, step] of steps.entries()) {
        await expect(page.getByText(`Step ${index + 1} of ${steps.length}`)).toBeVisible()
        if (step.predict && byKeys && (full || index === 0)) await press(page, option(page, step))
        else if (step.predict) await option(page, step).click()
        await (byKeys ? sendByKeys(page, step) : send(page))
        await expectOutcome(page, step)
        addresses.push(page.url())
        if (full || index === steps.length - 1) await expectAccessible(page)
        if (byKeys) await page.keyboard.press('ArrowRight')
        else if (index < steps.length - 1) await page.getByRole('button', { name: 'Next' }).click()
      }

      for (const [index, { messages }] of steps.entries())
        for (const { expect: status } of messages)
          await expect(answerOf(page, index + 1, status)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled()
      expect(new URL(page.url()).pathname).toBe(`/${slug}`)

      const recorded = await request.get(`/api/sandboxes/${sandbox.id}/exchanges`, {
        headers: { Authorization: `Bearer ${sandbox.ownerToken}` },
      })
      expectNothingTaken(await recorded.json(), steps)
      const secrets = await secretsOf(request, sandbox)
      expect(secrets.size).toBeGreaterThan(10)
      expect(addresses.length).toBeGreaterThan(steps.length)
      const told = addressesWith(secrets, addresses)
      expect(told.filter((address) => !taught.some((part) => address.includes(part)))).toEqual([])
    })
  }

/** The right answer to the question before a step. */
function option(page: Page, { predict }: Step): Locator {
  return page
    .getByRole('group', { name: predict?.ask ?? '' })
    .getByRole('button', { name: predict?.answer ?? '', exact: true })
}

/** The step came out as it names, the live region said so, and a right prediction is called right. */
async function expectOutcome(page: Page, { messages, check, predict }: Step): Promise<void> {
  const statuses = messages.map(({ expect }) => expect)
  if (statuses.length > 0)
    await expect(said(page, new RegExp(`^${statuses.join('\\b[^;]*; then ')}\\b.+`))).toHaveCount(1)
  if (check) await expect(verdict(page).getByText(/own checks: accepted/)).toBeVisible()
  if (messages.length === 0) await expect(said(page, /^(?!.* · Lockstep$)\S.+/)).toHaveCount(1)
  if (predict) await expect(verdict(page).getByText(/You said .+\. It is\.$/)).toBeVisible()
}

/** The answer of a step on the wire, whole or folded into its step. */
function answerOf(page: Page, step: number, status: number): Locator {
  const name = new RegExp(
    `^Step ${step}(, (the )?answer.*: ${status}$|[:,] .*\\banswered (.*, )?${status}\\b)`,
  )
  return page.getByRole('region', { name: 'The wire' }).getByRole('link', { name }).first()
}

type Recorded = readonly {
  readonly request: { readonly headers: readonly (readonly [string, string])[] }
  readonly response: { readonly status: number }
}[]

/** Everything arrived, and nothing that the page itself sent took along what the user agent keeps. */
function expectNothingTaken(exchanges: Recorded, steps: readonly Step[]): void {
  const expected = steps.flatMap(({ messages }) => messages.map(({ expect }) => expect))
  const statuses = exchanges.map(({ response }) => response.status)
  expect(statuses).toEqual(expect.arrayContaining(expected))
  expect(statuses.length).toBeGreaterThanOrEqual(expected.length)
  // The window of a lesson goes to pages as any window does. Whatever else the page sends has no cookie in it.
  const cookies = exchanges
    .map(({ request }) => new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value])))
    .filter((fields) => fields.get('sec-fetch-mode') !== 'navigate')
    .flatMap((fields) => fields.get('cookie') ?? [])
  expect(cookies).toEqual([])
}
