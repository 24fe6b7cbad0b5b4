/** SERVER HALF of revocation (RFC 7009). */
import { readCompactForm } from '../../jose/compact-form.ts'
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { authenticateClient } from '../clients/client-authentication.ts'
import { tryWindow } from '../clients/failed-tries.ts'
import { tooManyTries } from '../endpoints/refusal.ts'
import { findAccessToken } from '../tokens/access-tokens.ts'
import { isAccessTokenType, readJwtAccessToken } from '../tokens/jwt-access-token.ts'
import { findRefreshToken } from '../tokens/refresh-tokens.ts'
import { readForm } from './form.ts'
import { type OAuth2Rules, rules } from './rules.ts'
import type { AtDoor } from './token/token-request.ts'

export const revocationList = list('revocation', [
  ['client-authenticated', 'RFC 7009 §2.1'],
  ['token-parameter-present', 'RFC 7009 §2.1'],
  ['token-type-supported', 'RFC 7009 §2.2.1'],
  ['token-issued-to-client', 'RFC 7009 §2.1'],
])

/** What is to end: one access token, or a grant with all of its tokens. Undefined where there is nothing on record. */
export type Revocable =
  | { readonly kind: 'access-token'; readonly client_id: string; readonly jti: string }
  | { readonly kind: 'grant'; readonly client_id: string; readonly id: string }

export type Revoking = { readonly principal: Principal; readonly what: Revocable | undefined }

export async function judgeRevocation(
  message: AtDoor,
  server: Server,
  { need, check }: Checks<OAuth2Rules>,
): Promise<Revoking> {
  const form = readForm(message.request)
  const { client, proven, flaw, limited } = await authenticateClient(message.request, server, form)
  if (limited) message.refusal = tooManyTries(tryWindow)
  const by = check.or(
    proven && client,
    'client-authenticated',
    { without: () => client ?? { client_id: 'nobody', token_endpoint_auth_method: 'none' } },
    { expected: client?.token_endpoint_auth_method ?? 'a client on record', actual: flaw ?? 'proven' },
  )
  const token = need(form.repeated === undefined && form.value('token'), 'token-parameter-present', {
    expected: 'one token',
    actual:
      form.flaw ?? (form.repeated === undefined ? 'none' : `${form.repeated.slice(0, 64)} more than once`),
  })
  need(!isOtherJwt(token), 'token-type-supported', {
    expected: 'an access token or a refresh token',
    actual: isOtherJwt(token) ? 'a JWT of another typ' : 'that, or a string that is on no record',
  })
  const what = await revocable(server, token)
  // RFC 7009 §2.2: a token that is unknown is no error, for what its client wants is so already.
  check(what === undefined || what.client_id === by.client_id, 'token-issued-to-client', {
    expected: what?.client_id ?? 'nobody: it is on no record',
    actual: by.client_id,
  })
  return { principal: { type: 'client', id: by.client_id }, what }
}

export const verifyRevocation = verifier(rules, revocationList, judgeRevocation)

/** An ID Token, say: it is believed by whoever reads it, and nobody asks here (RFC 7009 §2.2.1). */
function isOtherJwt(token: string): boolean {
  const read = readCompactForm(token)
  return typeof read !== 'string' && !isAccessTokenType(read)
}

/** The kind is found, whatever `token_type_hint` says: a wrong hint must not keep a token alive (RFC 7009 §2.1). */
async function revocable(server: Server, token: string): Promise<Revocable | undefined> {
  const row = (await findAccessToken(server, token)) ?? (await readJwtAccessToken(server, token))
  if (row) return { kind: 'access-token', client_id: row.client_id, jti: row.jti }
  const refresh = await findRefreshToken(server, token)
  return refresh && { kind: 'grant', client_id: refresh.client_id, id: refresh.grantId }
}
