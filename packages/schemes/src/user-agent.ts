/** A small user agent: cookies, redirects, the form of a page. Attacks and tests let people act through it. */
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, request } from '@lockstep/http/message'
import { CookieJar } from './cookie-jar.ts'
import { readHtmlForm } from './html-form.ts'
import type { Exchange } from './scheme.ts'

/** How many redirects are followed, one after another. */
const hops = 5

export class UserAgent {
  readonly #send: (request: HttpRequest) => Promise<Exchange>
  readonly #origin: string
  readonly #base: string
  readonly #jar = new CookieJar()
  #last: Exchange | undefined

  /** `send` takes a request to the server; redirects are followed as long as they stay below `base` of `origin`. */
  constructor(
    at: { readonly origin: string; readonly base: string },
    send: (request: HttpRequest) => Promise<Exchange>,
  ) {
    this.#origin = at.origin
    this.#base = at.base
    this.#send = send
  }

  /** The page that this user agent shows, as its exchange. */
  get page(): Exchange | undefined {
    return this.#last
  }

  /** Goes to an address: a target (`/s/…`), or a whole URL of this origin. The last exchange is the page that it ends at. */
  visit(address: string): Promise<Exchange> {
    return this.#go(request('GET', this.#targetOf(address) ?? address))
  }

  /**
   * Posts the form of the page that is shown: its hidden fields and ticked boxes, then `fields`. A field of the form that
   * `fields` names too is taken from there; a box named with no value in it is left out by `without`.
   */
  submit(
    fields: readonly FormPair[],
    { without = [] }: { without?: readonly string[] } = {},
  ): Promise<Exchange> {
    const page = this.#last
    const body = page && 'text' in page.response.body ? page.response.body.text : ''
    const form = readHtmlForm(body)
    if (!page || !form) throw new Error('Unexpected page without a form')
    const named = new Set([...fields.map(([name]) => name), ...without])
    const kept = form.fields.filter(([name]) => !named.has(name))
    const content = encodeForm([...kept, ...fields])
    const target = this.#targetOf(form.action, page.request.target) ?? page.request.target
    return this.#go(request(form.method, target, [['Content-Type', formMediaType]], content))
  }

  async #go(first: HttpRequest): Promise<Exchange> {
    let next = first
    for (let hop = 0; ; hop++) {
      const exchange = await this.#send(this.#jar.sent(next))
      this.#jar.keep(exchange.response)
      this.#last = exchange
      const location = field(exchange.response, 'location')
      const target = location === undefined ? undefined : this.#targetOf(location, next.target)
      if (exchange.response.status < 300 || target === undefined || hop === hops) return exchange
      // RFC 9110 §15.4: after 303, and by long habit after 301 and 302, the next request is a GET.
      next = request('GET', target)
    }
  }

  /** The request-target of an address below the base, or undefined for one elsewhere. */
  #targetOf(address: string, from = `${this.#base}/`): string | undefined {
    const url = URL.parse(address, `${this.#origin}${from}`)
    if (url?.origin !== this.#origin || !url.pathname.startsWith(`${this.#base}/`)) return undefined
    return `${url.pathname}${url.search}`
  }
}
