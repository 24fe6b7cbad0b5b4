import { signatureHolds } from '../jose/signature-holds.ts'
import { readIssuedJwt } from '../oauth2/tokens/jwt-access-token.ts'
import type { Server } from '../scheme.ts'

/** An ID Token that came back as a hint: whose it is, and for which client it was. */
export type IdTokenHint = { readonly sub: string; readonly client_id: string }

/**
 * Reads an `id_token_hint`, or says why it is none of ours. It may have expired: as a hint, it still names somebody (Core
 * §3.1.2.1, RP-Initiated Logout §2). Its signature has to hold all the same.
 */
export async function readIdTokenHint(server: Server, hint: string): Promise<IdTokenHint | string> {
  const read = await readIssuedJwt(server, hint)
  if (typeof read === 'string') return read
  const { form, key } = read
  // Access tokens are signed by the same keys; the typ tells them apart (RFC 9068 §2.1).
  if (form.header.object.typ !== 'JWT') return 'another typ'
  if (!(await signatureHolds(form, key.alg, key.publicJwk))) return 'another signature'
  const { sub, aud, iat } = form.claims.object
  if (typeof sub !== 'string' || typeof aud !== 'string' || typeof iat !== 'number') return 'no ID Token'
  // What was minted before a reset is worth nothing after it.
  return iat < Math.floor(server.since / 1000) ? 'from before the last reset' : { sub, client_id: aud }
}
