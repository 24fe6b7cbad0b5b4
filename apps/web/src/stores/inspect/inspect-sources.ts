/** The readers of the inspector, each with the bench it works at: loaded with its page only. */
import { list } from '@lockstep/schemes/list'
import type { Bench, Reader } from '@lockstep/schemes/reader'
import type { Source } from '@lockstep/schemes/readers/recognise'
import { send } from '../../util/send.ts'
import { type Sandbox, sandboxReady, useSandbox } from '../sandbox.ts'

/** A scheme's readers; the slug is null for those that belong to none. */
export type SchemeSource = Source & { readonly slug: string | null }

const modules = import.meta.glob<{ readers: readonly Reader[] }>([
  '../../../../../packages/schemes/src/*/reader.ts',
  '../../../../../packages/schemes/src/*/reader/reader.ts',
])

/** In the order of the list, then what belongs to no scheme. Waits for a sandbox: readers know its credentials. */
export async function inspectSources(): Promise<readonly SchemeSource[]> {
  const sandbox = await sandboxReady()
  const [schemes, others] = await Promise.all([
    Promise.all(list.map(({ slug }) => sourcesOf(slug, sandbox))),
    import('@lockstep/schemes/readers/list'),
  ])
  return [...schemes.flat(), { slug: null, readers: others.readers, bench: benchOf(sandbox, undefined) }]
}

async function sourcesOf(slug: string, sandbox: Sandbox): Promise<SchemeSource[]> {
  const load = Object.entries(modules).find(([path]) => path.includes(`/src/${slug}/`))?.[1]
  if (!load) return []
  const { readers } = await load()
  return [{ slug, readers, bench: benchOf(sandbox, sandbox.credentials[slug]) }]
}

function benchOf({ id }: Sandbox, credentials: unknown): Bench {
  return {
    origin: location.origin,
    base: `/s/${id}`,
    credentials,
    now: sandboxNow,
    ask: async (request) => (await send(request)).response,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  }
}

/** The time by the sandbox's clock, which a walkthrough can have moved on. */
export function sandboxNow(): number {
  return Date.now() + (useSandbox.getState().sandbox?.clock?.ahead ?? 0) * 1000
}
