import type { Snippet } from '../../scheme.ts'
import type { OAuth1Credentials } from '../sandbox.ts'

export type At = Parameters<Snippet['code']>[0]

/** What the programs are filled in with. */
export function of({ origin, base, credentials }: At) {
  const { client, resourceOwner } = credentials as OAuth1Credentials
  return { endpoints: `${origin}${base}/oauth1`, ...client, ...resourceOwner }
}
