/** Names the component of a message in which the two halves of a scheme part. */
import { octets } from '@lockstep/http/message'
import { agrees, compareDerivations, textOf } from './compare-derivations.ts'
import type { Derived, DerivedPart, Difference, Rules, VerdictJson } from './scheme.ts'

/**
 * Where what the server made of a request first differs from what the client made of its own: the value, the component
 * of the message behind it, the octet. Where every value agrees and a check of the proof failed all the same, it is
 * the proof that was changed on its way. Undefined where nothing differs.
 */
export function differenceOf(
  client: readonly Derived[],
  verdict: Pick<VerdictJson, 'checks' | 'derivation'>,
  rules: Rules,
): Difference | undefined {
  const at = compareDerivations(client, verdict.derivation).findIndex(({ state }) => state === 'first')
  const mine = client[at]
  if (mine) return between(mine.name, mine.parts, nameAlike(client, at, verdict.derivation ?? []))
  const failed = verdict.checks.find(({ outcome }) => outcome === 'failed')
  const proof = failed && rules[failed.id]?.proof
  if (proof === undefined) return undefined
  const made = client.find(({ name }) => name === proof)
  return changed(proof, proof, made ? textOf(made.parts) : '', failed?.actual ?? '')
}

/** The server's value of the same name; where a name comes several times, the one of the same turn. */
function nameAlike(
  client: readonly Derived[],
  at: number,
  server: readonly Derived[],
): readonly DerivedPart[] {
  const { name } = client[at] ?? {}
  const turn = client.slice(0, at).filter((earlier) => earlier.name === name).length
  return server.filter((one) => one.name === name)[turn]?.parts ?? []
}

function between(value: string, client: readonly DerivedPart[], server: readonly DerivedPart[]): Difference {
  const same = ({ text, component }: DerivedPart, i: number) =>
    agrees(text, server[i]?.text ?? '') && component === server[i]?.component
  const differs = client.findIndex((part, i) => !same(part, i))
  const at = differs < 0 ? client.length : differs
  const [mine, theirs] = [client[at], server[at]]
  return changed(value, componentAt(at, client, server) ?? value, mine?.text ?? '', theirs?.text ?? '')
}

/** The component at this place; for punctuation that only one side has, the one that comes with it. */
function componentAt(at: number, client: readonly DerivedPart[], server: readonly DerivedPart[]) {
  const next = (parts: readonly DerivedPart[]) =>
    parts.slice(at).find(({ component }) => component)?.component
  const [mine, theirs] = [next(client), next(server)]
  // What only the server has was added on the way, and is the one to name.
  const added = theirs !== undefined && client.every(({ component }) => component !== theirs)
  return added ? theirs : (mine ?? theirs)
}

function changed(value: string, component: string, client: string, server: string): Difference {
  return { value, component, at: octetsAlike(client, server), client, server }
}

/** How many octets of UTF-8 two texts begin with alike. */
function octetsAlike(one: string, other: string): number {
  const [a, b] = [octets(one), octets(other)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
