import { expect, type Page } from '@playwright/test'

/** What lies on the clipboard, once the page has said that it copied. Needs the two clipboard permissions. */
export async function copiedText(page: Page): Promise<string> {
  await expect(page.getByRole('status').filter({ hasText: /^Copied/ })).toBeVisible()
  return page.evaluate(() => navigator.clipboard.readText())
}
