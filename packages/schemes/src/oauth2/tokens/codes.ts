/** Authorization codes (RFC 6749 §4.1.2): who may exchange what, once. */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import { hashOf } from '../clients/clients.ts'
import { type Door, issuerOf } from '../door.ts'
import { audienceOf } from './audience.ts'
import { startGrant } from './grants.ts'

export type CodeRow = {
  readonly hash: string
  readonly grantId: string
  readonly client_id: string
  readonly redirect_uri: string
  /** RFC 6749 §4.1.3: only a redirect_uri that the authorization request named has to come again. */
  readonly namedRedirectUri: boolean
  readonly code_challenge?: string
  readonly code_challenge_method?: string
  /** RFC 9449 §10: the key that the code is for. */
  readonly dpop_jkt?: string
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly expiresAt: number
}

/** Seconds. RFC 6749 §4.1.2 recommends at most ten minutes; a client redeems it at once. */
export const codeLifetime = 60
/** Seconds that the row stays, so that late is told from never, and a second use from an unknown code. */
const rowLifetime = 900

/** What the resource owner said yes to. */
export type Approval = {
  readonly request: AuthorizationRequest
  readonly client: OAuthClient
  readonly userId: string
  /** What was ticked: as much as was asked for, or less. */
  readonly scope: string
  /** Seconds since 1970. */
  readonly authTime: number
}

/** Begins the grant and gives out a code for it: 256 bits. Only its hash is kept. */
export async function issueCode(server: Server, door: Door, approval: Approval): Promise<string> {
  const { request, client, userId, scope, authTime } = approval
  const grant = await startGrant(server, {
    door: door.slug,
    client_id: client.client_id,
    sub: userId,
    scope,
    audience: audienceOf(server, request.resource) ?? [issuerOf(server)],
    authTime,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    ...(request.claims === undefined ? {} : { claims: request.claims }),
    ...(request.acr_values === undefined ? {} : { acrValues: request.acr_values }),
    ...(tellsAuthTime(approval) ? { tellsAuthTime: true } : {}),
  })
  const code = base64url.encode(server.random(32))
  const hash = hashOf(code)
  const kept: CodeRow = {
    hash,
    grantId: grant.id,
    client_id: client.client_id,
    redirect_uri: request.redirect_uri,
    namedRedirectUri: request.namedRedirectUri,
    ...(request.code_challenge === undefined ? {} : { code_challenge: request.code_challenge }),
    ...(request.code_challenge_method === undefined
      ? {}
      : { code_challenge_method: request.code_challenge_method }),
    ...(request.dpop_jkt === undefined ? {} : { dpop_jkt: request.dpop_jkt }),
    expiresAt: server.now + codeLifetime * 1000,
  }
  await server.store.put(row(hash), kept, { ttl: rowLifetime })
  return code
}

/** The code on record, whatever has become of it. */
export async function findCode(server: Server, code: string): Promise<CodeRow | undefined> {
  return server.store.get<CodeRow>(row(hashOf(code)))
}

/** True for the first redemption and for no other, of any number at once. */
export async function spendCode(server: Server, { hash }: CodeRow): Promise<boolean> {
  return server.store.claim(`oauth2/spent-codes/${hash}`, { ttl: rowLifetime })
}

/** OpenID Connect Core §2: auth_time is required where max_age came, or where it was asked for as essential. */
function tellsAuthTime({ request: { max_age, claims }, client }: Approval): boolean {
  const idToken = claims?.id_token as Readonly<Record<string, { essential?: unknown } | null>> | undefined
  return (
    max_age !== undefined ||
    client.require_auth_time === true ||
    client.default_max_age !== undefined ||
    idToken?.auth_time?.essential === true
  )
}

function row(hash: string): string {
  return `oauth2/codes/${hash}`
}
