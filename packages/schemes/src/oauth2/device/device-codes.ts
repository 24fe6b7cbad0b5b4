/** Devices that wait for somebody to say yes on another screen (RFC 8628). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import { hashOf } from '../clients/clients.ts'
import type { Door } from '../door.ts'
import { letterCode, shortCode } from './user-code.ts'

export type Device = {
  /** SHA-256 of its device code: the code itself is not kept. */
  readonly hash: string
  readonly door: Door['slug']
  readonly client_id: string
  /** Space-separated: what it asks for. */
  readonly scope: string
  readonly audience: readonly string[]
  /** As it is shown: `WDJB-MJHT`. */
  readonly userCode: string
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly expiresAt: number
}

export type DeviceDecision = {
  readonly approved: boolean
  readonly sub: string
  /** What of it was allowed. */
  readonly scope: string
  /** Seconds since 1970: when whoever decided had logged in. */
  readonly authTime: number
}

/** Seconds (§3.2, `expires_in`), and how long a row stays so that late is told from never. */
export const deviceCodeLifetime = 600
const rowLifetime = 2 * deviceCodeLifetime
/** Seconds between two polls, at first and after each one that came too soon (§3.5). */
export const firstInterval = 5
const slowerBy = 5
/** How often another user code is drawn where one is taken: short ones can all be. */
const draws = 20

/** Begins a wait. Undefined where no user code is free. */
export async function startDevice(
  server: Server,
  client: OAuthClient,
  asked: Pick<Device, 'door' | 'scope' | 'audience'>,
): Promise<{ readonly device: Device; readonly deviceCode: string } | undefined> {
  const deviceCode = base64url.encode(server.random(32))
  const hash = hashOf(deviceCode)
  for (let drawn = 0; drawn < draws; drawn++) {
    const userCode = client.lab === 'three-digit-codes' ? shortCode(server) : letterCode(server)
    // By the server's clock, which can be behind the sandbox's: a code is free again late rather than early.
    if (!(await server.store.claim(`oauth2/user-codes-taken/${userCode}`, { ttl: deviceCodeLifetime })))
      continue
    const { door, scope, audience } = asked
    const expiresAt = server.now + deviceCodeLifetime * 1000
    const device = { hash, door, client_id: client.client_id, scope, audience, userCode, expiresAt }
    await server.store.put(deviceRow(hash), device, { ttl: rowLifetime })
    await server.store.put(userCodeRow(userCode), hash, { ttl: deviceCodeLifetime })
    return { device, deviceCode }
  }
  return undefined
}

/** The device on record under this code, whatever has become of it. */
export async function findDevice(server: Server, deviceCode: string): Promise<Device | undefined> {
  return server.store.get<Device>(deviceRow(hashOf(deviceCode)))
}

/** The device that waits with this user code on its screen; undefined where none does, or does no more. */
export async function findWaiting(server: Server, userCode: string): Promise<Device | undefined> {
  const hash = await server.store.get<string>(userCodeRow(userCode))
  const device = hash === undefined ? undefined : await server.store.get<Device>(deviceRow(hash))
  if (!device || server.now >= device.expiresAt || (await findDecision(server, device))) return undefined
  return device
}

/** Keeps a decision: true for the first, and for no other. */
export async function decideDevice(
  server: Server,
  { hash }: Device,
  decision: DeviceDecision,
): Promise<boolean> {
  const first = await server.store.claim(`oauth2/devices-decided/${hash}`, { ttl: rowLifetime })
  if (first) await server.store.put(decisionRow(hash), decision, { ttl: rowLifetime })
  return first
}

export async function findDecision(server: Server, { hash }: Device): Promise<DeviceDecision | undefined> {
  return server.store.get<DeviceDecision>(decisionRow(hash))
}

/**
 * Notes a poll, and says whether it waited for the interval. One that did not makes it longer for good (§3.5: "the
 * interval MUST be increased by 5 seconds for this and all subsequent requests").
 */
export async function notePoll(
  server: Server,
  { hash }: Device,
): Promise<{ readonly patient: boolean; readonly interval: number; readonly waited: number | undefined }> {
  const last = await server.store.get<number>(`oauth2/device-polls/${hash}`)
  await server.store.put(`oauth2/device-polls/${hash}`, server.now, { ttl: rowLifetime })
  const times = (await server.store.get<number>(slowedRow(hash))) ?? 0
  const interval = firstInterval + slowerBy * times
  const waited = last === undefined ? undefined : (server.now - last) / 1000
  const patient = waited === undefined || waited >= interval
  if (!patient) await server.store.increment(slowedRow(hash), { ttl: rowLifetime })
  return { patient, interval, waited }
}

/** True for the first exchange and for no other, of any number at once. */
export async function spendDevice(server: Server, { hash }: Device): Promise<boolean> {
  return server.store.claim(`oauth2/spent-devices/${hash}`, { ttl: rowLifetime })
}

function deviceRow(hash: string): string {
  return `oauth2/devices/${hash}`
}

function userCodeRow(userCode: string): string {
  return `oauth2/user-codes/${userCode}`
}

function decisionRow(hash: string): string {
  return `oauth2/device-decisions/${hash}`
}

function slowedRow(hash: string): string {
  return `oauth2/device-slowed/${hash}`
}
