/** What an honest flow left behind before a story begins, put on record without playing it. */
import type { World } from '../../scheme.ts'
import { findClient } from '../clients/clients.ts'
import { issuerOf } from '../door.ts'
import { issueTokens } from '../tokens/access-tokens.ts'
import { startGrant } from '../tokens/grants.ts'
import { credentialsIn, expected, type Tokens } from './moves.ts'

/** Tokens of Reader's for Ada's notes; bound to a key or a certificate, or for another API, where the story says so. */
export async function adasTokens(
  world: World,
  {
    scope = 'notes:read notes:write',
    audience = issuerOf(world),
    ...bound
  }: { scope?: string; audience?: string; jkt?: string; x5t?: string } = {},
): Promise<Tokens> {
  const { server } = world
  const client = expected(await findClient(server, 'reader'), 'Reader on record')
  const grant = await startGrant(server, {
    door: 'oauth2',
    client_id: client.client_id,
    sub: credentialsIn(world).resourceOwner.userId,
    scope,
    audience: [audience],
    ...bound,
  })
  const issued = await issueTokens(server, grant, { client, scope, withRefresh: true })
  return {
    access_token: issued.accessToken,
    token_type: issued.tokenType,
    scope: issued.scope,
    ...(issued.refreshToken === undefined ? {} : { refresh_token: issued.refreshToken }),
  }
}
