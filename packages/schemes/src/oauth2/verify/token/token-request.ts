import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Checks } from '../../../run-checks.ts'
import type { Principal } from '../../../scheme.ts'
import type { OAuthClient } from '../../clients/client-metadata.ts'
import type { Door } from '../../door.ts'
import type { Grant } from '../../tokens/grants.ts'
import type { Form } from '../form.ts'
import type { OAuth2Rules } from '../rules.ts'

/** A request as a door hands it on to be judged. */
export type AtDoor = {
  readonly request: HttpRequest
  readonly door: Door
  /** What to answer where the check that failed does not say it alone. Set by the judge, right before that check. */
  refusal?: HttpResponse
}

/** What each grant is judged with, once its client is known. */
export type TokenRequest = AtDoor & {
  readonly form: Form
  readonly client: OAuthClient
  /** Thumbprints of the key and of the certificate that the request proved to hold. */
  readonly jkt?: string
  readonly x5t?: string
}

/** What a token request came to: tokens under this grant. */
export type Granted = {
  readonly principal: Principal
  readonly client: OAuthClient
  /** As it is kept: what the resource owner agreed to. */
  readonly grant: Grant
  /** What this request's access token is for, and for where: as much, or less. */
  readonly scope: string
  readonly audience: readonly string[]
  readonly withRefresh: boolean
  readonly jkt?: string
  readonly x5t?: string
}

export type TokenRun = Checks<OAuth2Rules>

/** The grant, bound to what the request proved, for its client. */
export function granted(
  { client, jkt, x5t }: Pick<TokenRequest, 'client' | 'jkt' | 'x5t'>,
  { grant, scope, audience }: Pick<Granted, 'grant' | 'scope' | 'audience'>,
): Granted {
  return {
    principal:
      grant.sub === undefined
        ? { type: 'client', id: client.client_id, scope }
        : { type: 'user', id: grant.sub, client: client.client_id, scope },
    client,
    grant,
    scope,
    audience,
    // RFC 6749 §4.4.3: a client that acts for itself has its credentials, and needs no refresh token.
    withRefresh: grant.sub !== undefined && client.grant_types.includes('refresh_token'),
    ...(jkt === undefined ? {} : { jkt }),
    ...(x5t === undefined ? {} : { x5t }),
  }
}
