import type { Hue, Party } from '@lockstep/schemes/scheme'

/** The hue of a party by its id; undefined where nobody is named, and then the value stays ink. */
export function hueOf(parties: readonly Party[], id: string | undefined): Hue | undefined {
  return parties.find((party) => party.id === id)?.hue
}

/** The same with its article: "the user agent", and "Reader" without one. */
export function theParty(party: Party): string {
  if (party.screen) return `the ${party.label.toLowerCase()}`
  const words = inWords(party)
  return words === party.label ? words : `the ${words}`
}

/** A party's label within a sentence: a role in lower case, a name as it is. */
export function inWords({ id, label }: Party): string {
  const lower = label.toLowerCase()
  return lower.replaceAll(' ', '-') === id ? lower : label
}
