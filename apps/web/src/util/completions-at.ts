import type { Member } from '@lockstep/schemes/reader'

export type Completion = {
  readonly label: string
  /** What takes the place of the text between `from` and `to`. */
  readonly insert: string
  readonly says: string
  readonly clause?: string
}
export type Completions = {
  readonly from: number
  readonly to: number
  readonly items: readonly Completion[]
}

/**
 * What can stand at a place of a JSON text: a registered name where a name belongs, a known value after its name.
 * Undefined inside text that is neither.
 */
export function completionsAt(text: string, at: number, members: readonly Member[]): Completions | undefined {
  const { expects, name, stringAt, present } = scan(text, at)
  const from = stringAt ?? at - (/[\w"-]*$/.exec(text.slice(0, at))?.[0].length ?? 0)
  // The rest of the word, with the quotation mark that an editor closes by itself.
  const to = at + (/^[\w#-]*"?/.exec(text.slice(at))?.[0].length ?? 0)
  if (expects === 'name') {
    const hasValue = /^\s*:/.test(text.slice(to))
    const items = members
      .filter(
        (member) => !present.includes(member.name) || text.slice(from, to) === JSON.stringify(member.name),
      )
      .map((member) => ({
        label: member.name,
        insert: `${JSON.stringify(member.name)}${hasValue ? '' : ': '}`,
        says: member.says,
        ...(member.clause === undefined ? {} : { clause: member.clause }),
      }))
    return { from, to, items }
  }
  if (expects !== 'value') return undefined
  const member = members.find((one) => one.name === name)
  if (!member?.values) return undefined
  return {
    from,
    to,
    items: member.values.map((value) => ({ label: value, insert: value, says: member.says })),
  }
}

type Scan = {
  expects: 'name' | 'value' | undefined
  /** The name before the value. */
  name: string | undefined
  /** Where the string begins that the place is in. */
  stringAt: number | undefined
  /** Names of the object so far. */
  present: readonly string[]
}

/** What has been opened and not closed before a place, and what belongs there. */
function scan(text: string, at: number): Scan {
  const open: { kind: '{' | '['; names: string[]; name?: string; colon: boolean }[] = []
  let stringAt: number | undefined
  let last = ''
  for (let i = 0; i < at; i++) {
    const sign = text[i] ?? ''
    const inner = open.at(-1)
    if (stringAt !== undefined) {
      if (sign === '\\') i++
      else if (sign === '"') {
        const word = text.slice(stringAt + 1, i)
        stringAt = undefined
        if (inner?.kind === '{' && !inner.colon) {
          inner.name = word
          inner.names.push(word)
        }
        last = '"'
      }
      continue
    }
    if (/\s/.test(sign)) continue
    if (sign === '"') stringAt = i
    else if (sign === '{' || sign === '[') open.push({ kind: sign, names: [], colon: false })
    else if (sign === '}' || sign === ']') open.pop()
    else if (sign === ':' && inner) inner.colon = true
    else if (sign === ',' && inner) inner.colon = false
    if (stringAt === undefined) last = sign
  }
  const inner = open.at(-1)
  const isName =
    inner?.kind === '{' && !inner.colon && (last === '{' || last === ',' || stringAt !== undefined)
  const isValue = inner?.kind === '{' && inner.colon && (last === ':' || stringAt !== undefined)
  return {
    expects: isName ? 'name' : isValue ? 'value' : undefined,
    name: inner?.name,
    stringAt,
    present: inner?.names ?? [],
  }
}
