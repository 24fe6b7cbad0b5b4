import { loadSchemes } from '@lockstep/schemes/list'
import type { Party, Rules } from '@lockstep/schemes/scheme'

/** What is needed to read an exchange of a scheme aloud: what its checks say, and who made which value. By slug. */
export const readings: Readonly<
  Record<string, { readonly rules: Rules; readonly parties: readonly Party[] }>
> = Object.fromEntries(
  (await loadSchemes()).map(({ slug, rules, walkthroughs }) => [
    slug,
    { rules, parties: walkthroughs[0]?.parties ?? [] },
  ]),
)
