const tokens = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g

/** The same JSON text over several lines. Values keep their spelling: no number is rounded, no member lost. */
export function pretty(json: string): string {
  let depth = 0
  let text = ''
  let last = ''
  const line = () => `\n${'  '.repeat(depth)}`
  for (const token of json.match(tokens) ?? []) {
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      text += last === '{' || last === '[' ? token : `${line()}${token}`
    } else {
      if (last === '{' || last === '[') text += line()
      if (token === '{' || token === '[') depth++
      text += token
      if (token === ',') text += line()
      if (token === ':') text += ' '
    }
    last = token
  }
  return text
}

/** The same JSON text without white space between its values. */
export function compact(json: string): string {
  return (json.match(tokens) ?? []).join('')
}
