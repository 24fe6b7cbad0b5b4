/** What the steps of the walkthrough read off a run. */

import { numericDateOf } from '../../jose/numeric-date.ts'
import { readStrictObject } from '../../jose/strict-json.ts'
import type { Exchange, Run } from '../../scheme.ts'
import { accessTokenOf, buildBearer } from '../credentials.ts'
import { decodeToken } from '../decode-token.ts'

/** The token that the log-in of a step gave: its message of this number. Empty where there was none. */
export function tokenFrom(run: Run, step: string, message = 0): string {
  return accessTokenOf(bodyOf(run.exchanges(step)[message])) ?? ''
}

/** The claims of a token, unverified; empty where it cannot be read. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return objectIn(decodeToken(token)?.payload.text)
}

/** The algorithm that a token names. */
export function algOf(token: string): string {
  return decodeToken(token)?.alg ?? ''
}

function objectIn(text = ''): Readonly<Record<string, unknown>> {
  const read = readStrictObject(text)
  return 'object' in read ? read.object : {}
}

/** A call to the protected endpoint with this token. */
export function callWith(run: Run, token: string) {
  return buildBearer('GET', `${run.base}/jwt/whoami`, token)
}

/** When a token ends, as people say it. */
export function endOf(token: string): string {
  return numericDateOf(claimsOf(token).exp) ?? 'no time at all'
}

/** The content of an answer as text. */
export function bodyOf(exchange: Exchange | undefined): string {
  const body = exchange?.response.body
  return body && 'text' in body ? body.text : ''
}

export function statusOf(exchange: Exchange | undefined): string {
  return String(exchange?.response.status ?? '')
}

/** The check that ended an exchange; "none" where none did. */
export function endedBy(exchange: Exchange | undefined): string {
  return exchange?.verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id ?? 'none'
}
