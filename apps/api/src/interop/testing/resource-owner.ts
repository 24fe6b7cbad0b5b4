/** A resource owner at a user agent of the authorization server: cookies, forms, and redirects until one leads away. */
import { readHtmlForm } from '@lockstep/schemes/html-form'
import type { LabSandbox } from './interop-lab.ts'

type Fields = readonly (readonly [name: string, value: string])[]

export type Page = {
  readonly status: number
  readonly url: string
  readonly text: string
  readonly headers: Headers
}

/** Where the authorization server sent the user agent: a request to the client. */
export type Back = {
  readonly url: URL
  /** As the client's web server would get it: with a form where the response mode is form_post. */
  readonly request: Request
}

export class ResourceOwner {
  readonly sandbox: LabSandbox
  readonly #cookies = new Map<string, string>()
  /** The page that is shown. */
  page: Page | undefined

  constructor(sandbox: LabSandbox) {
    this.sandbox = sandbox
  }

  /** Goes to the address, logs in where asked to, approves, and comes back to the client. */
  async approve(address: URL | string, decision: 'approve' | 'deny' = 'approve'): Promise<Back> {
    let back = await this.visit(address)
    if (!back && this.page?.text.includes('name="password"')) back = await this.logIn()
    back ??= await this.submit([['decision', decision]])
    if (!back) throw new Error(`Unexpected page, expected a way back: ${this.page?.text}`)
    return back
  }

  /** Lets a device in at the address that it shows. */
  async letIn(verificationUri: string, userCode: string, decision: 'approve' | 'deny' = 'approve') {
    await this.visit(verificationUri)
    await this.submit([['user_code', userCode]])
    if (this.page?.text.includes('name="password"')) await this.logIn()
    await this.submit([['decision', decision]])
  }

  logIn(): Promise<Back | undefined> {
    const { userId, password } = this.sandbox.credentials.oauth2.resourceOwner
    return this.submit([
      ['userId', userId],
      ['password', password],
    ])
  }

  visit(address: URL | string): Promise<Back | undefined> {
    return this.#go(new URL(address), { method: 'GET' })
  }

  /** Posts the form of the page with these fields besides its own. */
  submit(fields: Fields): Promise<Back | undefined> {
    const form = readHtmlForm(this.page?.text ?? '')
    if (!form || !this.page) throw new Error(`There is no form on this page: ${this.page?.text}`)
    const body = new URLSearchParams([...form.fields, ...fields].map(([name, value]) => [name, value]))
    return this.#go(new URL(form.action, this.page.url), { method: form.method, body })
  }

  async #go(first: URL, init: RequestInit): Promise<Back | undefined> {
    let [url, now] = [first, init]
    const ours = this.sandbox.url('/')
    for (;;) {
      const headers = { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }
      const answer = await fetch(url, { ...now, headers, redirect: 'manual' })
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? []
        if (/; *Max-Age=0(?:;|$)/i.test(line)) this.#cookies.delete(name)
        else this.#cookies.set(name, value)
      }
      const text = await answer.text()
      this.page = { status: answer.status, url: url.href, text, headers: answer.headers }
      const location = answer.headers.get('location')
      if (location === null) return posted(text, ours)
      const next = new URL(location, url)
      if (!next.href.startsWith(ours) || next.pathname.endsWith('/client/callback'))
        return { url: next, request: new Request(next) }
      ;[url, now] = [next, { method: 'GET' }]
    }
  }
}

/** OAuth 2.0 Form Post Response Mode: a page with a form that goes to the client. */
function posted(text: string, ours: string): Back | undefined {
  const form = readHtmlForm(text)
  if (!form || !/^https?:/.test(form.action)) return undefined
  if (form.action.startsWith(ours) && !form.action.endsWith('/client/callback')) return undefined
  const body = new URLSearchParams(form.fields.map(([name, value]) => [name, value]))
  return { url: new URL(form.action), request: new Request(form.action, { method: 'POST', body }) }
}
