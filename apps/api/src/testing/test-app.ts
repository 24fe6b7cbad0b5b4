/** The API in process, with a clock that stands still until a test moves it. */
import {
  type FieldLine,
  type HttpRequest,
  type HttpResponse,
  noBody,
  readable,
  request,
} from '@lockstep/http/message'
import type { Scheme } from '@lockstep/schemes/scheme'
import { MemoryStore } from '@lockstep/store/memory-store'
import { type App, createApp } from '../app.ts'
import type { LogLine, Platform, Received } from '../platform.ts'
import { receiveRequest } from '../receive-request.ts'
import { makeResponse } from '../reply.ts'

type Bindings = { readonly received?: Received; answered?: HttpResponse }
type From = Partial<Pick<Received, 'address' | 'transport'>>

export class TestApp {
  clock = Date.UTC(2026, 10, 24, 12)
  readonly logged: LogLine[] = []
  readonly platform: Platform
  app: App

  constructor(schemes: readonly Scheme[], setting: Partial<Platform> = {}) {
    this.platform = {
      schemes,
      store: new MemoryStore(() => this.clock),
      volatile: new MemoryStore(() => this.clock),
      key: new Uint8Array(32).fill(7),
      now: () => this.clock,
      micros: () => performance.now() * 1000,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      publicOrigin: 'http://localhost:8787',
      publicTlsOrigin: null,
      trustedProxies: [],
      version: '0.0.0-test',
      runtime: 'node',
      limits: {},
      receive: (context) => (context.env as Bindings | undefined)?.received ?? receiveRequest(context),
      reply(context, response) {
        if (context.env) (context.env as Bindings).answered = response
        return makeResponse(response)
      },
      log: (line) => void this.logged.push(line),
      ...setting,
    }
    this.app = createApp(this.platform)
  }

  /** The same installation after a restart: rows in fast memory are gone. */
  restart(): void {
    this.app = createApp({ ...this.platform, volatile: new MemoryStore(() => this.clock) })
  }

  /** As `fetch` would send it: a `Request`, with all that one loses. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return Promise.resolve(this.app.fetch(new Request(`http://localhost:8787${path}`, init)))
  }

  /** Sends exactly these octets' worth of message, as Node would hand it on. */
  async send(message: HttpRequest, from: From = {}): Promise<HttpResponse> {
    const bindings: Bindings = { received: receivedAs(message, from) }
    const response = await this.app.fetch(
      new Request(`http://localhost:8787${plain(message.target)}`),
      bindings,
    )
    if (!bindings.answered) throw new Error(`Unexpected answer ${response.status} past reply`)
    return bindings.answered
  }

  /** As `send`, where the answer may also be a file of the page. */
  async sendOrPage(message: HttpRequest): Promise<HttpResponse> {
    const bindings: Bindings = { received: receivedAs(message, {}) }
    const response = await this.app.fetch(
      new Request(`http://localhost:8787${plain(message.target)}`),
      bindings,
    )
    await response.body?.cancel()
    return bindings.answered ?? { status: response.status, headers: [...response.headers], body: noBody }
  }

  async get(target: string, headers: readonly FieldLine[] = [], from: From = {}): Promise<HttpResponse> {
    return this.send(request('GET', target, headers), from)
  }

  /** A new sandbox with what its creation told. */
  async sandbox(from: From = {}): Promise<{ id: string; ownerToken: string; owner: FieldLine }> {
    const { id, ownerToken } = jsonOf(await this.send(request('POST', '/api/sandboxes'), from))
    return { id, ownerToken, owner: ['Authorization', `Bearer ${ownerToken}`] }
  }
}

function receivedAs({ method, target, headers, body }: HttpRequest, from: From): Received {
  return {
    method,
    target,
    headers,
    transport: 'http',
    address: '192.0.2.1',
    hasContent: body.length > 0,
    content: (limit) => (body.length > limit ? undefined : body),
    ...from,
  }
}

/** Something that a `Request` can be made of; what the app reads is the raw target. */
function plain(target: string): string {
  return target.startsWith('/') && !target.includes('#') ? target : '/elsewhere'
}

// biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
export function jsonOf(response: HttpResponse): any {
  return JSON.parse(readable(response.body))
}

/** The field lines of an answer by lower-case name, joined. */
export function fieldOf({ headers }: HttpResponse, name: string): string | undefined {
  const values = headers
    .filter(([given]) => given.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}
