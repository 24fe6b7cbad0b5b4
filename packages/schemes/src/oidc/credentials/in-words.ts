/** OpenID Connect has words of its own for the parties of OAuth (Core §1.2). What OAuth's client half made is told in them. */
import type { Built, Derived } from '../../scheme.ts'

const words: Readonly<Record<string, string>> = {
  client: 'relying-party',
  'authorization-server': 'openid-provider',
  'resource-owner': 'end-user',
}

/** The id of the same party here. */
export function inWords(party: string): string {
  return words[party] ?? party
}

export function derivedInWords(derivation: readonly Derived[]): Derived[] {
  return derivation.map((derived) => ({
    ...derived,
    parts: derived.parts.map((part) =>
      part.maker === undefined ? part : { ...part, maker: inWords(part.maker) },
    ),
  }))
}

export function builtInWords({ request, derivation }: Built): Built {
  return { request, derivation: derivedInWords(derivation) }
}
