/** CLIENT HALF: a call to the API, with an access token that is good for whoever holds it (RFC 6750 §2.1). */
import { type FieldLine, request } from '@lockstep/http/message'
import type { Built } from '../../scheme.ts'

export type ApiCall = { readonly method: string; readonly target: string; readonly accessToken: string }

/** The token as it is. A bound one goes as DPoP, with a proof beside it. */
export function apiCall({ method, target, accessToken }: ApiCall): Built {
  return { request: request(method, target, [bearer(accessToken)]), derivation: [] }
}

export function bearer(accessToken: string): FieldLine {
  return ['Authorization', `Bearer ${accessToken}`]
}
