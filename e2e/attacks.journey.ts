import { loadSchemes } from '../packages/schemes/src/list.ts'
import { full } from './full.ts'
import { expect, test } from './journey.ts'
import { said } from './lesson.ts'
import { overflow } from './overflow.ts'

type Listed = {
  readonly slug: string
  readonly checks: readonly { readonly id: string; readonly says: string; readonly removable: boolean }[]
  readonly attacks: readonly {
    readonly id: string
    readonly title: string
    readonly stoppedBy: string | null
  }[]
}

for (const { slug, name } of await loadSchemes())
  test(`${name}: every attack of the catalogue is played on its page, and the check that stops it is named`, async ({
    page,
    request,
  }) => {
    const catalogue: Listed[] = await (await request.get('/api/schemes')).json()
    const listed = catalogue.find((scheme) => scheme.slug === slug)
    if (!listed) throw new Error(`Unexpected catalogue without ${slug}`)
    const { attacks, checks } = listed
    test.setTimeout(attacks.length * 30_000)
    expect(attacks.length).toBeGreaterThan(0)
    await page.goto(`/${slug}/break-it`)
    const list = page.getByRole('navigation', { name: `Break ${name}` })
    for (const { id, title, stoppedBy } of attacks)
      await test.step(id, async () => {
        await list.getByRole('link', { name: title }).click()
        await expect(page).toHaveURL(new RegExp(`/${slug}/break-it/${id}$`))
        await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible()
        await page.getByRole('button', { name: /^Send it/ }).click()
        const runs = page.getByRole('region', { name: /^The (two )?runs?$/ })
        const stop = runs
          .getByRole('listitem')
          .filter({ has: page.getByRole('img', { name: /^(With the|The) check: failed$/ }) })
        if (stoppedBy === null) {
          await expect(said(page, /^The answer was [23]\d\d\.$/)).toHaveCount(1)
          await expect(runs.getByRole('img', { name: 'The check: passed' })).not.toHaveCount(0)
          await expect(stop).toHaveCount(0)
          return
        }
        const check = checks.find(({ id }) => id === stoppedBy)
        await expect(stop).toHaveCount(1)
        await expect(stop).toContainText(check?.says ?? 'a check that is not there')
        await expect(stop).toContainText('stops here')
        expect(check?.removable, 'it can be taken away').toBe(true)
        await expect(stop).toContainText('taken away')
        await expect(runs.getByRole('img', { name: 'Without it: failed' })).toHaveCount(0)
        for (const width of full ? [1440, 360] : []) {
          await page.setViewportSize({ width, height: 800 })
          expect(await overflow(page), `pixels that stick out sideways at ${width}`).toBeLessThanOrEqual(0)
        }
      })
  })
