/** SERVER HALF of the token endpoint (RFC 6749 §3.2): what all grants share, then the one that was asked for. */
import { fieldLines, type HttpRequest, type HttpResponse } from '@lockstep/http/message'
import { isLoopback } from '../../redirect-to.ts'
import { verifier } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { authenticateClient, presentedWays } from '../clients/client-authentication.ts'
import {
  type GrantType,
  grantTypes,
  isConfidential,
  type OAuthClient,
  stranger,
} from '../clients/client-metadata.ts'
import { tryWindow } from '../clients/failed-tries.ts'
import { missing, oauthError, tooManyTries } from '../endpoints/refusal.ts'
import { type TokenProof, tokenProof } from './dpop.ts'
import { type Form, readForm } from './form.ts'
import { rules } from './rules.ts'
import { judgeClientCredentials } from './token/client-credentials.ts'
import { judgeCode } from './token/code.ts'
import { judgeDevice } from './token/device.ts'
import { tokenLists } from './token/lists.ts'
import { judgePassword } from './token/password.ts'
import { judgeRefresh } from './token/refresh.ts'
import type { AtDoor, Granted, TokenRun } from './token/token-request.ts'

/** The judge of each grant, and the branch of the lists that it judges by. */
const judges = {
  authorization_code: { branch: 'code', judge: judgeCode },
  refresh_token: { branch: 'refresh', judge: judgeRefresh },
  client_credentials: { branch: 'client-credentials', judge: judgeClientCredentials },
  'urn:ietf:params:oauth:grant-type:device_code': { branch: 'device', judge: judgeDevice },
  password: { branch: 'password', judge: judgePassword },
} as const
type Served = keyof typeof judges

export async function judgeToken(message: AtDoor, server: Server, run: TokenRun): Promise<Granted> {
  const { need, check, branch } = run
  const { request } = message
  need(request.method === 'POST', 'method-is-post', { expected: 'POST', actual: request.method })
  const form = readForm(request)
  need(form.flaw === undefined, 'body-is-form', form.flaw === undefined ? undefined : { actual: form.flaw })
  checkChannel(server, run)
  checkUnique(form, run)
  checkOneWay(request, form, run)
  const asked = form.value('grant_type')
  // Where the check is taken away nothing is missing: it goes on as a password grant.
  const needsName = server.without !== 'grant-type-supported'
  if (asked === undefined && needsName) message.refusal = missing('grant_type')
  const grantType: Served = check.or(
    grantTypes.find((known) => known === asked),
    'grant-type-supported',
    { without: () => 'password' as const },
    { expected: grantTypes.join(', '), actual: asked?.slice(0, 64) ?? 'none' },
  )
  const client = await needClient(message, server, form, run)
  check(mayUse(client, grantType), 'grant-allowed-to-client', {
    expected: client.grant_types.join(', ') || 'none',
    actual: grantType,
  })
  const bound = await provenKeys(message, server, client, run)
  branch(judges[grantType].branch)
  return judges[grantType].judge(Object.assign(message, { form, client, ...bound }), server, run)
}

export const verifyToken = verifier(rules, tokenLists, judgeToken)

/** §3.2 asks for TLS, for secrets travel here. A request that never leaves the machine is heard by nobody. */
function checkChannel({ origin, connection: { transport } }: Server, { check }: TokenRun): void {
  check(transport === 'tls' || isLoopback(new URL(origin)), 'channel-is-private', {
    expected: 'TLS, or a loopback origin',
    actual: transport === 'tls' ? 'TLS' : `plain HTTP at ${origin}`,
  })
}

/** Without it the first of two is read. */
function checkUnique({ repeated }: Form, { check }: TokenRun): void {
  check(repeated === undefined, 'parameters-unique', {
    expected: 'each once',
    actual: repeated === undefined ? 'each once' : `${repeated.slice(0, 64)} more than once`,
  })
}

function checkOneWay(request: HttpRequest, form: Form, { check }: TokenRun): void {
  const ways = presentedWays(request, form).map(({ method }) => method)
  check(ways.length < 2, 'one-client-authentication', {
    expected: 'one way',
    actual: ways.join(' and ') || 'none',
  })
}

/** `client-authenticated`. In the world without it the name is enough. */
async function needClient(
  message: AtDoor,
  server: Server,
  form: Form,
  { check }: TokenRun,
): Promise<OAuthClient> {
  const { client, proven, flaw, limited } = await authenticateClient(message.request, server, form, {
    several: 'first',
  })
  if (limited) message.refusal = tooManyTries(tryWindow)
  // RFC 8705 §3.4 leaves open what a client gets that registered for bound tokens and shows no certificate: an error, or
  // a token that is bound to nothing. It asked not to have the latter, so it gets none.
  const lacks = client?.tls_client_certificate_bound_access_tokens && !server.connection.clientCertificate
  if (proven && lacks) message.refusal = certificateNeeded
  return check.or(
    proven && !lacks && client,
    'client-authenticated',
    { without: () => client ?? stranger },
    {
      expected: `${client?.token_endpoint_auth_method ?? 'a client on record'}${lacks ? ', and a certificate' : ''}`,
      actual: flaw ?? (lacks ? 'no certificate' : 'proven'),
    },
  )
}

const certificateNeeded = oauthError(
  400,
  'invalid_request',
  'This client registered for tokens that are bound to a certificate, and the connection shows none.',
)

/** RFC 6749 §4.4: "The client credentials grant type MUST only be used by confidential clients." */
function mayUse(client: OAuthClient, grantType: GrantType): boolean {
  return (
    client.grant_types.includes(grantType) && (grantType !== 'client_credentials' || isConfidential(client))
  )
}

/** `dpop-proof-valid`: a proof that came has to hold, and one has to come from a client that registered so (RFC 9449 §5.2). */
async function provenKeys(
  message: AtDoor,
  server: Server,
  client: OAuthClient,
  { check }: TokenRun,
): Promise<{ jkt?: string; x5t?: string }> {
  const proof = await proofOf(message, server, client)
  if (proof && 'error' in proof) message.refusal = proofRefusal(proof)
  check(!(proof && 'error' in proof), 'dpop-proof-valid', {
    expected: client.dpop_bound_access_tokens ? 'a proof that holds' : 'a proof that holds, or none',
    actual: proof === undefined ? 'none' : 'jkt' in proof ? 'holds' : proof.fault,
  })
  const certificate = server.connection.clientCertificate
  return {
    ...(proof && 'jkt' in proof ? { jkt: proof.jkt } : {}),
    ...(client.tls_client_certificate_bound_access_tokens && certificate
      ? { x5t: certificate.thumbprint }
      : {}),
  }
}

/** The proof that came; undefined where none came and none had to. */
async function proofOf(
  { request }: AtDoor,
  server: Server,
  client: OAuthClient,
): Promise<TokenProof | undefined> {
  if (fieldLines(request, 'dpop').length > 0) return tokenProof(request, server)
  if (client.dpop_bound_access_tokens !== true) return undefined
  return { fault: 'no proof, and this client has to send one', error: 'invalid_dpop_proof' }
}

function proofRefusal({ error }: { error: string }): HttpResponse {
  const says =
    error === 'use_dpop_nonce'
      ? 'The proof has to hold the nonce that comes with this answer.'
      : 'There is no DPoP proof that holds for this request.'
  return oauthError(400, error, says)
}
