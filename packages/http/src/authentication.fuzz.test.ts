import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { type Credentials, parseChallenges, parseCredentials, quote } from './authentication.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)

/** Texts of every kind, and texts made of the pieces that the grammar is made of, which get further in. */
const piece = constantFrom(
  ...['Basic', 'Digest', 'realm', '=', '"', '""', '\\', ',', ' ', '\t', 'YTpi', '==', '\0', '\u00e9', 'x'],
  ...['realm="x"', 'nonce = "a, b"', ', ', ';', '\n', 'a'.repeat(3000), ', '.repeat(800), 'x=y,'.repeat(500)],
)
const text = oneof(
  string({ unit: 'binary', maxLength: 200 }),
  array(piece, { maxLength: 14 }).map((all) => all.join('')),
)
const token = string({ unit: constantFrom(...'abcXYZ019-._~'), minLength: 1, maxLength: 8 })
/** What a quoted-string can say. */
const value = string({ unit: constantFrom(...'ab ,="\\\t;\u00e9'), maxLength: 12 })

/** A pause of the machine is no fault of the parser: what is slow must be slow three times. */
function isFast(run: () => unknown): boolean {
  return [1, 2, 3].some(() => {
    const start = performance.now()
    run()
    return performance.now() - start < 50
  })
}

it('parseCredentials never throws, is fast, and gives pieces of what it got', () => {
  assert(
    property(text, (given) => {
      expect(isFast(() => parseCredentials(given))).toBe(true)
      const credentials = parseCredentials(given)
      if (credentials) isOf(given, credentials)
    }),
    { numRuns },
  )
})

it('parseChallenges never throws, is fast, and gives pieces of what it got', () => {
  assert(
    property(text, (given) => {
      expect(isFast(() => parseChallenges(given))).toBe(true)
      for (const challenge of parseChallenges(given) ?? []) isOf(given, challenge)
    }),
    { numRuns },
  )
})

function isOf(given: string, { authScheme, token68, parameters }: Credentials) {
  expect(given).toContain(authScheme)
  if (token68 !== undefined) expect(given).toContain(token68)
  for (const { name, raw, start, end } of parameters) {
    const own = given.slice(start, end)
    expect(own.startsWith(name)).toBe(true)
    expect(own.endsWith(raw)).toBe(true)
  }
}

it('what is written by the grammar is read back, with any white space', () => {
  const gap = constantFrom('', ' ', ' \t')
  const written = array(array(oneof(token, value.map(quote)), { minLength: 1, maxLength: 5 }), {
    maxLength: 4,
  })
  assert(
    property(written, gap, (challenges, space) => {
      const line = challenges
        .map(
          (values, i) =>
            `S${i} ${values.map((raw, j) => `p${j}${space}=${space}${raw}`).join(`${space},${space}`)}`,
        )
        .join(`,${space}`)
      const read = parseChallenges(line)
      expect(read?.map(({ parameters }) => parameters.map(({ raw }) => raw))).toEqual(challenges)
      expect(read?.map(({ authScheme }) => authScheme)).toEqual(challenges.map((_, i) => `S${i}`))
    }),
    { numRuns },
  )
})
