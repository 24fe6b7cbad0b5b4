/** The UserInfo Endpoint (Core §5.3). */
import { quote } from '@lockstep/http/authentication'
import type { FieldLine, HttpRequest, HttpResponse } from '@lockstep/http/message'
import { octets } from '@lockstep/http/message'
import { json, type Problem, problem } from '@lockstep/http/response'
import { guarded } from '../../endpoint.ts'
import { issuerOf } from '../../oauth2/door.ts'
import { dpopAlgorithms } from '../../oauth2/tokens/dpop.ts'
import { nonceField } from '../../oauth2/tokens/dpop-nonce.ts'
import type { Endpoint, Server, Verdict } from '../../scheme.ts'
import { claimsAbout } from '../claims.ts'
import { signFor } from '../id-token.ts'
import { type UserInfoAsked, verifyUserInfo } from '../verify/userinfo.ts'

export const userInfoEndpoint: Endpoint = guarded<UserInfoAsked>({
  name: 'userinfo',
  // Core §5.3: "MUST support the use of the HTTP GET and HTTP POST methods".
  methods: ['GET', 'POST'],
  path: '/userinfo',
  summary: 'Tells a client what its access token lets it know about the end-user.',
  verify: verifyUserInfo,
  accepted: answer,
  refused: (end, _, server, verdict) => refusal(end, server, verdict),
})

/** Core §5.3.2: `sub` always; a JSON object, or the same signed where the client registered for that. */
async function answer(asked: UserInfoAsked, request: HttpRequest, server: Server): Promise<HttpResponse> {
  const { sub, client } = asked
  const claims = { sub, ...claimsAbout(server, sub, asked, 'userinfo') }
  const fields = isDpop(request) ? [nonceField(server)] : []
  const alg = client?.userinfo_signed_response_alg
  if (client === undefined || alg === undefined) return json(200, claims, fields)
  // "If signed, the UserInfo Response MUST contain the Claims iss […] and aud […] as members."
  const token = await signFor(server, alg, { iss: issuerOf(server), aud: client.client_id, ...claims })
  return {
    status: 200,
    headers: [['Content-Type', 'application/jwt'], ['Cache-Control', 'no-store'], ...fields],
    body: octets(token),
  }
}

const realm = `realm=${quote('userinfo')}`
const algs = `algs=${quote(dpopAlgorithms.join(' '))}`
const invalid: Problem = { type: 'unauthorized', title: 'The access token is not valid here.' }

/** Core §5.3.3: as RFC 6750 §3 has it, and RFC 9449 §7.1 where a proof came. */
function refusal(end: string, server: Server, { branch }: Pick<Verdict, 'branch'>): HttpResponse {
  const proven = branch === 'dpop'
  const [status, error, about] = errorOf(end)
  const said = error === undefined ? [] : [`error=${quote(error)}`]
  const scope = status === 403 ? [`scope=${quote('openid')}`] : []
  const bearer = challenge('Bearer', [realm, ...(proven ? [] : [...said, ...scope])])
  const dpop = challenge('DPoP', [...(proven ? [...said, ...scope] : []), algs])
  const lines = status === 401 ? [bearer, dpop] : [proven ? dpop : bearer]
  return problem(status, about, [...lines, ...(proven ? [nonceField(server)] : [])])
}

function errorOf(end: string): readonly [status: number, error: string | undefined, about: Problem] {
  if (end === 'access-token-present')
    return [401, undefined, { type: 'unauthorized', title: 'An access token is needed.' }]
  if (end === 'one-transport')
    return [400, 'invalid_request', { type: 'bad-request', title: 'Send one access token in one place.' }]
  if (end === 'openid-scope-granted')
    return [
      403,
      'insufficient_scope',
      { type: 'insufficient-scope', title: 'The token lacks the scope openid.' },
    ]
  if (end === 'dpop-nonce-matches') return [401, 'use_dpop_nonce', invalid]
  if (end === 'dpop-key-matches' || !end.startsWith('dpop-')) return [401, 'invalid_token', invalid]
  return [401, 'invalid_dpop_proof', invalid]
}

function challenge(authScheme: string, parameters: readonly string[]): FieldLine {
  return ['WWW-Authenticate', `${authScheme} ${parameters.join(', ')}`]
}

function isDpop({ headers }: HttpRequest): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'authorization' && /^dpop /i.test(value))
}
