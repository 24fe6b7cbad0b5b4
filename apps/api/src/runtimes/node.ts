/** The API and the page on Node: two listeners, a store in a file, keys that outlive a restart. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { loadSchemes } from '@lockstep/schemes/list'
import { MemoryStore } from '@lockstep/store/memory-store'
import { createApp } from '../app.ts'
import type { LogLine } from '../platform.ts'
import { SqliteStore } from '../store/sqlite-store.ts'
import { keepTls, type TlsKeeper } from '../tls/keep-tls.ts'
import { answerUnreadable } from './node/answer-unreadable.ts'
import type { Config } from './node/config.ts'
import { installationKey } from './node/installation-key.ts'
import { type Handler, type Listener, listen } from './node/listen.ts'
import { page } from './node/page.ts'
import { receive, reply } from './node/receive.ts'

export type Running = {
  /** The port of the plain listener. */
  readonly port: number
  readonly origin: string
  /** Null where there is no TLS listener. */
  readonly tlsOrigin: string | null
  /** The file of the certificate that a client of the TLS listener has to trust. */
  readonly caFile: string | null
  /** Answers what is under way, ends streams, and lets go of the store. */
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Starts everything. Throws a ListenError where a port is taken; then nothing is left running. */
export async function startNode(config: Config, log: (line: LogLine) => void = () => {}): Promise<Running> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
  const schemes = await loadSchemes()
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string })
    .version
  const hosts = hostsFor(config)
  const gate = waitingHandler()
  const listeners: Listener[] = []
  let tls: TlsKeeper | undefined
  try {
    const plain = await listen(hosts, config.port, gate.handle)
    listeners.push(plain)
    const publicOrigin = config.publicOrigin ?? `http://localhost:${plain.port}`
    let publicTlsOrigin: string | null = null
    if (config.tlsPort !== null) {
      tls = await keepTls(join(config.dataDirectory, 'tls'), config.publicTlsOrigin)
      const secure = await listen(hosts, config.tlsPort, gate.handle, tls.options)
      listeners.push(secure)
      tls.renewInto(secure)
      publicTlsOrigin = config.publicTlsOrigin ?? `https://localhost:${secure.port}`
    }
    const store = new SqliteStore(join(config.dataDirectory, 'lockstep.sqlite'), Date.now)
    const app = createApp({
      schemes,
      store,
      volatile: new MemoryStore(Date.now),
      // Two new sandboxes at once find theirs made as soon as the server is up, and a room of learners soon after.
      spareKeyPairs: { atOnce: 6, most: 32, pause: () => setTimeout(300, undefined, { ref: false }) },
      key: installationKey(config.dataDirectory),
      now: Date.now,
      micros: () => Math.round(performance.now() * 1000),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      publicOrigin,
      publicTlsOrigin,
      trustedProxies: config.trustedProxies,
      ...(tls ? { serverCaPem: tls.caPem } : {}),
      version,
      runtime: 'node',
      limits: config.limits,
      receive,
      reply,
      page: page(join(root, 'apps/web/dist')),
      log,
    })
    gate.open(getRequestListener(app.fetch, { errorHandler: answerUnreadable }))
    return {
      port: plain.port,
      origin: publicOrigin,
      tlsOrigin: publicTlsOrigin,
      caFile: tls?.caFile ?? null,
      close: async () => {
        tls?.stop()
        await Promise.all(listeners.map((listener) => listener.close(() => void app.close())))
        await app.close()
        store.close()
      },
    }
  } catch (error) {
    tls?.stop()
    await Promise.all(listeners.map((listener) => listener.close()))
    throw error
  }
}

/** Whoever is told to reach it by loopback alone is the only one who can: the public sandbox's traces are open there. */
function hostsFor({ host, publicOrigin }: Config): string[] {
  if (host !== null) return [host]
  const name = publicOrigin === null ? 'localhost' : new URL(publicOrigin).hostname
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(name)
    ? ['127.0.0.1', '::1']
    : ['0.0.0.0', '::']
}

/** The port is known before the app can be made; a request that comes in between waits for it. */
function waitingHandler(): { handle: Handler; open(handler: Handler): void } {
  const waiting: Parameters<Handler>[] = []
  let handler: Handler | undefined
  return {
    handle: (incoming, outgoing) => {
      if (handler) handler(incoming, outgoing)
      else waiting.push([incoming, outgoing])
    },
    open: (ready) => {
      handler = ready
      for (const [incoming, outgoing] of waiting.splice(0)) ready(incoming, outgoing)
    },
  }
}
