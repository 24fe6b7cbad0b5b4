/** Changes one parameter of a field such as `Digest a="1", b=2`, and nothing else. */
const named = (name: string) =>
  new RegExp(`(^|[\\s,])(${name.replace('*', '\\*')}=)("(?:[^"\\\\]|\\\\.)*"|[^,\\s]*)`, 'i')

/** The value of a parameter, without its quotes. Throws where it is not there. */
export function parameterOf(line: string, name: string): string {
  const raw = named(name).exec(line)?.[3]
  if (raw === undefined) throw new Error(`No ${name} in "${line}"`)
  return raw.startsWith('"') ? raw.slice(1, -1) : raw
}

/** The line with another value there, quoted where it was. */
export function withParameter(line: string, name: string, change: (value: string) => string): string {
  const value = change(parameterOf(line, name))
  return line.replace(named(name), (_, before: string, start: string, raw: string) =>
    raw.startsWith('"') ? `${before}${start}"${value}"` : `${before}${start}${value}`,
  )
}

/** The line without that parameter. */
export function withoutParameter(line: string, name: string): string {
  parameterOf(line, name)
  return line
    .replace(named(name), '$1')
    .replace(/,\s*(?=,)/, '')
    .replace(/^(\S+)\s*,\s*/, '$1 ')
    .replace(/,\s*$/, '')
}

/** Another last character: the smallest forgery. */
export function otherEnd(value: string): string {
  return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`
}
