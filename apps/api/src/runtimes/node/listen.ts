/** One port on one or more addresses, and an end of it that loses no request. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import {
  createServer as createTlsServer,
  Server as TlsServer,
  type ServerOptions as TlsServerOptions,
} from 'node:https'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { answerBrokenRequest } from './broken-request.ts'

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown

export type Listener = {
  readonly port: number
  /** New material for connections from now on. Only for a TLS listener. */
  renew(tls: { key: string; cert: string }): void
  /**
   * Takes no new connection, answers what is under way, and is done. `endStreams` is called at once, and again when
   * nothing new can come: an answer without an end would be waited for.
   */
  close(endStreams?: () => void): Promise<void>
}

/** Cannot listen: `code` is that of the operating system. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly port: number
  readonly isTls: boolean
  readonly code: string
  constructor(port: number, isTls: boolean, code: string) {
    super(`Cannot listen on port ${port}: ${code}`)
    this.port = port
    this.isTls = isTls
    this.code = code
  }
}

const options: ServerOptions = {
  // The request line counts too. Longer is 431; a target over the platform's own limit is 414 before that.
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  // How often the two timeouts above are looked at: Node's default is half a minute.
  connectionsCheckingInterval: 1_000,
}

/**
 * How long nothing may move on a connection while an answer is under way: longer than a live stream is silent, and than
 * any answer takes. Whoever reads no further is let go with all that waits for them, at the second look if something of
 * it had still gone out at the first.
 */
const silence = 60_000

/** How long an idle connection may still bring a request after the end has begun, and how long an answer may take. */
const idleGrace = 1_000
const answerGrace = 10_000

/** Listens on every address that this machine has of `hosts`; port 0 takes a free one, the same for all. */
export async function listen(
  hosts: readonly string[],
  port: number,
  handler: Handler,
  tls?: TlsServerOptions,
): Promise<Listener> {
  const open = new Set<ServerResponse>()
  let ending = false
  const handle: Handler = (incoming, outgoing) => {
    open.add(outgoing)
    outgoing.once('close', () => open.delete(outgoing))
    if (ending) outgoing.shouldKeepAlive = false
    handler(incoming, outgoing)
  }
  const servers: (Server | TlsServer)[] = []
  let chosen = port
  for (const host of hosts) {
    const server = tls ? createTlsServer({ ...options, ...tls }, handle) : createServer(options, handle)
    // Node drops what is over this count without a word; the 16 KiB above are bound enough.
    server.maxHeadersCount = 0
    server.timeout = silence
    server.on('clientError', answerBrokenRequest)
    server.on('connect', (_, socket) => answerBrokenRequest({ code: 'CONNECT' }, socket))
    const code = await listening(server, host, chosen)
    if (code === undefined) {
      chosen = (server.address() as AddressInfo).port
      servers.push(server)
    } else if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) {
      await Promise.all(servers.map((each) => ended(each)))
      throw new ListenError(chosen, tls !== undefined, code)
    }
  }
  if (servers.length === 0) throw new ListenError(port, tls !== undefined, 'EADDRNOTAVAIL')
  return {
    port: chosen,
    renew: (material) => {
      for (const server of servers) if (server instanceof TlsServer) server.setSecureContext(material)
    },
    close: async (endStreams = () => {}) => {
      ending = true
      for (const outgoing of open) if (!outgoing.headersSent) outgoing.shouldKeepAlive = false
      endStreams()
      const later = setTimeout(endStreams, idleGrace + 100)
      await Promise.all(servers.map((server) => ended(server)))
      clearTimeout(later)
    },
  }
}

/** Undefined once it listens, or the code of what went wrong. */
function listening(server: Server | TlsServer, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, ipv6Only: host.includes(':'), backlog: 1024 }, () => resolve(undefined))
  })
}

/**
 * Node's own `server.close()` drops idle connections at once, and with them a request that is on its way. So the
 * listening ends first; whoever still sends is answered with `Connection: close`.
 */
async function ended(server: Server | TlsServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()))
  NetServer.prototype.close.call(server)
  const idle = setTimeout(() => server.closeIdleConnections(), idleGrace)
  const hung = setTimeout(() => server.closeAllConnections(), answerGrace)
  await closed
  clearTimeout(idle)
  clearTimeout(hung)
}
