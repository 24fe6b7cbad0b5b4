/** A login as this client's program plays it: each of its requests is made when the checks have got that far. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { type HttpRequest, octets } from '@lockstep/http/message'
import type { Server, Verdict } from '../../scheme.ts'
import { type Json, type LoggedIn, type Login, verifyRelyingParty } from '../client.ts'
import {
  jsonOf,
  keysOf,
  keysRequest,
  metadataRequest,
  tokenRequest,
  userInfoRequest,
} from './back-channel.ts'
import { accountsOnRecord } from './client-sessions.ts'
import { flowsOf, remembered } from './flows.ts'
import { clientCredentials, configured, type Program, redirectUri } from './program.ts'

/** Seconds for which the provider's keys are taken from memory; an unknown kid asks at once (Core §10.1.1). */
const keysKept = 300

/** Judges what came to the redirect URI. */
export async function finishLogin(
  program: Program,
  request: HttpRequest,
  server: Server,
  callback: readonly FormPair[],
): Promise<Verdict<LoggedIn>> {
  const flows = await flowsOf(request, server, program.now(server))
  const state = callback.find(([name]) => name === 'state')?.[1]
  const flow = flows.find((one) => one.state === state) ?? flows.at(-1)
  // The document that the login began with. Whoever began none here is judged by the one that is published.
  const metadata = flow?.metadata ?? (await discover(program, server))
  const login: Login = {
    configured: configured(program, server),
    metadata,
    sentOff: flows,
    callback,
    redeem: async (code, sentOff) => {
      const verifier = flows.find((one) => one.state === sentOff?.state)?.verifier
      const pairs: FormPair[] = [
        ['grant_type', 'authorization_code'],
        ['code', code],
        ['redirect_uri', redirectUri(server)],
        ...(verifier === undefined ? [] : [['code_verifier', verifier] as const]),
      ]
      return jsonOf(await program.call(tokenRequest(metadata, clientCredentials(server), pairs), server))
    },
    keys: (afresh) => providerKeys(program, server, metadata, afresh),
    userInfo: async (accessToken) =>
      jsonOf(await program.call(userInfoRequest(metadata, accessToken), server)),
    accounts: () => accountsOnRecord(server),
  }
  return verifyRelyingParty(
    login,
    {
      now: () => Math.floor(program.now(server) / 1000),
      claimNonce: (nonce) =>
        server.store.claim(`oidc/client/nonces/${hashed(nonce)}`, { ttl: remembered * 2 }),
    },
    server.without,
  )
}

/** The provider's document; undefined where there is none. */
export async function discover(program: Program, server: Server): Promise<Json | undefined> {
  return jsonOf(await program.call(metadataRequest(configured(program, server).issuer), server))
}

async function providerKeys(
  program: Program,
  server: Server,
  metadata: Json | undefined,
  afresh: boolean,
): Promise<readonly JsonWebKey[]> {
  const at = keysRequest(metadata)
  const row = `oidc/client/keys/${hashed(at.target)}`
  const kept = afresh ? undefined : await server.volatile.get<Kept>(row)
  if (kept && server.now < kept.until) return kept.keys
  const keys = keysOf(jsonOf(await program.call(at, server)))
  await server.volatile.put(row, { keys, until: server.now + keysKept * 1000 }, { ttl: keysKept })
  return keys
}

type Kept = { readonly keys: readonly JsonWebKey[]; readonly until: number }

function hashed(text: string): string {
  return base64url.encode(sha256(octets(text)))
}
