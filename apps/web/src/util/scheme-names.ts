import { list } from '@lockstep/schemes/list'

/** The schemes by name, without loading any of them, in the order of the list. */
export const schemeNames: readonly { readonly slug: string; readonly name: string }[] = list

/** A scheme's name, or undefined where the list has no such slug. */
export function nameOf(slug: string): string | undefined {
  return list.find((entry) => entry.slug === slug)?.name
}
