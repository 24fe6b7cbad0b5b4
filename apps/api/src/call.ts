import { fieldLines, type HttpRequest, noBody } from '@lockstep/http/message'
import type { Connection } from '@lockstep/schemes/scheme'
import type { Context } from 'hono'
import { countedAs, peerBehind } from './addresses.ts'
import type { Received } from './platform.ts'
import { refuse, refuseFor } from './refusal.ts'
import type { Services } from './services.ts'

/** One request to the platform: what came, and from whom. */
export type Call = {
  /** 128 bits, hexadecimal: the exchange's id where one is recorded, else the request's. */
  readonly id: string
  readonly context: Context
  readonly received: Received
  /** The public origin of the listener that it came by. */
  readonly origin: string
  readonly connection: Connection
}

/** Takes a request up. */
export function receiveCall(services: Services, context: Context): Call {
  const { platform, proxies, newId } = services
  const came = platform.receive(context)
  const received = isHead(context) ? { ...came, method: 'HEAD' } : came
  const peer =
    proxies.length === 0
      ? received
      : peerBehind(
          proxies,
          received,
          fieldLines(received, 'x-forwarded-for'),
          fieldLines(received, 'x-forwarded-proto'),
        )
  const { serverCaPem, publicOrigin, publicTlsOrigin } = platform
  // A proxy's certificate is its own, and says nothing of whoever stands behind it.
  const clientCertificate = peer.address === received.address ? received.clientCertificate : undefined
  return {
    id: newId(),
    context,
    received,
    // A proxy that ends TLS stands before the plain listener, under the public origin.
    origin: received.transport === 'tls' ? (publicTlsOrigin ?? publicOrigin) : publicOrigin,
    connection: {
      transport: peer.transport,
      address: peer.address,
      ...(serverCaPem === undefined ? {} : { serverCaPem }),
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
    },
  }
}

/** Refuses what came in the clear where the public address is https. */
export function needTls({ platform }: Services, { connection }: Call): void {
  if (connection.transport === 'http' && platform.publicOrigin.startsWith('https:'))
    throw refuse('tls-needed')
}

/** Counts a request against its address. */
export function takeAddressTurn({ rates }: Services, { connection }: Call): void {
  const wait = rates.address.take(countedAs(connection.address))
  if (wait > 0) throw refuseFor(wait, 'too-many-requests', 'This address sent too many.')
}

/** The message with its content. */
export async function readRequest({ limits }: Services, { received }: Call): Promise<HttpRequest> {
  const { method, target, headers } = received
  if (!received.hasContent) return { method, target, headers, body: noBody }
  const body = await received.content(limits.content)
  if (!body) throw refuse('content-too-large')
  return { method, target, headers, body }
}

/** True where `fetch` was given a HEAD request, and Hono a GET. */
function isHead({ env }: Context): boolean {
  return (env as { isHead?: true } | undefined)?.isHead === true
}

/** As much of a call's id as a log may hold. */
export function logged({ id }: Call): string {
  return id.slice(0, 12)
}
