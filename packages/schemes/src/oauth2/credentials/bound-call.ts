/** CLIENT HALF: a call with a token that is bound to a key, and the proof that goes with it (RFC 9449 §7.1). */
import { request } from '@lockstep/http/message'
import type { Built } from '../../scheme.ts'
import type { ApiCall } from './api-call.ts'
import type { DpopKey } from './dpop-key.ts'
import { type DpopClaims, dpopProof } from './dpop-proof.ts'

export type BoundCall = ApiCall & { readonly key: DpopKey; readonly claims: DpopClaims }

export async function boundCall({ method, target, accessToken, key, claims }: BoundCall): Promise<Built> {
  const { proof, derivation } = await dpopProof(claims, key, accessToken)
  return {
    request: request(method, target, [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', proof],
    ]),
    derivation,
  }
}
