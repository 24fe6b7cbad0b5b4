import type { Hue, Part, Party } from '@lockstep/schemes/scheme'
import { hueOf } from '../../components/parties.ts'

/** Who made most of a text, by its pieces; undefined where nobody is named. */
export function makerOf(
  parts: readonly Part[],
  parties: readonly Party[],
): { hue: Hue; label: string } | undefined {
  const written = new Map<string, number>()
  for (const { maker, text } of parts)
    if (maker !== undefined) written.set(maker, (written.get(maker) ?? 0) + text.length)
  const [most] = [...written].toSorted((a, b) => b[1] - a[1])
  const party = most && parties.find(({ id }) => id === most[0])
  const hue = hueOf(parties, party?.id)
  return party && hue ? { hue, label: party.label } : undefined
}

/** Who made the value of a member: whoever made the piece of that name, else whoever made most of the text. */
export function hueOfMember(
  parts: readonly Part[],
  parties: readonly Party[],
  member: string | number | undefined,
): Hue | undefined {
  const own = parts.find(({ id, maker }) => maker !== undefined && id === member)
  return own ? hueOf(parties, own.maker) : makerOf(parts, parties)?.hue
}
