import { expect, type Page } from '@playwright/test'

export type OwnSandbox = {
  readonly id: string
  readonly ownerToken: string
  readonly credentials: {
    readonly 'api-key': { readonly key: string }
    readonly basic: { readonly userId: string; readonly password: string }
    readonly digest: { readonly userId: string; readonly password: string }
    readonly oauth2: { readonly resourceOwner: { readonly userId: string; readonly password: string } }
  }
}

/** The sandbox of a tab, from where the tab keeps it. */
export async function ownSandbox(page: Page): Promise<OwnSandbox> {
  await expect(page.getByRole('button', { name: /^Sandbox / })).toBeVisible()
  const kept = await page.evaluate(() => sessionStorage.getItem('sandbox'))
  return JSON.parse(kept ?? 'null') as OwnSandbox
}
