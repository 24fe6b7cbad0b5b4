/** The catalogue: what there is to call, to read and to break, told from the schemes' own data. */
import type { CheckList, Facts, Rule, Scheme } from '@lockstep/schemes/scheme'

/** Everything `GET /api/schemes` says of the schemes, in the order of the list. */
export function catalogue(schemes: readonly Scheme[]) {
  return schemes.map((scheme) => ({
    slug: scheme.slug,
    name: scheme.name,
    ...summary(scheme.facts),
    endpoints: scheme.endpoints.map(({ name, methods, path, mount = 'scheme', owner = false, summary }) => ({
      name,
      methods,
      /** Below a sandbox's base, but for `well-known`, which goes before it. */
      path: mount === 'scheme' ? `/${scheme.slug}${path}` : path,
      mount,
      owner,
      summary,
    })),
    checks: [...scheme.endpoints.flatMap(({ lists }) => lists), ...scheme.clientLists].flatMap((list) =>
      checksOf(scheme, list),
    ),
    attacks: scheme.attacks.map(({ id, title, stoppedBy, endpoint = 'whoami', instead }) => ({
      id,
      title,
      stoppedBy,
      endpoint,
      ...(instead === undefined ? {} : { instead }),
    })),
  }))
}

function summary({ proof, travels, ratings, roundTrips, standards }: Facts) {
  return { proof, travels, ratings, roundTrips, standards }
}

function checksOf({ rules }: Scheme, { endpoint, branch, checks }: CheckList) {
  return checks.map(({ id, clause }) => {
    const rule: Rule | undefined = rules[id]
    return {
      id,
      clause,
      says: rule?.says ?? '',
      removable: rule !== undefined && !rule.structural,
      endpoint,
      ...(branch === undefined ? {} : { branch }),
    }
  })
}
