import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { full } from './full.ts'
import { overflow } from './overflow.ts'

const wide = { width: 1440, height: 900 }
const projector = { width: 800, height: 600 }
const narrow = { width: 360, height: 740 }
const themes = ['light', 'dark'] as const

/**
 * Nothing sticks out sideways in any of three sizes, and axe has no serious finding. Axe looks at the two ends, wide in
 * light and narrow in dark: both themes and both arrangements are in them. A full run looks six times.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expectLook(page, 'light', wide)
  await expectLook(page, 'dark', narrow)
  await page.setViewportSize(projector)
  await expectNoOverflow(page, 'at 800')
  if (full)
    for (const theme of themes)
      for (const size of [wide, projector, narrow]) await expectLook(page, theme, size)
  await page.setViewportSize(wide)
}

async function expectLook(
  page: Page,
  colorScheme: (typeof themes)[number],
  size: typeof wide,
): Promise<void> {
  const at = `${colorScheme} at ${size.width}`
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize(size)
  await atRest(page)
  await expectNoOverflow(page, at)
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const findings = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  expect.soft(findings, at).toEqual([])
}

async function expectNoOverflow(page: Page, at: string): Promise<void> {
  expect.soft(await overflow(page), `${at}: pixels that stick out sideways`).toBeLessThanOrEqual(0)
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
