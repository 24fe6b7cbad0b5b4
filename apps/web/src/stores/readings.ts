import { list } from '@lockstep/schemes/list'
import type { Inspect, Party, Rules, Scheme } from '@lockstep/schemes/scheme'
import { create } from 'zustand'

/** What it takes to show an exchange of a scheme: a small part of its folder, which is loaded with its own page only. */
export type Reading = {
  readonly slug: string
  readonly name: string
  readonly rules: Rules
  readonly parties: readonly Party[]
  readonly inspect: Inspect
  readonly reason?: NonNullable<Scheme['reason']>
}

const reasons = import.meta.glob<Pick<Scheme, 'reason'>>('../../../../packages/schemes/src/*/reason.ts')
const inspections = import.meta.glob<{ inspect: Inspect }>([
  '../../../../packages/schemes/src/*/inspect.ts',
  '../../../../packages/schemes/src/*/inspect/inspect.ts',
])
const useReadings = create<Readonly<Record<string, Reading>>>(() => ({}))
const loading = new Set<string>()

/** How to read a scheme; undefined until it is here, and where the list has no such scheme. */
export function useReading(slug: string | null): Reading | undefined {
  const reading = useReadings((readings) => (slug === null ? undefined : readings[slug]))
  if (!reading && slug !== null && !loading.has(slug)) void keepReading(slug)
  return reading
}

async function keepReading(slug: string): Promise<void> {
  loading.add(slug)
  try {
    const reading = await loadReading(slug)
    if (reading) useReadings.setState({ [slug]: reading })
  } catch {
    // The server went away in between; the next use asks again.
    loading.delete(slug)
  }
}

async function loadReading(slug: string): Promise<Reading | undefined> {
  const entry = list.find((one) => one.slug === slug)
  const [{ readings }, inspection, why] = await Promise.all([
    import('../util/readings.prebuilt.ts'),
    partOf(slug, inspections)?.(),
    partOf(slug, reasons)?.(),
  ])
  const reading = readings[slug]
  if (!entry || !reading) return undefined
  return {
    slug,
    name: entry.name,
    ...reading,
    inspect: inspection?.inspect ?? (() => undefined),
    ...(why?.reason ? { reason: why.reason } : {}),
  }
}

function partOf<Part>(slug: string, parts: Readonly<Record<string, Part>>): Part | undefined {
  return Object.entries(parts).find(([path]) => path.includes(`/src/${slug}/`))?.[1]
}
