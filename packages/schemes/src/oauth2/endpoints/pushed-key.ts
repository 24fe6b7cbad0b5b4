/** The key that a pushed request binds its code to (RFC 9449 §10.1): named by `dpop_jkt`, proven by a proof, or both. */
import { fieldLines, type HttpRequest, type HttpResponse } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import { nonceField } from '../tokens/dpop-nonce.ts'
import { tokenProof } from '../verify/dpop.ts'
import { oauthError } from './refusal.ts'

/**
 * The thumbprint, undefined where neither came; or the refusal of a proof that does not hold, or that is by another key
 * than the request names.
 */
export async function pushedKey(
  request: HttpRequest,
  server: Server,
  named: string | undefined,
): Promise<{ readonly jkt?: string } | { readonly refusal: HttpResponse }> {
  if (fieldLines(request, 'dpop').length === 0) return named === undefined ? {} : { jkt: named }
  const proof = await tokenProof(request, server)
  if ('error' in proof)
    return refused(server, proof.error, 'There is no DPoP proof that holds for this request.')
  if (named !== undefined && named !== proof.jkt)
    return refused(server, 'invalid_dpop_proof', 'The proof is by another key than dpop_jkt names.')
  return { jkt: proof.jkt }
}

function refused(server: Server, error: string, because: string) {
  return { refusal: oauthError(400, error, because, [nonceField(server)]) }
}
