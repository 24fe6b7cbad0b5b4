/** How often each race is run: vitest.config.ts says it, fewer for every day and more for a full run. */
export const rounds = Number(process.env.ROUNDS)

if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`Unexpected ROUNDS "${process.env.ROUNDS}", expected a number of rounds`)
