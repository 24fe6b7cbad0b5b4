/** A sandbox in process, for tests: the same code that the API runs, without a network. */
import { base64url } from '@lockstep/crypto/base64'
import { type HttpRequest, request } from '@lockstep/http/message'
import { MemoryStore } from '@lockstep/store/memory-store'
import { answer } from '../answer.ts'
import { CookieJar } from '../cookie-jar.ts'
import { type Recorded, tellExchange } from '../exchange.ts'
import { KeyPairs } from '../key-pairs.ts'
import { type AttackRun, playAttack } from '../play-attack.ts'
import { type History, playWalkthrough, type Stage } from '../play-walkthrough.ts'
import { placeOf, Router } from '../router.ts'
import type { Attack, ClientCertificate, Exchange, Scheme, Server, Walkthrough } from '../scheme.ts'
import { type Installation, serverFor } from '../server.ts'

type SendOptions = { owner?: boolean; address?: string; certificate?: ClientCertificate }

/** The same for every lab of a process: making an RSA key takes longer than most tests. */
const keyPairs = new KeyPairs(new MemoryStore(() => 0))

export class Lab {
  readonly sandbox = 'lab'
  readonly base = '/s/lab'
  readonly origin = 'http://localhost:8787'
  /** Of what comes with a client certificate, and so by TLS. */
  readonly tlsOrigin = 'https://localhost:8443'
  readonly router: Router
  readonly installation: Installation
  readonly recorded: Recorded[] = []
  /** Milliseconds since 1970; tests move it. */
  clock = Date.UTC(2026, 10, 24, 12)
  /** How many jobs went through the slow queue. */
  slowJobs = 0

  constructor(schemes: readonly Scheme[]) {
    this.router = new Router(schemes)
    this.installation = {
      key: new Uint8Array(32).fill(7),
      processKey: new Uint8Array(32).fill(9),
      startedAt: this.clock - 1000,
      since: 0,
      store: new MemoryStore(() => this.clock),
      volatile: new MemoryStore(() => this.clock),
      keyPairs,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      slow: (job) => {
        this.slowJobs++
        return job()
      },
    }
  }

  /** The server that a request to this target would be judged by. */
  server(target = `${this.base}/`, address = '192.0.2.7', clientCertificate?: ClientCertificate): Server {
    const place = placeOf(target)
    if (!place) throw new Error(`Unexpected target "${target}", expected one below ${this.base}`)
    return serverFor(this.installation, place, {
      now: this.clock,
      origin: clientCertificate ? this.tlsOrigin : this.origin,
      connection: clientCertificate
        ? { transport: 'tls', address, clientCertificate }
        : { transport: 'http', address },
    })
  }

  /** With the key pairs, as the API tells them. */
  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  async allCredentials(scheme: Scheme): Promise<any> {
    return (await scheme.sandbox.withKeyPairs?.(this.server())) ?? this.credentials(scheme)
  }

  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  credentials(scheme: Scheme): any {
    return scheme.sandbox.credentials(this.server())
  }

  /** Sends a request; the answer comes with its verdict, as an owner would see it. */
  async send(
    message: HttpRequest,
    { owner = false, address, certificate }: SendOptions = {},
  ): Promise<Exchange> {
    const server = this.server(message.target, address, certificate)
    const place = placeOf(message.target)
    if (!place) throw new Error(`Unexpected target "${message.target}"`)
    const started = performance.now()
    const answered = await answer(this.router, place, message, server, () => owner)
    const recorded: Recorded = {
      id: base64url.encode(this.installation.random(16)),
      sandbox: this.sandbox,
      scheme: answered.scheme?.slug ?? null,
      endpoint: answered.endpoint?.name ?? null,
      without: place.without ? `${place.without.slug}.${place.without.check}` : null,
      startedAt: this.clock,
      durationMicros: Math.round((performance.now() - started) * 1000),
      transport: server.connection.transport,
      request: message,
      response: answered.response,
      verdict: answered.verdict,
    }
    this.recorded.push(recorded)
    return tellExchange(recorded, 'owner')
  }

  /** `GET` (or another method) below the sandbox's base. */
  get(path: string, headers: HttpRequest['headers'] = [], method = 'GET', body = ''): Promise<Exchange> {
    return this.send(request(method, `${this.base}${path}`, headers, body))
  }

  /** Where a walkthrough can be played. Front-channel messages share the cookies of one user agent. */
  stage(scheme: Scheme, credentials: unknown = this.credentials(scheme)): Stage {
    const jar = new CookieJar()
    return {
      origin: this.origin,
      base: this.base,
      sandbox: this.sandbox,
      credentials,
      now: () => this.clock,
      random: this.installation.random,
      send: async (message, { owner = false, channel }) => {
        if (channel !== 'front') return this.send(message, { owner })
        const exchange = await this.send(jar.sent(message), { owner })
        jar.keep(exchange.response)
        return exchange
      },
      wait: async (seconds) => {
        this.clock += seconds * 1000
      },
    }
  }

  async play(scheme: Scheme, walkthrough: Walkthrough): Promise<History> {
    return playWalkthrough(this.stage(scheme, await this.allCredentials(scheme)), walkthrough)
  }

  attack(scheme: Scheme, attack: Attack): Promise<AttackRun> {
    return playAttack(scheme, attack, {
      router: this.router,
      installation: this.installation,
      sandbox: this.sandbox,
      origin: this.origin,
      now: () => this.clock,
      recordedAt: () => this.clock,
      micros: () => 0,
      record: (recorded) => void this.recorded.push(recorded),
    })
  }
}

/** The id of the check that failed, or undefined. */
export function failedCheck({ verdict }: Exchange): string | undefined {
  return verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id
}

/** The value of a field of the answer. */
export function answerField({ response }: Exchange, name: string): string | undefined {
  return response.headers.find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
}
