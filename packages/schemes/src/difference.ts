/** Names the component of a message in which the two halves of a scheme part. */

import { octets } from '@lockstep/http/message'
import { compareDerivations, textOf } from './compare-derivations.ts'
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
  const first = compareDerivations(client, verdict.derivation).find(({ state }) => state === 'first')
  if (first?.server) return difference(first.name, first.client, first.server)
  const failed = verdict.checks.find(({ outcome }) => outcome === 'failed')
  const proof = client.at(-1)
  if (!proof || !failed || !rules[failed.id]?.proof) return undefined
  return {
    value: proof.name,
    component: proof.name,
    at: 0,
    client: textOf(proof.parts),
    server: failed.actual ?? '',
  }
}

function difference(
  value: string,
  client: readonly DerivedPart[],
  server: readonly DerivedPart[],
): Difference {
  const at = client.findIndex(
    (part, i) => part.text !== server[i]?.text || part.component !== server[i]?.component,
  )
  const index = at < 0 ? client.length : at
  const [mine, theirs] = [client[index], server[index]]
  return {
    value,
    component: componentOf(mine, theirs, client) ?? value,
    at: firstOctet(mine?.text ?? '', theirs?.text ?? ''),
    client: mine?.text ?? '',
    server: theirs?.text ?? '',
  }
}

/** A piece that only the server has was added on the way, and is the one to name. */
function componentOf(
  mine: DerivedPart | undefined,
  theirs: DerivedPart | undefined,
  client: readonly DerivedPart[],
): string | undefined {
  const added =
    theirs?.component !== undefined && client.every(({ component }) => component !== theirs.component)
  return added ? theirs.component : (mine?.component ?? theirs?.component)
}

/** How many octets of UTF-8 two texts begin with alike. */
function firstOctet(one: string, other: string): number {
  const [a, b] = [octets(one), octets(other)]
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}
