import { list } from '@lockstep/schemes/list'
import type { Snippet } from '@lockstep/schemes/scheme'
import { overview } from '../util/overview.prebuilt.ts'
import { plainCurl } from '../util/plain-curl.ts'
import type { Sandbox } from './sandbox.ts'

const files = import.meta.glob<{ snippets: readonly Snippet[] }>([
  '../../../../packages/schemes/src/*/snippets.ts',
  '../../../../packages/schemes/src/*/snippets/snippets.ts',
])

/**
 * A curl line that is let into a sandbox at once: the snippet of the first scheme whose first request can be. It holds
 * that sandbox's own credentials, which open nothing else.
 */
export async function sampleCommand({
  id,
  credentials,
}: Pick<Sandbox, 'id' | 'credentials'>): Promise<string> {
  const { origin } = location
  const slug = overview.find(({ opens }) => opens)?.slug
  const load = Object.entries(files).find(([path]) => path.includes(`/src/${slug}/`))?.[1]
  const snippets = (await load?.())?.snippets
  const curl = snippets?.find(
    ({ tool, role, status }) => tool === 'curl' && role === 'client' && status === 200,
  )
  if (slug === undefined || !curl) return `curl -i ${origin}/s/${id}/${list[0]?.slug}/whoami`
  return plainCurl(curl.code({ origin, base: `/s/${id}`, credentials: credentials[slug] }))
}
