import { list } from '@lockstep/schemes/list'
import type { Facts } from '@lockstep/schemes/scheme'
import { overview } from '../../util/overview.prebuilt.ts'

export type CompareRow = {
  readonly slug: string
  readonly name: string
  readonly facts: Facts
  /** Octets of one request; null where the proof is no field. */
  readonly bytes: number | null
}

/** Only the facts of each scheme, not its folder. */
const files = import.meta.glob<{ facts: Facts }>('../../../../../packages/schemes/src/*/facts.ts')

/** A row for every scheme of the list, in its order. */
export function loadFacts(): Promise<readonly CompareRow[]> {
  return Promise.all(
    list.map(async ({ slug, name }) => {
      const load = Object.entries(files).find(([path]) => path.endsWith(`/src/${slug}/facts.ts`))?.[1]
      if (!load) throw new Error(`The scheme "${slug}" has no facts.ts`)
      const { facts } = await load()
      return { slug, name, facts, bytes: overview.find((one) => one.slug === slug)?.size?.bytes ?? null }
    }),
  )
}
