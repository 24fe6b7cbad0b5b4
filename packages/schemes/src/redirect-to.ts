/** Sends a user agent on, or shows where it would have been sent. */
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { type FieldLine, type HttpResponse, readable } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { html, htmlPage } from './html-page.ts'
import { unescapeHtml } from './html-text.ts'
import type { Server } from './scheme.ts'

/** True for a host that is this machine for whoever asks (RFC 6761 §6.3, RFC 8252 §7.3). `URL` writes `[::1]` so. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/**
 * Where a user agent may be sent: the target as a URL, on this origin or on loopback. Undefined for any other. Use what
 * it gives, not what it was given: another reader could find another host in the same text.
 */
export function sentTo({ origin }: Pick<Server, 'origin'>, target: string): URL | undefined {
  const url = URL.parse(target)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  return url.origin === origin || isLoopback(url) ? url : undefined
}

/**
 * A redirect to `target`. In any world a target that is neither on this origin nor on loopback is shown on a page and
 * never sent as Location: a playground that anybody can use must not send people to where anybody says.
 */
export function redirectTo(
  server: Pick<Server, 'origin'>,
  target: string,
  site: string,
  { status = 303, headers = [] }: { status?: 302 | 303; headers?: readonly FieldLine[] } = {},
): HttpResponse {
  const url = sentTo(server, target)
  if (url) return empty(status, [['Location', url.href], ...documentFields, ...headers])
  return htmlPage(
    200,
    {
      site,
      title: 'This leads out of the sandbox',
      main: html`<p>The server would send the user agent here now. Nobody is sent anywhere by this sandbox.</p>
<p><code class="value" id="held-target">${target}</code></p>`,
    },
    headers,
  )
}

/**
 * A redirect is part of a page, not of an API: no script of another origin reads where it leads (RFC 9700 §2.6), and
 * the frame that shows the page before it shows the page after it.
 */
const documentFields: readonly FieldLine[] = [
  ['Content-Type', 'text/html; charset=utf-8'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'self'; base-uri 'none'"],
]

/** Where a page of `redirectTo` says that it would have led; undefined for any other answer. */
export function heldTarget(body: Uint8Array | string): string | undefined {
  const text = typeof body === 'string' ? body : readable(body)
  const held = /<code class="value" id="held-target">([^<]*)<\/code>/.exec(text)?.[1]
  return held === undefined ? undefined : unescapeHtml(held)
}

/** `target` with more in its query; what is there already is kept (RFC 5849 §2.2, RFC 6749 §3.1.2). */
export function withQuery(target: string, pairs: readonly FormPair[]): string {
  const at = target.indexOf('#')
  const [before, fragment] = at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at)]
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&'
  return `${before}${joint}${encodeForm(pairs)}${fragment}`
}
