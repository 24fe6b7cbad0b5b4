import type { Hue, Party } from '@lockstep/schemes/scheme'

/** The hue of a party by its id; undefined where nobody is named, and then the value stays ink. */
export function hueOf(parties: readonly Party[], id: string | undefined): Hue | undefined {
  return parties.find((party) => party.id === id)?.hue
}

/** What a party is called; its id where the list does not know it. */
export function labelOf(parties: readonly Party[], id: string): string {
  return parties.find((party) => party.id === id)?.label ?? id
}
