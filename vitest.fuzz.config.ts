import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.fuzz.test.ts', 'apps/**/*.fuzz.test.ts'],
    pool: 'threads',
    testTimeout: 30 * 60_000,
    env: { FUZZ_RUNS: process.env.FUZZ_RUNS ?? '100000' },
  },
})
