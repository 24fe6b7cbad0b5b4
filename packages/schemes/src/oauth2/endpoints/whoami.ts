import { quote } from '@lockstep/http/authentication'
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Problem, problem } from '@lockstep/http/response'
import { scopeFor, whoami } from '../../endpoint.ts'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint, Server, Verdict } from '../../scheme.ts'
import type { Door } from '../door.ts'
import { dpopAlgorithms } from '../tokens/dpop.ts'
import { nonceField } from '../tokens/dpop-nonce.ts'
import type { Called } from '../verify/whoami.ts'

const realm = `realm=${quote('notes')}`
const algs = `algs=${quote(dpopAlgorithms.join(' '))}`

/** The protected endpoint behind a door. */
export function whoamiEndpoint({ slug }: Pick<Door, 'slug'>, verify: Verify<Called>): Endpoint {
  return whoami<Called>(slug, {
    verify,
    refused: (end, { method }, server, verdict) => refusal(end, method, server, verdict),
    fields: (_, { headers }, server) => (isDpop(headers) ? [nonceField(server)] : []),
  })
}

/**
 * A refusal as RFC 6750 §3 and RFC 9449 §7.1 want it: a challenge on a line of its own for each way to bring a token. The
 * one that was taken says what is wrong; where none was, neither does, for nothing was refused yet.
 */
export function refusal(
  end: string,
  method: string,
  server: Server,
  { branch }: Pick<Verdict, 'branch'>,
): HttpResponse {
  const proven = branch?.endsWith('-dpop') ?? false
  const [status, error, about] = errorOf(end)
  const scope = status === 403 ? [`scope=${quote(scopeFor(method))}`] : []
  const said = error === undefined ? [] : [`error=${quote(error)}`, ...scope]
  const bearer = challenge('Bearer', [realm, ...(proven ? [] : said)])
  const dpop = challenge('DPoP', [...(proven ? said : []), algs])
  // Where more scope is needed, or the request itself is wrong, another way to bring the token would not help.
  const taken = proven ? [dpop, bearer] : [bearer, dpop]
  const lines = status === 401 ? taken : taken.slice(0, 1)
  return problem(status, about, [...lines, ...(proven ? [nonceField(server)] : [])])
}

const invalid: Problem = { type: 'unauthorized', title: 'The access token is not valid here.' }
const proofWrong: Problem = { type: 'unauthorized', title: 'The DPoP proof does not hold for this request.' }

/** A client can mend no token: it gets another. So no answer says which of the things that can be wrong with one it was. */
function errorOf(end: string): readonly [status: number, error: string | undefined, about: Problem] {
  if (end === 'access-token-present')
    return [401, undefined, { type: 'unauthorized', title: 'An access token is needed.' }]
  if (end === 'one-transport')
    return [400, 'invalid_request', { type: 'bad-request', title: 'Send one access token in one place.' }]
  if (end === 'scope-covers-request')
    return [
      403,
      'insufficient_scope',
      { type: 'insufficient-scope', title: 'The token does not allow this request.' },
    ]
  if (end === 'dpop-nonce-matches')
    return [401, 'use_dpop_nonce', { ...proofWrong, title: 'The DPoP proof needs the nonce of this answer.' }]
  // RFC 9449 §7.1: a proof by another key than the token's is no wrong proof, but makes the token one.
  if (end === 'dpop-key-matches') return [401, 'invalid_token', invalid]
  return end.startsWith('dpop-') ? [401, 'invalid_dpop_proof', proofWrong] : [401, 'invalid_token', invalid]
}

function challenge(authScheme: string, parameters: readonly string[]): FieldLine {
  return ['WWW-Authenticate', `${authScheme} ${parameters.join(', ')}`]
}

function isDpop(headers: readonly FieldLine[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'authorization' && /^dpop /i.test(value))
}
