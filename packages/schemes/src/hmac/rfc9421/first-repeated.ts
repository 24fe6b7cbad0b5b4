/** The first text that was there before, or undefined. Linear: it is asked of lists that a stranger wrote. */
export function firstRepeated(texts: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return texts.find((text) => seen.size === seen.add(text).size)
}
