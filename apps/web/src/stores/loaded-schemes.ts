import { list } from '@lockstep/schemes/list'
import type { Scheme } from '@lockstep/schemes/scheme'
import { create } from 'zustand'

/** Schemes whose folder has been loaded, by slug. */
const useLoaded = create<Readonly<Record<string, Scheme>>>(() => ({}))
const loading = new Set<string>()

/** A scheme by its slug; undefined until its folder is here, and where the list has none. */
export function useScheme(slug: string | null): Scheme | undefined {
  const scheme = useLoaded((loaded) => (slug === null ? undefined : loaded[slug]))
  if (!scheme && slug !== null) void loadScheme(slug)
  return scheme
}

async function loadScheme(slug: string): Promise<void> {
  if (loading.has(slug)) return
  loading.add(slug)
  try {
    const scheme = await list.find((entry) => entry.slug === slug)?.load()
    if (scheme) useLoaded.setState({ [slug]: scheme })
  } catch {
    // The server went away in between; the next use asks again.
    loading.delete(slug)
  }
}
