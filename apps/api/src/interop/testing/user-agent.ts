/** A user agent without a screen: it keeps cookies, follows redirects, and posts the form of a page. */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpResponse, readable, request } from '@lockstep/http/message'
import { CookieJar } from '@lockstep/schemes/cookie-jar'
import { readHtmlForm } from '@lockstep/schemes/html-form'
import { send } from './send.ts'

export type Shown = { readonly url: URL; readonly response: HttpResponse }

export class UserAgent {
  readonly #jar = new CookieJar()
  readonly #origin: string

  /** Everything outside this origin is where its way ends: the client's own addresses. */
  constructor(origin: string) {
    this.#origin = origin
  }

  visit(address: URL | string): Promise<Shown> {
    return this.#go('GET', new URL(address))
  }

  /** As a page of the client would post it. */
  post(address: URL | string, fields: readonly FormPair[]): Promise<Shown> {
    return this.#go('POST', new URL(address), encodeForm(fields))
  }

  /** Posts the form of a page with these fields besides its own. */
  submit({ url, response }: Shown, fields: readonly FormPair[] = []): Promise<Shown> {
    const form = readHtmlForm(readable(response.body))
    if (!form) throw new Error(`There is no form at ${url}: ${response.status} ${readable(response.body)}`)
    return this.post(new URL(form.action, url), [...form.fields, ...fields])
  }

  /** Logs in and consents, as far as it is asked to, until a redirect leads away; the address that it leads to. */
  async approve(address: URL | string): Promise<URL> {
    let shown = await this.visit(address)
    for (let pages = 0; shown.url.origin === this.#origin; pages++) {
      if (pages === 4) throw new Error(`Unexpected page at ${shown.url}: ${readable(shown.response.body)}`)
      shown = await this.decide(shown)
    }
    return shown.url
  }

  /** What oidc-provider's own pages ask: any name at the first one, a click at the second. */
  decide(shown: Shown): Promise<Shown> {
    const asksWho = readable(shown.response.body).includes('name="login"')
    return this.submit(
      shown,
      asksWho
        ? [
            ['login', 'ada'],
            ['password', 'any'],
          ]
        : [],
    )
  }

  async #go(method: string, first: URL, body = ''): Promise<Shown> {
    let message = request(method, first.href, body === '' ? [] : [['Content-Type', formMediaType]], body)
    for (;;) {
      const url = new URL(message.target)
      const { headers } = this.#jar.sent({ ...message, target: url.pathname })
      const response = await send({ ...message, headers })
      this.#jar.keep(response)
      const location = field(response, 'location')
      if (location === undefined) return { url, response }
      const next = new URL(location, url)
      if (next.origin !== this.#origin) return { url: next, response }
      message = request('GET', next.href)
    }
  }
}
