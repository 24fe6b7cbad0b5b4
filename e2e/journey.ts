import { test as base, expect, type Page } from '@playwright/test'
import { watchContext } from './watch-context.ts'

type Fixtures = {
  /** What a journey brings on itself and expects to read on the console. */
  provoked: RegExp | null
  /** Every address that was asked for or stood in the address bar, in any context. */
  addresses: string[]
  /** A page of somebody who was never here: nothing is kept and nothing is known. */
  stranger: Page
}

/**
 * A test in which no page may break the content security policy, complain on the console, open a dialog, ask a foreign
 * host or send credentials that the user agent keeps.
 */
export const test = base.extend<Fixtures>({
  provoked: [null, { option: true }],
  addresses: async ({ browserName: _ }, use) => use([]),
  context: async ({ context, baseURL, provoked, addresses }, use) => {
    const troubles = await watchContext(context, { origin: originOf(baseURL), provoked, addresses })
    await use(context)
    expect(troubles, 'troubles that nobody sees').toEqual([])
  },
  stranger: async ({ browser, baseURL, provoked, addresses }, use) => {
    const context = await browser.newContext()
    const troubles = await watchContext(context, { origin: originOf(baseURL), provoked, addresses })
    await use(await context.newPage())
    await context.close()
    expect(troubles, 'troubles that nobody sees').toEqual([])
  },
})

export { expect }

function originOf(baseURL: string | undefined): string {
  return new URL(baseURL ?? '').origin
}
