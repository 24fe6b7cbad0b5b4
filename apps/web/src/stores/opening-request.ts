import type { HttpRequest } from '@lockstep/http/message'
import { list } from '@lockstep/schemes/list'
import { openingRequest } from '../util/opening-request.ts'
import { overview } from '../util/overview.prebuilt.ts'
import type { Sandbox } from './sandbox.ts'
import { stageOf } from './stage.ts'
import { Tape } from './tape.ts'

/** The request that a page opens a sandbox with, from the first scheme that has one. Built, not sent. */
export async function buildOpening({
  id,
  credentials,
}: Pick<Sandbox, 'id' | 'credentials'>): Promise<HttpRequest | null> {
  const slug = overview.find(({ opens }) => opens)?.slug
  const scheme = await list.find((entry) => entry.slug === slug)?.load()
  if (!scheme) return null
  const sandbox = { id, credentials, ownerToken: '', expiresAt: '' }
  return openingRequest(scheme, stageOf({ sandbox, scheme, tape: new Tape() }))
}
