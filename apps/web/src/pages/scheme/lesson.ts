/** A scheme with its prose: what the pages of one scheme are made of. Loaded with its page, and never before. */
import { list } from '@lockstep/schemes/list'
import type { Scheme } from '@lockstep/schemes/scheme'
import type { Section } from '../../util/prose.ts'
import { type AttackProse, readAttackProse, readStepProse, type StepProse } from './read-lesson.ts'

export type Lesson = {
  readonly scheme: Scheme
  /** Its place in the list, from 1. */
  readonly place: number
  readonly of: number
  readonly steps: ReadonlyMap<string, StepProse>
  readonly attacks: ReadonlyMap<string, AttackProse>
}

type Prose = { readonly sections: readonly Section[] }
const files = import.meta.glob<Prose>('../../../../../packages/schemes/src/*/*.md')
const loading = new Map<string, Promise<Lesson>>()

/** The lesson of a scheme; the same promise for the same slug. A failed load is forgotten, so that it can be tried again. */
export function loadLesson(slug: string): Promise<Lesson> {
  const known = loading.get(slug)
  if (known) return known
  const lesson = load(slug)
  loading.set(slug, lesson)
  lesson.catch(() => loading.delete(slug))
  return lesson
}

async function load(slug: string): Promise<Lesson> {
  const at = list.findIndex((entry) => entry.slug === slug)
  const entry = list[at]
  if (!entry) throw new Error(`Unexpected scheme "${slug}"`)
  const [scheme, walkthrough, attacks] = await Promise.all([
    entry.load(),
    sections(slug, 'walkthrough.md'),
    sections(slug, 'attacks.md'),
  ])
  return {
    scheme,
    place: at + 1,
    of: list.length,
    steps: readStepProse(walkthrough),
    attacks: readAttackProse(attacks),
  }
}

async function sections(slug: string, name: string): Promise<readonly Section[]> {
  const load = Object.entries(files).find(([path]) => path.endsWith(`/src/${slug}/${name}`))?.[1]
  return load ? (await load()).sections : []
}
