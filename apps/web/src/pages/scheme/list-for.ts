import { type HttpRequest, splitTarget } from '@lockstep/http/message'
import { placeOf } from '@lockstep/schemes/router'
import type { CheckList, CheckResult, Scheme } from '@lockstep/schemes/scheme'

/**
 * The checks that wait for a request, before it is sent: the list of the endpoint that its path names. Where one path has
 * lists of several names, those of `judge`. Where a request can take one of several ways, that of `branch`; without one,
 * what all of them begin with.
 */
export function listFor(
  scheme: Pick<Scheme, 'slug' | 'endpoints'>,
  base: string,
  { method, target }: Pick<HttpRequest, 'method' | 'target'>,
  branch: string | null,
  judge?: string,
): CheckList | undefined {
  const { path } = splitTarget(target)
  // A message can go to a world of its own, whichever the walkthrough is played in.
  const world = placeOf(target)?.base ?? base
  const here = scheme.endpoints.filter((endpoint) => matches(scheme, endpoint, world, path))
  const endpoint = here.find(({ methods }) => methods.includes(method)) ?? here[0]
  const named = endpoint?.lists.filter((list) => list.endpoint === judge) ?? []
  const lists = named.length > 0 ? named : (endpoint?.lists ?? [])
  const [first, ...others] = lists
  if (!first) return
  const taken = lists.find((list) => list.branch !== undefined && list.branch === branch)
  if (taken) return taken
  const shared = first.checks.findIndex(({ id }, i) => others.some(({ checks }) => checks[i]?.id !== id))
  return { endpoint: first.endpoint, checks: shared < 0 ? first.checks : first.checks.slice(0, shared) }
}

/** A list of which nothing was run yet. */
export function notReached({ checks }: CheckList): CheckResult[] {
  return checks.map((check) => ({ ...check, outcome: 'not-reached' }))
}

function matches(
  scheme: Pick<Scheme, 'slug'>,
  { mount, path }: Scheme['endpoints'][number],
  base: string,
  given: string,
): boolean {
  if (mount === 'well-known') return false
  const whole = mount === 'base' ? `${base}${path}` : `${base}/${scheme.slug}${path}`
  const [want, have] = [whole.split('/'), given.split('/')]
  return (
    want.length === have.length && want.every((segment, i) => segment.startsWith(':') || segment === have[i])
  )
}
