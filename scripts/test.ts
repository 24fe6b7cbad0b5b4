/**
 * `npm test`: types, lint, unit tests and browser journeys. The last line says how many passed and failed. `npm run
 * test:full` runs the same tests with every race, property and look in full: hours, not minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin } from './lib/bin.ts'
import { buildPage } from './lib/build-page.ts'
import { chromiumVersion, ensureChromium } from './lib/chromium.ts'
import { ensureClients } from './lib/clients.ts'
import { run } from './lib/run.ts'
import {
  oneTest,
  playwrightCounts,
  reported,
  runStages,
  type Stage,
  told,
  vitestCounts,
} from './lib/stage.ts'

if (process.argv.includes('--full')) process.env.FULL_RUN = 'yes'
const reports = mkdtempSync(join(tmpdir(), 'lockstep-reports-'))

const types = (name: string, project: string): Stage => ({
  name,
  run: async () => oneTest(await run(bin('', 'typescript', 'tsc'), ['-p', project])),
})

const stages: Stage[] = [
  types('types: packages', 'packages'),
  types('types: API, tests and scripts', 'tsconfig.node.json'),
  types('types: page', 'apps/web'),
  {
    name: 'lint and format',
    run: async () => oneTest(await run(bin('', '@biomejs/biome', 'biome'), ['ci', '.'])),
  },
  {
    name: 'unit tests',
    run: async () => {
      ensureClients()
      // Chromium logs in here too. Without one these tests are skipped, and the journeys below fail.
      await ensureChromium().catch((error: Error) => console.log(error.message))
      const file = join(reports, 'unit.json')
      const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      return reported(file, () => run(bin('', 'vitest'), args), vitestCounts)
    },
  },
  {
    name: 'browser journeys',
    run: async () => {
      const chromium = await ensureChromium()
      if (chromium) console.log(`With ${chromiumVersion(chromium)} (${chromium})`)
      if (!(await buildPage())) return oneTest(1)
      const file = join(reports, 'journeys.json')
      const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) }
      const playwright = bin('e2e', '@playwright/test', 'playwright')
      const command = () => run(playwright, ['test', '--config', 'e2e/playwright.config.ts'], env)
      return reported(file, command, playwrightCounts)
    },
  },
]

const counts = await runStages(stages)
rmSync(reports, { recursive: true })
console.log(`\n${told(counts)}`)
process.exitCode = counts.failed > 0 ? 1 : 0
