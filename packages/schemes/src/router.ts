/** From a request-target to the world and the endpoint that it names. */
import type { Endpoint, Scheme } from './scheme.ts'

/** A target below a sandbox: whose, in which world, and what follows. */
export type Place = {
  readonly sandbox: string
  /** `{slug}.{check}`, or null for the real world. */
  readonly without: { readonly slug: string; readonly check: string } | null
  /** `/s/{id}` or `/s/{id}/without/{slug}.{check}`. */
  readonly base: string
  /** The path below the base, with its leading slash, without the query. */
  readonly path: string
}

const placed = /^(\/s\/([A-Za-z0-9_-]{1,64})(?:\/without\/([a-z0-9-]+)\.([a-z0-9-]+))?)(\/[^?]*)(?:\?|$)/
/** RFC 8414 §3.1 puts the well-known part before the issuer's path. */
const wellKnown = /^(\/\.well-known\/[a-z0-9-]+)(\/s\/[^?]*)/

/** Where a raw request-target points, or undefined where it is not below a sandbox. */
export function placeOf(target: string): Place | undefined {
  const moved = wellKnown.exec(target)
  const match = placed.exec(moved ? `${moved[2]}${moved[1]}` : target)
  if (!match) return undefined
  const [, base = '', sandbox = '', slug, check, path = ''] = match
  return { sandbox, base, path, without: slug && check ? { slug, check } : null }
}

/** The id `{slug}.{check}` of a weakened world, or null. */
export function withoutId(place: Pick<Place, 'without'>): string | null {
  return place.without ? `${place.without.slug}.${place.without.check}` : null
}

export type Found = {
  readonly scheme: Scheme
  readonly endpoint: Endpoint
  readonly params: Readonly<Record<string, string>>
}

/** What is said of a place that does not answer this method. */
export type NotFound = {
  readonly allow: readonly string[]
  /** True where pages are served. */
  readonly page: boolean
}

type Route = {
  readonly pattern: RegExp
  readonly names: readonly string[]
  scheme: Scheme
  endpoint: Endpoint
}

/** All endpoints of the schemes, by path below a base. */
export class Router {
  readonly #fixed = new Map<string, Found[]>()
  readonly #routes: Route[] = []
  readonly #schemes: readonly Scheme[]

  constructor(schemes: readonly Scheme[]) {
    this.#schemes = schemes
    for (const scheme of schemes) {
      for (const endpoint of scheme.endpoints) this.#add(scheme, endpoint)
    }
  }

  /**
   * The endpoint at this place for this method; the methods there are where the method is not among them; undefined
   * where nothing is. A weakened world serves only its own scheme, and only for a check that can be taken away.
   */
  find(place: Place, method: string): Found | NotFound | undefined {
    if (place.without && !this.canRemove(place.without.slug, place.without.check)) return undefined
    const here = (this.#fixed.get(place.path) ?? this.#matching(place.path)).filter(
      ({ scheme }) => !place.without || scheme.slug === place.without.slug,
    )
    if (here.length === 0) return undefined
    const wanted = method === 'HEAD' ? 'GET' : method
    const found = here.find(({ endpoint }) => endpoint.methods.includes(wanted))
    if (found) return found
    return {
      allow: [...new Set(here.flatMap(({ endpoint }) => allowed(endpoint)))],
      page: here.some(({ endpoint }) => endpoint.page === true),
    }
  }

  /** True for a check that a world can do without: known, and not structural. */
  canRemove(slug: string, check: string): boolean {
    const rules = this.#schemes.find((scheme) => scheme.slug === slug)?.rules ?? {}
    const rule = Object.hasOwn(rules, check) ? rules[check] : undefined
    return rule !== undefined && !rule.structural
  }

  #add(scheme: Scheme, endpoint: Endpoint): void {
    const path =
      endpoint.mount === undefined || endpoint.mount === 'scheme'
        ? `/${scheme.slug}${endpoint.path}`
        : endpoint.path
    const names = [...path.matchAll(/:([a-z]+)/gi)].map(([, name]) => name as string)
    if (names.length === 0) {
      this.#fixed.set(path, [...(this.#fixed.get(path) ?? []), { scheme, endpoint, params: {} }])
      return
    }
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/:[a-z]+/gi, '([^/]+)')}$`)
    this.#routes.push({ pattern, names, scheme, endpoint })
  }

  #matching(path: string): Found[] {
    return this.#routes.flatMap(({ pattern, names, scheme, endpoint }) => {
      const match = pattern.exec(path)
      if (!match) return []
      return [
        { scheme, endpoint, params: Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? ''])) },
      ]
    })
  }
}

/** The methods an endpoint answers: HEAD goes with GET (RFC 9110 §9.3.2). */
function allowed(endpoint: Endpoint): string[] {
  return endpoint.methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
