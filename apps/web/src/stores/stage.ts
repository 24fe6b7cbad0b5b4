/** Where the page plays its steps: this sandbox, by real requests. */
import { type HttpRequest, readable } from '@lockstep/http/message'
import type { Stage } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Scheme, StepMessage } from '@lockstep/schemes/scheme'
import { ApiError, type Problem } from '../util/api.ts'
import { send } from '../util/send.ts'
import { noteSandbox, owned, type Sandbox, useSandbox } from './sandbox.ts'
import type { Tape } from './tape.ts'

/** A request that this user agent will not send: a forbidden method, a character that no field may hold. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable'
}

type Setting = {
  readonly sandbox: Pick<Sandbox, 'id' | 'credentials'>
  readonly scheme: Pick<Scheme, 'slug'>
  /** The check taken away; the real world where it is missing. */
  readonly without?: string
  readonly tape: Pick<Tape, 'random'>
  /** The window that goes where a front-channel message says. Only a play with such messages needs one. */
  front?(): Promise<Front>
  /** Told of each exchange as it comes back. */
  onExchange?(exchange: Exchange): void
}
/** A user agent of the lesson's own, with its cookies. */
export type Front = { send(request: HttpRequest): Promise<Exchange> }

export function stageOf({ sandbox, scheme, without, tape, front, onExchange }: Setting): Stage {
  const real = `/s/${sandbox.id}`
  return {
    origin: location.origin,
    base: without === undefined ? real : `${real}/without/${scheme.slug}.${without}`,
    sandbox: sandbox.id,
    credentials: sandbox.credentials[scheme.slug],
    now: () => Date.now() + (useSandbox.getState().sandbox?.clock?.ahead ?? 0) * 1000,
    random: tape.random,
    async send(request, message) {
      const exchange =
        message.channel === 'front' && front
          ? await sendFront(request, await front())
          : await sendOne(request, message)
      onExchange?.(exchange)
      return exchange
    },
    async wait(seconds) {
      const clock = await owned<{ ahead: number }>('/clock', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ advance: seconds }),
      })
      noteSandbox({ clock })
    },
  }
}

async function sendFront(request: HttpRequest, front: Front): Promise<Exchange> {
  const { method, target } = request
  if (method !== 'GET' && method !== 'POST')
    throw new Unsendable(`A window follows a link by GET or sends a form by POST, never by ${method}.`)
  if (!target.startsWith('/') || target.startsWith('//'))
    throw new Unsendable(`The window of this lesson stays on this origin, and "${target}" is no path on it.`)
  return front.send(request)
}

async function sendOne(request: HttpRequest, message: StepMessage): Promise<Exchange> {
  assertSendable(request)
  const { response, exchange } = await send(request, message.owner ? { owner: true } : {})
  if (exchange) return exchange
  throw new ApiError({
    title: `Status ${response.status}`,
    ...readJson(readable(response.body)),
    status: response.status,
  })
}

/** Throws what the user agent says against a request, before it is sent: a failed fetch says nothing. */
function assertSendable({ method, target, headers, body }: HttpRequest): void {
  try {
    new Request(new URL(target, location.origin), {
      method,
      headers: headers.map(([name, value]) => [name, value]),
      ...(body.length > 0 ? { body: body as Uint8Array<ArrayBuffer> } : {}),
    })
  } catch (error) {
    throw new Unsendable(error instanceof Error ? error.message : String(error))
  }
}

function readJson(text: string): Pick<Problem, 'type'> & Partial<Problem> {
  try {
    return { type: 'about:blank', ...JSON.parse(text) }
  } catch {
    return { type: 'about:blank' }
  }
}
