import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import type { Step } from '../packages/schemes/src/scheme.ts'
import { expect, test } from './journey.ts'
import { said, send } from './lesson.ts'
import { overflow } from './overflow.ts'
import { everyPage } from './scheme-pages.ts'

type Looks = readonly {
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
  readonly height: number
}[]

const wide = { width: 1440, height: 900 }
const projector = { width: 800, height: 600 }
const narrow = { width: 360, height: 740 }
const every: Looks = [wide, projector, narrow].flatMap((size) => [
  { colorScheme: 'light', ...size },
  { colorScheme: 'dark', ...size },
])
/** What is played on a page brings colours and width of its own; between the two ends it is as the page around it. */
const ends: Looks = [
  { colorScheme: 'light', ...wide },
  { colorScheme: 'dark', ...narrow },
]
// A page that still fades would be judged by the colours of a moment.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

for (const path of everyPage)
  test(`${path} can be read and worked by everybody, light and dark, wide and narrow`, async ({ page }) => {
    await page.goto(path)
    await settled(page, path)
    await expectAccessible(page, every)
  })

for (const { slug, name, attacks, walkthroughs } of await loadSchemes()) {
  for (const { id, steps } of walkthroughs)
    test(`${name} stays accessible at every step of a walkthrough (${id})`, async ({ page }) => {
      test.setTimeout(steps.length * 30_000)
      await page.goto(`/${slug}?flow=${id}`)
      for (const [index, step] of steps.entries()) {
        await expect(page.getByText(`Step ${index + 1} of ${steps.length}`)).toBeVisible()
        await send(page)
        await expect(said(page, outcome(step))).toHaveCount(1)
        await test.step(step.id, () => expectAccessible(page, ends))
        await page.setViewportSize(wide)
        if (index < steps.length - 1) await page.getByRole('button', { name: 'Next' }).click()
      }
    })

  test(`${name} stays accessible with an attack played both ways`, async ({ page }) => {
    const attack = attacks.find(({ stoppedBy, endpoint }) => stoppedBy !== null && endpoint !== 'page')
    await page.goto(`/${slug}/break-it/${attack?.id}`)
    await page.getByRole('button', { name: 'Send it both ways' }).click()
    await expect(page.getByRole('img', { name: 'With the check: failed' })).toBeVisible()
    await expectAccessible(page, ends)
  })
}

test('the comparison stays accessible with a cell open and a row pinned', async ({ page }) => {
  await page.goto('/compare')
  await page.getByRole('button', { name: /^Pin / }).last().click()
  await page.getByRole('row').last().getByRole('cell').first().getByRole('button').click()
  await expect(page.getByRole('heading', { name: 'In depth' })).toBeVisible()
  await expectAccessible(page, ends)
})

test('the wire stays accessible with an exchange open', async ({ page }) => {
  await page.goto('/digest')
  await page.getByRole('button', { name: /^Send/ }).click()
  await page.getByRole('link', { name: 'Wire', exact: true }).click()
  await page.getByRole('link', { name: 'GET …/digest/whoami' }).click()
  await expect(
    page.getByRole('region', { name: 'The open exchange' }).getByText('Unauthorized').first(),
  ).toBeVisible()
  await expectAccessible(page, ends)
})

/** What the page says of a step that was sent as it was built. The title of the page is said as well. */
function outcome({ messages }: Step): RegExp {
  const last = messages.at(-1)
  return last ? new RegExp(`(^|; then )${last.expect}\\b`) : /^(?!.* · Lockstep$)\S.+/
}

/** What is loaded lazily, or asked for, is there. */
async function settled(page: Page, path: string): Promise<void> {
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible()
  const last = {
    '/': main.getByRole('link', { name: /^Walk through/ }),
    '/compare': main.getByRole('table'),
    '/wire': main.getByText(', live'),
    '/nowhere': main.getByRole('link', { name: 'All schemes' }),
  }[path]
  await expect(last ?? main.getByRole('heading', { level: 2 }).first()).toBeVisible()
}

async function expectAccessible(page: Page, looks: Looks): Promise<void> {
  for (const { colorScheme, ...size } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(size)
    await atRest(page)
    const at = `${colorScheme} at ${size.width}`
    expect.soft(await overflow(page), `${at}: pixels that stick out sideways`).toBeLessThanOrEqual(0)
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    const { violations } = await axe.analyze()
    const findings = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
    expect.soft(findings, at).toEqual([])
  }
}

/** Colours that are still on their way from one theme to the other would be judged as if they stayed. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const finite = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(finite.map((one) => one.finished))
  })
}
