/** The values of a scope, each once, in order (RFC 6749 §3.3: "a list of space-delimited, case-sensitive strings"). */
export function scopeValues(scope: string | undefined): string[] {
  return [...new Set((scope ?? '').split(' ').filter((value) => value !== ''))]
}
