/** Finds the value of a field in a pasted text: bare, on a field line, in a command, or in a whole request. */

export type PastedField = {
  /** What stands before and after the value; joined, the three are the text. */
  readonly before: string
  readonly value: string
  readonly after: string
  /** Of the request line, where there is one. */
  readonly method?: string
  readonly target?: string
  readonly body?: string
}

/** The first field of this name; a text without any field line is taken as the bare value. */
export function pastedField(text: string, name: string): PastedField | undefined {
  const line =
    // In a command the field stands between quotes, anywhere.
    new RegExp(`((['"])${name}:[ \\t]*)([^\\r\\n]*?)\\2`, 'i').exec(text) ??
    new RegExp(`^([ \\t]*${name}:[ \\t]*)()([^\\r\\n]*)$`, 'im').exec(text)
  if (line) {
    const [, start = '', , whole = ''] = line
    const value = whole.trimEnd()
    const at = line.index + start.length
    return { before: text.slice(0, at), value, after: text.slice(at + value.length), ...requestIn(text) }
  }
  const value = text.trim()
  if (value === '' || /[\r\n]/.test(value) || /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]/.test(value))
    return undefined
  const at = text.indexOf(value)
  return { before: text.slice(0, at), value, after: text.slice(at + value.length) }
}

function requestIn(text: string): Pick<PastedField, 'method' | 'target' | 'body'> {
  const [, method, target] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\/\S*) HTTP\/\d/m.exec(text) ?? []
  if (method === undefined || target === undefined) return {}
  const [, body = ''] = /\r?\n\r?\n([\s\S]*)$/.exec(text) ?? []
  return { method, target, body }
}
