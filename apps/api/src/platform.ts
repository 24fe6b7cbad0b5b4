/** What the API needs from where it runs: the one argument of `createApp`. Nothing here names a runtime's modules. */
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import type { Spares } from '@lockstep/schemes/key-pairs'
import type { Awaitable, ClientCertificate, Scheme } from '@lockstep/schemes/scheme'
import type { Store } from '@lockstep/store/store'
import type { Context } from 'hono'
import type { Limits } from './limits.ts'

export type Platform = {
  readonly schemes: readonly Scheme[]
  /** Rows that outlive a restart. */
  readonly store: Store
  /** Rows in fast memory, gone on restart. */
  readonly volatile: Store
  /** 32 octets from which every seeded secret is derived; the same after a restart. */
  readonly key: Uint8Array
  /** RSA keys that are made ahead, so that no request has to wait for one. None where it is missing. */
  readonly spareKeyPairs?: Spares
  /** Milliseconds since 1970. */
  now(): number
  /** Microseconds since any fixed moment, monotonic: for durations. */
  micros(): number
  random(bytes: number): Uint8Array
  /** `http://localhost:8787`: scheme, host and port, nothing else. Issuers and signature targets come from here, never from Host. */
  readonly publicOrigin: string
  /** The same for what comes by the TLS listener; null where there is none. */
  readonly publicTlsOrigin: string | null
  /** Addresses and CIDR blocks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  readonly trustedProxies: readonly string[]
  /** PEM of the certificate by which this installation's TLS listener is trusted; absent where there is none. */
  readonly serverCaPem?: string
  readonly version: string
  readonly runtime: 'node' | 'service-worker'
  /** What differs from the defaults; `off` takes every rate and quota away (sizes stay). */
  readonly limits: Partial<Limits> | 'off'
  /** The request as it came. `receiveRequest` does it for a runtime that knows no more than a `Request`. */
  receive(context: Context): Received
  /**
   * Sends an answer. A runtime that can, writes the field lines itself: order and case kept, several lines of one
   * name on lines of their own. Without it a `Response` is made.
   */
  reply?(context: Context, response: HttpResponse): Awaitable<Response>
  /** The built page: its files, and `index.html` for every other path. Called for GET and HEAD only. */
  page?(context: Context): Awaitable<Response>
  /** One line of the log. Never holds a secret or a query. */
  log(line: LogLine): void
}

export type Received = {
  readonly method: string
  /** The request-target as it stands on the request line, raw. */
  readonly target: string
  /** In order, in the case in which they came, repeated lines kept apart. */
  readonly headers: readonly FieldLine[]
  /** The listener it came by. */
  readonly transport: 'http' | 'tls'
  /** The address of the peer itself; who stands behind a proxy is found out by the app. */
  readonly address: string
  /** What the peer showed in the TLS handshake, where it showed one. */
  readonly clientCertificate?: ClientCertificate
  /**
   * The whole content, or undefined where it is longer than `limit` octets, whatever Content-Length says. Called once
   * at the most, and only where the message has content.
   */
  content(limit: number): Awaitable<Uint8Array | undefined>
  /** False where the message surely has no content. */
  readonly hasContent: boolean
}

export type LogLine = {
  /** The beginning of the request's id. Not all of it: whoever has an exchange's id may read the exchange. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** Who it was, where the credentials were accepted. */
  readonly principal: string
  /** `{slug}/{endpoint}`, or the platform's own route. */
  readonly endpoint: string
  readonly status: number
  /** The check that ended it. */
  readonly check: string
  /** The class of an error that nobody expected. */
  readonly error?: string
}
