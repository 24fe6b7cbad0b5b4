/** Values within the text of a program. */

/** A string of JavaScript or Python: both read JSON's. */
export function stringLiteral(value: string): string {
  return JSON.stringify(value)
}

/** One word of a POSIX shell. */
export function shellWord(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}
