/** The prose of a lesson, by step and by attack. `walkthrough.md` and `attacks.md` say how it is written. */
import type { Block, Inline, Section } from '../../util/prose.ts'

export type StepProse = {
  readonly title: string
  readonly blocks: readonly Block[]
  /** The sentence after the step, by outcome: `after`, `after accepted`, `after refused`, `after {check}`. */
  readonly after: ReadonlyMap<string, readonly Inline[]>
}

export type AttackProse = {
  readonly blocks: readonly Block[]
  /** `stopped`, `got in`, `instead`. */
  readonly after: ReadonlyMap<string, readonly Inline[]>
}

/** Steps by id: `## id`, `### Title`, paragraphs, and a list of sentences for after. */
export function readStepProse(sections: readonly Section[]): Map<string, StepProse> {
  const steps = new Map<string, StepProse>()
  for (const { id, heads, blocks } of grouped(sections)) {
    steps.set(id, { title: heads[0] ?? id, ...split(blocks) })
  }
  return steps
}

/** Attacks by id: `## id`, paragraphs, and a list of sentences for after. */
export function readAttackProse(sections: readonly Section[]): Map<string, AttackProse> {
  return new Map([...grouped(sections)].map(({ id, blocks }) => [id, split(blocks)]))
}

type Group = { id: string; heads: string[]; blocks: Block[] }

function grouped(sections: readonly Section[]): Group[] {
  const groups: Group[] = []
  for (const { heading, depth, blocks } of sections) {
    if (depth === 2) groups.push({ id: heading.replaceAll('`', '').trim(), heads: [], blocks: [...blocks] })
    if (depth < 3) continue
    groups.at(-1)?.heads.push(heading)
    groups.at(-1)?.blocks.push(...blocks)
  }
  return groups
}

/** Sentences for after stand in list items that begin with a key and a colon. */
function split(blocks: readonly Block[]): { blocks: Block[]; after: Map<string, readonly Inline[]> } {
  const after = new Map<string, readonly Inline[]>()
  const rest = blocks.flatMap((block) => {
    if (block.type !== 'list') return block
    const items = block.items.filter((item) => {
      const keyed = readItem(item)
      if (keyed) after.set(...keyed)
      return !keyed
    })
    return items.length === 0 ? [] : { ...block, items }
  })
  return { blocks: rest, after }
}

const keyed = /^(after(?: [a-z0-9-]+)?|stopped|got in|instead):\s*/

function readItem(blocks: readonly Block[]): [string, readonly Inline[]] | undefined {
  const [block] = blocks
  if (block?.type !== 'paragraph') return
  const [first, ...others] = block.inlines
  if (first?.type !== 'text') return
  const match = keyed.exec(first.text)
  if (!match?.[1]) return
  return [match[1], [{ type: 'text', text: first.text.slice(match[0].length) }, ...others]]
}
