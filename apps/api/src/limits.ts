/** Every limit of the platform, with its default. */

/** So many at once, and so many more each second. */
export type Rate = { readonly burst: number; readonly perSecond: number }

export type Limits = {
  /** Octets of a request-target. Longer is 414. */
  readonly target: number
  /** Octets of content. Longer is 413. */
  readonly content: number
  /** Of a JSON body of the platform's own. More is 400. */
  readonly jsonDepth: number
  readonly jsonKeys: number
  /** Requests to one sandbox, counted first: a classroom shares one address. */
  readonly sandboxRate: Rate
  /** Requests from one address. */
  readonly addressRate: Rate
  /** Sandboxes made from one address. */
  readonly creationRate: Rate
  /** Attacks played in one sandbox; each may send 40 requests in each of two worlds. */
  readonly attackRate: Rate
  readonly liveSandboxes: number
  /** Seconds without a request until a sandbox expires. */
  readonly idle: number
  /** Seconds until it expires in any case. */
  readonly life: number
  /** Seconds by which a sandbox's clock can be moved on, in all. */
  readonly clock: number
  /** Rows that the worlds of a sandbox keep: tokens, keys, counters. */
  readonly rows: number
  /** What is kept to be used once: nonces, codes, `jti`s. */
  readonly claims: number
  /** The same two for the public sandbox, which everybody shares. */
  readonly publicRows: number
  readonly publicClaims: number
  /** Exchanges kept for a sandbox, in lines and in octets, and the octets kept for all. The oldest go. */
  readonly lines: number
  readonly lineOctets: number
  readonly allLineOctets: number
  /** Live streams of a sandbox, and of the process. */
  readonly streams: number
  readonly allStreams: number
  /** Octets that a stream's reader may lag behind before it is dropped. */
  readonly backlog: number
  /** Slow jobs that run at once, and that wait. */
  readonly slowRunning: number
  readonly slowWaiting: number
}

export const defaultLimits: Limits = {
  target: 4 * 1024,
  content: 64 * 1024,
  jsonDepth: 32,
  jsonKeys: 256,
  sandboxRate: { burst: 60, perSecond: 20 },
  addressRate: { burst: 200, perSecond: 100 },
  creationRate: { burst: 30, perSecond: 0.5 },
  attackRate: { burst: 30, perSecond: 1 },
  liveSandboxes: 5_000,
  idle: 2 * 3600,
  life: 24 * 3600,
  clock: 30 * 24 * 3600,
  rows: 500,
  claims: 2_000,
  publicRows: 20_000,
  publicClaims: 100_000,
  lines: 1_000,
  lineOctets: 1024 * 1024,
  allLineOctets: 256 * 1024 * 1024,
  streams: 2,
  allStreams: 2_000,
  backlog: 256 * 1024,
  slowRunning: 2,
  slowWaiting: 50,
}

const boundless: Rate = { burst: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }

/** Rates and quotas off; sizes, the recorder's memory and the slow queue stay, or one caller could end the process. */
const off: Partial<Limits> = {
  sandboxRate: boundless,
  addressRate: boundless,
  creationRate: boundless,
  attackRate: boundless,
  liveSandboxes: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  claims: Number.POSITIVE_INFINITY,
  publicRows: Number.POSITIVE_INFINITY,
  publicClaims: Number.POSITIVE_INFINITY,
  streams: Number.POSITIVE_INFINITY,
  allStreams: Number.POSITIVE_INFINITY,
  slowWaiting: Number.POSITIVE_INFINITY,
}

/** The defaults with what a setting changes. */
export function limitsOf(setting: Partial<Limits> | 'off'): Limits {
  return { ...defaultLimits, ...(setting === 'off' ? off : setting) }
}
