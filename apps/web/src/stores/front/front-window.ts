/** A window of the lesson's own: a frame that goes where a message says, with the cookies of its user agent. */
import { type HttpRequest, readable } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { call } from '../../util/api.ts'
import { followExchanges } from '../../util/follow-exchanges.ts'
import { untilUp } from '../connection.ts'
import type { Sandbox } from '../sandbox.ts'
import { sendForm } from './fill-form.ts'
import { isNavigation, isSent, leadsTo } from './front-fits.ts'
import { FrontLog } from './front-log.ts'

/** The window did not get there. */
export class WindowTrouble extends Error {
  override readonly name = 'WindowTrouble'
}

/** How long a page may take to be asked for, and one that a redirect leads to. */
const [patience, soon] = [10_000, 3_000]
/** And how long until it stands there, once it was answered; looked at so often. */
const [slowest, beat] = [2_000, 30]

export class FrontWindow {
  readonly log = new FrontLog()
  readonly #frame: HTMLIFrameElement
  readonly #leave = new AbortController()
  readonly #open: Promise<void>
  #last: Exchange | undefined
  /** How many documents have been loaded, and how many had been when the window was sent on last. */
  #loads = 0
  #loadsBefore = -1
  readonly #onLoad = () => {
    this.#loads++
  }

  /** Takes over a frame, and follows what it brings to the sandbox until it is closed. */
  constructor(frame: HTMLIFrameElement, { id, ownerToken }: Pick<Sandbox, 'id' | 'ownerToken'>) {
    this.#frame = frame
    frame.addEventListener('load', this.#onLoad)
    const { signal } = this.#leave
    this.#open = new Promise((resolve) => {
      void followExchanges({
        sandbox: id,
        token: ownerToken,
        after: null,
        signal,
        untilUp,
        onExchange: (exchange) => {
          if (isNavigation(exchange)) this.log.arrive(exchange)
        },
        onOpen: (open) => open && resolve(),
      }).catch(() => {
        // The sandbox has gone. Who sends next finds out, and says so.
        resolve()
      })
    })
  }

  /** Takes up what came without being sent for. True where it only followed a redirect. */
  takeUp(exchange: Exchange): boolean {
    const followed = this.#last !== undefined && leadsTo(this.#last, exchange.request.target, location.origin)
    this.#last = this.log.take(({ id }) => id === exchange.id)
    return followed
  }

  /** Goes where a GET leads, or sends a POST as the form of the page that is open. Resolves with how the server saw it. */
  async send(request: HttpRequest): Promise<Exchange> {
    await this.#open
    const fits = (exchange: Exchange) => isSent(request, exchange)
    // A redirect has been followed already, or is being followed.
    const onItsWay = this.#last && leadsTo(this.#last, request.target, location.origin)
    const exchange =
      (request.method === 'GET' && onItsWay ? await this.log.next(fits, soon) : this.log.take(fits)) ??
      (await this.#drive(request, fits))
    this.#last = exchange
    return exchange
  }

  async #drive(request: HttpRequest, fits: (exchange: Exchange) => boolean): Promise<Exchange> {
    const { method, target, body } = request
    if (method === 'GET') this.go(target)
    else {
      const page = await this.#page()
      this.#loadsBefore = this.#loads
      sendForm(page, target, [...new URLSearchParams(readable(body))])
    }
    const exchange = await this.log.next(fits, patience)
    if (exchange) return exchange
    // A server that is away is told as such.
    await call('/api/health')
    throw new WindowTrouble(
      'The window was sent there, and the server saw nothing of it within ten seconds. Press Send again, or begin again.',
    )
  }

  /** Opens a target. It replaces what was there, so that the way back leads out of the lesson and not through it. */
  go(target: string): void {
    this.#navigate(new URL(target, location.origin).href)
  }

  /** Knows of nothing that was before. */
  forget(): void {
    this.log.begin()
    this.#last = undefined
  }

  /** Shows nothing either. */
  clear(): void {
    this.forget()
    this.#navigate('about:blank')
  }

  close(): void {
    this.#leave.abort()
    this.#frame.removeEventListener('load', this.#onLoad)
  }

  #navigate(address: string): void {
    this.#loadsBefore = this.#loads
    this.#frame.contentWindow?.location.replace(address)
  }

  /** The document of the frame; an empty one where it shows what this page may not touch, such as an error of the user agent. */
  async #page(): Promise<Document> {
    await this.#loaded()
    if (!this.#frame.contentDocument?.body) {
      this.#navigate('about:blank')
      await this.#loaded()
    }
    const page = this.#frame.contentDocument
    if (!page) throw new WindowTrouble('The window shows a page that this one may not touch. Begin again.')
    return page
  }

  /** Waits until the document is there that the window was sent to last: its answer is recorded before it is. */
  async #loaded(): Promise<void> {
    for (let waited = 0; this.#loads <= this.#loadsBefore && waited < slowest; waited += beat)
      await new Promise((resolve) => setTimeout(resolve, beat))
  }
}
