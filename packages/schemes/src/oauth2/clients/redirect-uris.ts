/** Where an authorization response may go (RFC 6749 §3.1.2, RFC 9700 §4.1.3). */
import { isLoopback } from '../../redirect-to.ts'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from './client-metadata.ts'

/** The registered strings that stand for a program on the reader's own machine. The port is chosen when it runs. */
export const loopbackCallbacks = [
  'http://localhost/callback',
  'http://127.0.0.1/callback',
  'http://[::1]/callback',
] as const

/**
 * True where the client registered this string. "Exact string matching […] except for port numbers in localhost
 * redirection URIs of native apps" (RFC 9700 §4.1.3): two strings are compared, never two URLs, because what one reader
 * of a URL calls equal the next one does not.
 */
export function isRegistered(
  { origin }: Pick<Server, 'origin'>,
  { redirect_uris }: Pick<OAuthClient, 'redirect_uris'>,
  uri: string,
): boolean {
  if (redirect_uris.includes(uri)) return true
  const bare = withoutPort(uri)
  // Where this server itself runs on loopback, its own port is none of a program's, and a program's is none of its own.
  const isOwn = (one: string) => URL.parse(one)?.origin === origin
  if (bare === undefined || isOwn(uri)) return false
  return redirect_uris.some((registered) => !isOwn(registered) && withoutPort(registered) === bare)
}

/**
 * Why a client cannot take answers there, in words. With form_post an answer is a POST from a page of this origin, so on
 * this origin only callbacks may get one: any other address would take it for a form of its own (RFC 9700 §4.7).
 */
export function callbackFlaw(
  { origin, base }: Pick<Server, 'origin' | 'base'>,
  uri: string,
): string | undefined {
  const found = redirectUriFlaw({ origin }, uri)
  const url = URL.parse(uri)
  if (found !== undefined || url?.origin !== origin) return found
  const isCallback = url.pathname.startsWith(`${base}/`) && url.pathname.endsWith('/callback')
  return isCallback ? undefined : 'a redirect URI on this origin that is no callback of this sandbox'
}

/** RFC 8252 §7.3: http, an address of this machine, perhaps a port, and then nothing that could belong to the host. */
const loopback = /^(http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]))(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/

/** The string without its port; undefined for one that is not on loopback. */
function withoutPort(uri: string): string | undefined {
  const [, host = '', port, rest = ''] = loopback.exec(uri) ?? []
  return host === '' || (port !== undefined && Number(port) > 65_535) ? undefined : `${host}${rest}`
}

/**
 * Why a redirect URI cannot be registered here, in words; undefined where it can. Only this origin and loopback are ever
 * redirected to, so nothing else is taken (RFC 9700 §2.6: http only for loopback, or where this server is itself http).
 */
export function redirectUriFlaw({ origin }: Pick<Server, 'origin'>, uri: string): string | undefined {
  if (uri.length > 512) return 'a redirect URI of more than 512 characters'
  // RFC 3986 §2: anything else is no URI, and readers of URLs repair it in different ways.
  if (!/^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/.test(uri))
    return 'a redirect URI with other characters than a URI has'
  if (uri.includes('#')) return 'a redirect URI with a fragment'
  const url = URL.parse(uri)
  if (!url) return 'a redirect URI that is not absolute'
  if (url.username !== '' || url.password !== '' || uri.includes('@')) return 'a redirect URI with an at sign'
  const allowed = url.origin === origin || (url.protocol === 'http:' && isLoopback(url))
  if (!allowed) return 'a redirect URI that is neither on this origin nor http on loopback'
  // What is registered is what goes out as Location: no dots to resolve, no letters to lower, no port to leave out.
  if (url.href !== uri && url.href !== `${uri}/`) return 'a redirect URI that is not in its normal form'
  return undefined
}
