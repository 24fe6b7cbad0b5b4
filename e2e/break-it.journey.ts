import { loadSchemes } from '../packages/schemes/src/list.ts'
import { full } from './full.ts'
import { expect, test } from './journey.ts'

const schemes = await loadSchemes()

// Every attack of every scheme is played on its page elsewhere: what the page is like is looked at on the first.
for (const { slug, name, attacks, rules } of full ? schemes : schemes.slice(0, 1)) {
  const stopped = attacks.find(({ stoppedBy, endpoint }) => stoppedBy !== null && endpoint !== 'page')
  const open = attacks.find(({ stoppedBy }) => stoppedBy === null)
  const check = stopped?.stoppedBy ?? ''
  test(`${name}: “${stopped?.title}” is stopped by the check it names, and gets in without it`, async ({
    page,
  }) => {
    await page.goto(`/${slug}`)
    await page.getByRole('link', { name: 'Break it' }).click()
    await page
      .getByRole('navigation', { name: `Break ${name}` })
      .getByRole('link', { name: `${stopped?.title} stopped by ${check}` })
      .click()
    await page.getByRole('button', { name: 'Send it both ways' }).click()

    const runs = page.getByRole('region', { name: 'The two runs' })
    const line = runs
      .getByRole('listitem')
      .filter({ has: page.getByRole('img', { name: 'With the check: failed' }) })
    await expect(line).toHaveCount(1)
    await expect(line).toContainText(rules[check]?.says ?? 'a rule that is not there')
    await expect(line).toContainText('taken away')
    await expect(runs.getByRole('img', { name: 'Without it: failed' })).toHaveCount(0)
    await expect(
      page.getByRole('status').filter({ hasText: /^With the check 4\d\d, without it [23]\d\d\.$/ }),
    ).toHaveCount(1)
    await expect(page.getByRole('region', { name: 'The attack' }).getByRole('list').first()).toBeVisible()
  })

  test(`${name}: “${open?.title}” gets in, and the page says that nothing here stops it`, async ({
    page,
  }) => {
    await page.goto(`/${slug}/break-it`)
    await page
      .getByRole('navigation', { name: `Break ${name}` })
      .getByRole('link', { name: `${open?.title} ${name} does not stop this` })
      .click()
    await page.getByRole('button', { name: /^Send it/ }).click()
    const run = page.getByRole('region', { name: 'The run' })
    await expect(page.getByRole('status').filter({ hasText: /^The answer was [23]\d\d\.$/ })).toHaveCount(1)
    await expect(run.getByRole('img', { name: 'The check: failed' })).toHaveCount(0)
    await expect(run.getByRole('img', { name: 'The check: passed' })).not.toHaveCount(0)
  })
}

for (const { slug, name, attacks, rules, walkthroughs } of schemes) {
  // One that the last message of an honest step meets: that one is shown in both worlds.
  const met = walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ messages }) => messages.slice(-1).map(({ endpoint = 'whoami' }) => endpoint)),
  )
  const removed =
    attacks.find(({ stoppedBy, endpoint = 'whoami' }) => stoppedBy !== null && met.includes(endpoint))
      ?.stoppedBy ?? ''

  test(`${name}: any check can be taken away, and an honest step is sent into both worlds`, async ({
    page,
  }) => {
    await page.goto(`/${slug}/break-it`)
    await page
      .getByRole('navigation', { name: `Break ${name}` })
      .getByRole('link', { name: `${removed} ${rules[removed]?.says}` })
      .click()
    await expect(page).toHaveURL(new RegExp(`without=${removed}`))
    await page.getByRole('button', { name: 'Send it both ways' }).click()
    const runs = page.getByRole('region', { name: 'The two runs' })
    await expect(runs.getByText('taken away')).toBeVisible()
    // A lesson that sends a wrong message on purpose gets in with it where nothing looks.
    await expect(
      runs.getByText(/^(Both worlds answer alike|The same message is refused at check .*, and accepted as)/),
    ).toBeVisible()
  })
}

test('an edited step goes into the world without a check, where the edit does not matter any more', async ({
  page,
}) => {
  await page.goto('/digest/break-it?without=response-matches&step=call')
  await page.getByRole('link', { name: 'Edit this step' }).click()
  const response = page.getByRole('textbox', { name: 'response' })
  await response.fill(`"${'0'.repeat(64)}"`)
  await response.press('Escape')
  await page.goBack()
  await expect(page.getByText('It goes with your edits.')).toBeVisible()
  await page.getByRole('button', { name: 'Send it both ways' }).click()
  await expect(
    page.getByText(
      /^The same message is refused at check \d+ of \d+ with the check, and accepted as ada without it\.$/,
    ),
  ).toBeVisible()
})

test('an attack on the client half is stopped by the client’s own check', async ({ page }) => {
  await page.goto('/digest/break-it/counterfeit-server')
  await page.getByRole('button', { name: 'Send it both ways' }).click()
  const runs = page.getByRole('region', { name: 'The two runs' })
  await expect(runs.getByRole('img', { name: 'With the check: failed' })).toHaveCount(1)
  await expect(runs).toContainText('the user agent checks')
  await expect(runs).toContainText('believed')
})
