import type { Hue } from '@lockstep/schemes/scheme'

/** What the home page shows of a scheme before anything of its folder is loaded. Made at build time. */
export type Overview = {
  readonly slug: string
  readonly name: string
  readonly proof: string
  readonly travels: readonly OverviewPart[]
  /** Requests from nothing to the first 200. */
  readonly trips: number
  /** Whether a request of it can be the first of all and be let in. */
  readonly opens: boolean
  /** Octets of one request and of the field line that proves; null where the proof is no field. */
  readonly size: { readonly bytes: number; readonly proof: number } | null
}
export type OverviewPart = { readonly text: string; readonly hue?: Hue }
