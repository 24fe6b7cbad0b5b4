import { KeyPairs } from '@lockstep/schemes/key-pairs'
import { Router } from '@lockstep/schemes/router'
import { under } from '@lockstep/store/under'
import type { Block } from './addresses.ts'
import { parseBlock } from './addresses.ts'
import { Exchanges } from './exchanges.ts'
import { type Limits, limitsOf } from './limits.ts'
import { LiveStreams } from './live-stream.ts'
import type { Platform } from './platform.ts'
import { publicSandbox } from './public-sandbox.ts'
import { randomIds } from './random-ids.ts'
import { Rates } from './rates.ts'
import { Sandboxes } from './sandboxes.ts'
import { slowQueue } from './slow-queue.ts'
import type { Shared } from './worlds.ts'

/** Everything that lives as long as the app does. */
export type Services = {
  readonly platform: Platform
  readonly limits: Limits
  readonly router: Router
  readonly shared: Shared
  readonly sandboxes: Sandboxes
  readonly exchanges: Exchanges
  readonly streams: LiveStreams
  readonly keyPairs: KeyPairs
  readonly proxies: readonly Block[]
  readonly rates: {
    readonly sandbox: Rates
    readonly address: Rates
    readonly creation: Rates
    readonly attack: Rates
  }
  /** 128 random bits, for whoever sent the exchange to read its trace. */
  newId(): string
  /** True where only this machine can ask. */
  readonly onLoopback: boolean
}

/** The services of an app. */
export function makeServices(platform: Platform): Services {
  const { store, volatile, key, now, random, spareKeyPairs } = platform
  const keyPairs = new KeyPairs(under('k/', store), spareKeyPairs)
  const limits = limitsOf(platform.limits)
  const exchanges = new Exchanges(limits)
  const streams = new LiveStreams(exchanges, limits)
  const rates = {
    sandbox: new Rates(limits.sandboxRate, now),
    address: new Rates(limits.addressRate, now),
    creation: new Rates(limits.creationRate, now),
    attack: new Rates(limits.attackRate, now),
  }
  const sandboxes = new Sandboxes({
    store,
    volatile,
    limits,
    now,
    random,
    dropped(id, ends) {
      exchanges.forget(id)
      if (!ends) return
      // What stays where that fails can be used by nobody: the sandbox's id never comes again.
      void keyPairs.forget(`s/${id}/`).catch(() => {})
      streams.close(id)
      rates.sandbox.forget(id)
      rates.attack.forget(id)
    },
  })
  return {
    platform,
    limits,
    router: new Router(platform.schemes),
    shared: {
      key,
      store,
      volatile,
      keyPairs,
      random,
      slow: slowQueue(limits.slowRunning, limits.slowWaiting),
    },
    sandboxes,
    exchanges,
    streams,
    keyPairs,
    proxies: platform.trustedProxies.map(parseBlock),
    rates,
    newId: randomIds(random),
    onLoopback: isLoopback(platform.publicOrigin),
  }
}

/** True for an origin whose host is this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3). */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin)
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\./.test(hostname)
  )
}

/** Requests to the public sandbox are counted by address only: everybody shares it. */
export function takeSandboxTurn({ rates }: Services, id: string): number {
  return id === publicSandbox ? 0 : rates.sandbox.take(id)
}
