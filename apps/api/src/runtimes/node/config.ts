/** What the environment says about how to run. */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultLimits, type Limits, type Rate } from '../../limits.ts'

export type Config = {
  /** 0 takes any free port. */
  readonly port: number
  /** As `port`; null for no TLS listener. */
  readonly tlsPort: number | null
  /** Null for `http://localhost:{port}`. */
  readonly publicOrigin: string | null
  /** Null for `https://localhost:{tlsPort}`. */
  readonly publicTlsOrigin: string | null
  /** The address to listen on. Null: loopback only where the public origin is loopback, else every address. */
  readonly host: string | null
  readonly trustedProxies: readonly string[]
  readonly limits: Partial<Limits> | 'off'
  /** Where the store, the keys and the certificates are. */
  readonly dataDirectory: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** A setting that cannot be used. The message names it, what it is and what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads the settings. Empty ones count as not given. Throws a ConfigError. */
export function readConfig(environment: Environment): Config {
  const setting = <T>(
    name: string,
    fallback: T,
    read: (text: string) => T | undefined,
    expected: string,
  ): T => {
    const text = environment[name]?.trim()
    if (!text) return fallback
    const value = read(text)
    if (value === undefined) throw new ConfigError(`Unexpected ${name} "${text}", expected ${expected}.`)
    return value
  }
  const root = fileURLToPath(new URL('../../../../../', import.meta.url))
  return {
    port: setting('PORT', 8787, port, 'a port from 0 to 65535'),
    tlsPort: setting(
      'TLS_PORT',
      8443,
      (text) => (text === 'off' ? null : port(text)),
      'a port from 0 to 65535, or off',
    ),
    publicOrigin: setting(
      'PUBLIC_ORIGIN',
      null,
      (text) => origin(text, ['http:', 'https:']),
      'an origin such as http://localhost:8787: scheme, host and port, no path',
    ),
    publicTlsOrigin: setting(
      'PUBLIC_TLS_ORIGIN',
      null,
      (text) => origin(text, ['https:']),
      'an https origin such as https://localhost:8443: scheme, host and port, no path',
    ),
    host: setting('HOST', null, (text) => (isIP(text) ? text : undefined), 'an IP address such as 0.0.0.0'),
    trustedProxies: setting(
      'TRUSTED_PROXIES',
      [],
      (text) => list(text, addressBlock),
      'addresses or blocks with commas between, such as 10.0.0.0/8,::1',
    ),
    limits: setting<Config['limits']>(
      'LIMITS',
      {},
      limits,
      `off, or changes such as content=65536,addressRate=100:200 (a rate is requests a second, then at once); known: ${Object.keys(defaultLimits).join(', ')}`,
    ),
    dataDirectory: resolve(root, environment.DATA_DIR?.trim() || '.data'),
  }
}

function port(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function origin(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return protocols.includes(url.protocol) && (text === url.origin || text === `${url.origin}/`)
    ? url.origin
    : undefined
}

function list<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const values = text.split(',').map((part) => read(part.trim()))
  return values.every((value) => value !== undefined) ? values : undefined
}

function addressBlock(text: string): string | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (!version || more.length > 0) return undefined
  if (bits === undefined) return text
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128) ? text : undefined
}

function limits(text: string): Config['limits'] | undefined {
  if (text === 'off') return 'off'
  const changes = list(text, (part) => {
    const [, name = '', value = '', burst] = /^([a-zA-Z]+)=(\d+(?:\.\d+)?)(?::(\d+))?$/.exec(part) ?? []
    if (!Object.hasOwn(defaultLimits, name)) return undefined
    const isRate = typeof defaultLimits[name as keyof Limits] === 'object'
    if (isRate !== (burst !== undefined)) return undefined
    const rate: Rate = { perSecond: Number(value), burst: Number(burst) }
    return [name, isRate ? rate : Number(value)] as const
  })
  return changes && Object.fromEntries(changes)
}
