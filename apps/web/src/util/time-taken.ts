/** Made once: making one costs more than a whole step. */
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** How long something took, from microseconds: "860 µs", "2.27 ms", "1.17 s". */
export function timeTaken(micros: number): string {
  // Three figures round 999.6 up to 1,000: the next unit says it shorter.
  if (micros < 999.5) return `${three.format(micros)} µs`
  if (micros < 999_500) return `${three.format(micros / 1_000)} ms`
  return `${three.format(micros / 1_000_000)} s`
}
