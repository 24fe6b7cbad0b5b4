import { clauseLink } from '../packages/schemes/src/clause-link.ts'
import { loadSchemes } from '../packages/schemes/src/list.ts'
import { parameters } from '../packages/schemes/src/scheme.ts'
import { copiedText } from './copied-text.ts'
import { full } from './full.ts'
import { expect, test } from './journey.ts'
import { runShell } from './run-shell.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

for (const [index, { slug, name, snippets, facts }] of (await loadSchemes()).entries()) {
  const copied = snippets.filter(({ tool, role }) => tool === 'curl' && role === 'client')
  // Each of them is run elsewhere: here it is about copying.
  for (const { title, status } of full ? copied : copied.slice(0, 1))
    test(`${name}: the program “${title}” runs as it was copied, and gets the status that the page states`, async ({
      page,
    }) => {
      await page.goto(`/${slug}/snippets`)
      await page
        .getByRole('group', { name: 'Which program' })
        .getByRole('button', { name: title, exact: true })
        .click()
      await expect(page.getByRole('figure')).toContainText(`It is a client and gets ${status}.`)
      await page.getByRole('button', { name: 'Copy the program' }).click()
      const printed = await runShell(await copiedText(page))
      expect(printed.trim().split('\n').at(-1)).toBe(String(status))
    })

  test(`${name}: no secret of a program is shown before it is asked for`, async ({ page }) => {
    await page.goto(`/${slug}/snippets`)
    const program = page.getByRole('figure')
    const covered = program.getByRole('button', { name: 'Show the secret' })
    await expect(covered).not.toHaveCount(0)
    await expect(program).toContainText('••••••••')
    await covered.first().click()
    await expect(program.getByRole('button', { name: /press to cover$/ })).toHaveCount(1)
  })

  // What a rating says is data and complete: how it opens is the same for every scheme.
  if (index > 0 && !full) continue
  test(`${name}: every rating says why, and every standard is a link to itself`, async ({ page }) => {
    await page.goto(`/${slug}/facts`)
    for (const parameter of parameters) {
      const { words, why } = facts.ratings[parameter]
      const rating = page
        .getByRole('group')
        .filter({ hasText: words })
        .filter({ hasText: new RegExp(parameter, 'i') })
      await expect(rating).toHaveCount(1)
      await expect(page.getByText(why)).toBeHidden()
      await rating.getByText(words, { exact: true }).click()
      await expect(page.getByText(why)).toBeVisible()
    }
    for (const { clause, title } of facts.standards) {
      const standard = page.getByRole('listitem').filter({ hasText: title })
      await expect(standard.getByRole('link', { name: clause, exact: true })).toHaveAttribute(
        'href',
        clauseLink(clause) ?? 'a link that is not there',
      )
    }
  })
}
