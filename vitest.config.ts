import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'threads',
    testTimeout: 20_000,
    // The properties of *.fuzz.test.ts run here too, with few cases; `npm run fuzz` runs them with many.
    env: { FUZZ_RUNS: process.env.FUZZ_RUNS ?? '200' },
  },
})
