/** The ordered list. Adding a scheme is a folder beside this file and one line here. */
import type { Scheme } from './scheme.ts'

type Entry = { readonly slug: string; readonly name: string; load(): Promise<Scheme> }

/** What is known of each scheme before its folder is loaded. */
export const list: readonly Entry[] = [
  { slug: 'api-key', name: 'API key', load: async () => (await import('./api-key/index.ts')).apiKey },
  { slug: 'basic', name: 'HTTP Basic', load: async () => (await import('./basic/index.ts')).basic },
  { slug: 'digest', name: 'HTTP Digest', load: async () => (await import('./digest/index.ts')).digest },
  { slug: 'oauth1', name: 'OAuth 1.0', load: async () => (await import('./oauth1/index.ts')).oauth1 },
  { slug: 'jwt', name: 'JWT', load: async () => (await import('./jwt/index.ts')).jwt },
  { slug: 'hmac', name: 'HMAC signing', load: async () => (await import('./hmac/index.ts')).hmac },
  { slug: 'oauth2', name: 'OAuth 2.0', load: async () => (await import('./oauth2/index.ts')).oauth2 },
  { slug: 'oidc', name: 'OpenID Connect', load: async () => (await import('./oidc/index.ts')).oidc },
]

/** Every scheme, loaded, in the order of the list. */
export function loadSchemes(): Promise<Scheme[]> {
  return Promise.all(list.map(({ load }) => load()))
}
