import type { Snippet } from '../../scheme.ts'
import type { HmacCredentials } from '../sandbox.ts'

type At = Parameters<Snippet['code']>[0]

/** What the programs need of a sandbox. */
export function at({ origin, base, credentials }: At): HmacCredentials & { readonly url: string } {
  return { ...(credentials as HmacCredentials), url: `${origin}${base}/hmac/whoami` }
}
