/** The cookies of one user agent, as far as the players need them: kept by path, sent back below it (RFC 6265 §5). */
import { type FieldLine, fieldLines, type HttpRequest, splitTarget } from '@lockstep/http/message'

type Cookie = { readonly name: string; readonly value: string; readonly path: string }

export class CookieJar {
  #cookies: readonly Cookie[] = []

  /** The request with the cookies whose path covers its target. */
  sent(request: HttpRequest): HttpRequest {
    const { path } = splitTarget(request.target)
    const covering = this.#cookies.filter((cookie) => covers(cookie.path, path))
    if (covering.length === 0) return request
    const value = covering.map(({ name, value }) => `${name}=${value}`).join('; ')
    return { ...request, headers: [...request.headers, ['Cookie', value]] }
  }

  /** Takes in what an answer sets. `Max-Age=0` takes a cookie away (RFC 6265 §5.2.2). */
  keep(answer: { readonly headers: readonly FieldLine[] }): void {
    for (const line of fieldLines(answer, 'set-cookie')) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      const path = attributes.find((part) => /^path=/i.test(part))?.slice('path='.length) ?? '/'
      const others = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path)
      const ends = attributes.some((part) => /^max-age=(0|-\d+)$/i.test(part))
      this.#cookies = ends ? others : [...others, { name, value, path }]
    }
  }
}

/** RFC 6265 §5.1.4. */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}
