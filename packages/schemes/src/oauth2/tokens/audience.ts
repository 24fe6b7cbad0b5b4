/** Where access tokens are for (RFC 8707). */
import type { Server } from '../../scheme.ts'
import { isResourceHere } from '../authorization/resources.ts'
import { issuerOf } from '../door.ts'

type At = Pick<Server, 'origin' | 'base'>

/**
 * The audience that `resource` parameters ask for: the whole API where there is none, undefined where one is no
 * resource of this server (RFC 8707 §2: `invalid_target`).
 */
export function audienceOf(server: At, resources: readonly string[] = []): readonly string[] | undefined {
  if (resources.length === 0) return [issuerOf(server)]
  const known = resources.every((resource) => isResourceHere(server, resource))
  return known ? [...new Set(resources)] : undefined
}

/** The same, narrowed: undefined too where one lies outside of what was granted. */
export function narrowedAudience(
  server: At,
  granted: readonly string[],
  resources: readonly string[],
): readonly string[] | undefined {
  if (resources.length === 0) return granted
  const asked = audienceOf(server, resources)
  const covered = (one: string) => granted.some((whole) => one === whole || one.startsWith(`${whole}/`))
  return asked?.every(covered) ? asked : undefined
}
