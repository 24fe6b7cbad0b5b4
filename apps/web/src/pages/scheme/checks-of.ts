import type { CheckResult, Scheme } from '@lockstep/schemes/scheme'
import { notReached } from './list-for.ts'

/** The list of an endpoint (`page` for the client half's own) that holds a check; the endpoint's first for null. */
export function checksOf(scheme: Scheme, endpoint: string, check: string | null): CheckResult[] {
  const lists = [...scheme.endpoints.flatMap(({ lists }) => lists), ...scheme.clientLists]
  const here = lists.filter((list) => list.endpoint === endpoint)
  const list = here.find(({ checks }) => checks.some(({ id }) => id === check)) ?? here[0]
  return list ? notReached(list) : []
}

/** The endpoint whose list holds a check. */
export function endpointOf(scheme: Scheme, check: string): string {
  const lists = [...scheme.endpoints.flatMap(({ lists }) => lists), ...scheme.clientLists]
  return lists.find(({ checks }) => checks.some(({ id }) => id === check))?.endpoint ?? 'whoami'
}
