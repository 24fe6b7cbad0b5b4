import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { systemChromium } from '../scripts/lib/chromium.ts'
import { freePort } from './free-port.ts'

// The workers read this file again: what was chosen once goes to them through the environment.
process.env.E2E_PORT ??= String(await freePort())
process.env.E2E_TLS_PORT ??= String(await freePort())
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), 'lockstep-e2e-'))
const { E2E_PORT: port, E2E_TLS_PORT: tlsPort, E2E_DATA_DIR: dataDirectory } = process.env

const chromium = systemChromium()
const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.journey.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 90_000,
  // A machine that does other work too may take long; what has to be quick says so itself.
  expect: { timeout: 20_000 },
  reporter: [['line'], ...(report ? [['json', { outputFile: report }] as const] : [])],
  use: {
    baseURL: `http://localhost:${port}`,
    browserName: 'chromium',
    launchOptions: { args: ['--no-sandbox'], ...(chromium ? { executablePath: chromium } : {}) },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: 'node scripts/serve.ts',
    cwd: '..',
    url: `http://localhost:${port}/api/health`,
    env: { PORT: port, TLS_PORT: tlsPort, DATA_DIR: dataDirectory, LIMITS: 'off' },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    timeout: 120_000,
  },
})
