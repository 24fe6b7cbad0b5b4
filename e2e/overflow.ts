import type { Page } from '@playwright/test'

/** How many pixels of a page stick out sideways: none, or somebody has to scroll two ways to read a line. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(scrollWidth, document.body.scrollWidth) - clientWidth
  })
}
