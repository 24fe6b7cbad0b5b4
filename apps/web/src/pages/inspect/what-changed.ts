import type { EditDocument } from '@lockstep/schemes/reader'
import { readJsonText } from '@lockstep/schemes/readers/json-text'
import type { Documents } from '../../stores/inspect/inspect-state.ts'

/** The names of what differs from what was received: outer members of a JSON document, the title of any other. */
export function whatChanged(documents: readonly EditDocument[], now: Documents): string[] {
  return documents.flatMap(({ id, title, language, text }) => {
    const edited = now[id] ?? text
    if (edited === text) return []
    if (language === 'text') return [title.toLowerCase()]
    const [before, after] = [outer(text), outer(edited)]
    const names = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.get(name) !== after.get(name),
    )
    // The spelling alone: spaces, an order, an escape. It counts, because what is signed is the spelling.
    return names.length > 0 ? names : ['the spelling']
  })
}

function outer(text: string): Map<string, string> {
  const { members } = readJsonText(text)
  return new Map(
    members.filter(({ path }) => path.length === 1).map(({ name, value }) => [name, JSON.stringify(value)]),
  )
}
