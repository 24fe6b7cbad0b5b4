/** SERVER HALF: somebody decides, on a screen of theirs, on a device that waits (RFC 8628 §3.3). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { pageSecret, type Session } from '../authorization/sessions.ts'
import { type Device, findWaiting } from '../device/device-codes.ts'
import { readUserCode } from '../device/user-code.ts'
import { giveBackCodeTry, takeCodeTry, wrongCodes } from '../device/user-code-tries.ts'
import { type OAuth2Rules, rules } from './rules.ts'

export const deviceApprovalList = list('device-approval', [
  ['user-code-attempts-left', 'RFC 8628 §5.1'],
  ['user-code-known', 'RFC 8628 §3.3'],
  ['resource-owner-authenticated', 'RFC 8628 §3.3'],
  ['decision-from-own-page', 'policy; RFC 6749 §10.12'],
])

export type Approval = {
  /** As it was typed, or as the link brought it. */
  readonly typed: string
  readonly session: Session | undefined
  readonly decision: { readonly approved: boolean; readonly pageSecret: string } | undefined
}
export type Deciding = {
  readonly principal: Principal
  readonly device: Device
  readonly session: Session
}

export async function judgeApproval(
  { typed, session: entered, decision }: Approval,
  server: Server,
  { need, ask, check }: Checks<OAuth2Rules>,
): Promise<Deciding> {
  const place = await takeCodeTry(server, entered?.userId)
  check(place !== undefined, 'user-code-attempts-left', {
    expected: `fewer than ${wrongCodes} codes that nobody waits with`,
    actual: place === undefined ? 'so many' : 'fewer',
  })
  const userCode = readUserCode(typed)
  const waiting = userCode === undefined ? undefined : await findWaiting(server, userCode)
  const device = need(waiting, 'user-code-known', {
    expected: 'the code of a device that waits',
    actual: userCode === undefined ? 'another form' : waiting ? 'that' : 'a code of that form',
  })
  await giveBackCodeTry(server, place)
  const session = ask(entered, 'resource-owner-authenticated', 'log-in')
  const ours =
    decision === undefined ||
    equalConstantTime(octets(decision.pageSecret), octets(approvalSecret(server, session, device)))
  check(ours, 'decision-from-own-page', {
    expected: 'the hidden field of this session’s page',
    actual: decision === undefined ? 'no decision yet' : ours ? 'the same' : 'another, or none',
  })
  const principal = {
    type: 'user',
    id: session.userId,
    client: device.client_id,
    scope: device.scope,
  } as const
  return { principal, device, session }
}

export const verifyDeviceApproval = verifier(rules, deviceApprovalList, judgeApproval)

/** The hidden field of the page on which this session decides on this device. */
export function approvalSecret(server: Server, session: Session, { hash }: Device): string {
  return pageSecret(server, session, `device ${hash}`)
}
