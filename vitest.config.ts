import { defineConfig } from 'vitest/config'

const full = process.env.FULL_RUN === 'yes'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'threads',
    // Half of the time went into loading the same modules for each file. No test changes a module, so they can share them.
    isolate: false,
    testTimeout: full ? 30 * 60_000 : 20_000,
    env: {
      // The properties of *.fuzz.test.ts: how many cases. `npm run fuzz` runs them alone, with as many as a full run.
      FUZZ_RUNS: process.env.FUZZ_RUNS ?? (full ? '100000' : '200'),
      // The races: how many rounds of eight at once for each thing that can be used once.
      ROUNDS: process.env.ROUNDS ?? (full ? '1000' : '50'),
    },
  },
})
