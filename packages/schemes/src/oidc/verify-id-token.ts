/** CLIENT HALF: the checks of the ID Token alone, for a step in which nothing is sent (Core §3.1.3.7). */
import { list, verifier } from '../run-checks.ts'
import type { Principal } from '../scheme.ts'
import { type Configured, recordedLogin, relyingPartyList, type SentOff } from './client.ts'
import { judgeIdToken } from './relying-party/judge-id-token.ts'
import { rules } from './verify/rules.ts'

/** From the form of the token to the access token that came with it. */
const [first, last] = ['id-token-well-formed', 'access-token-hash-matches']
const ids = relyingPartyList.checks.map(({ id }) => id as string)

/** In the order in which a whole login runs them, with the same clauses. */
export const idTokenList = list(
  'page',
  relyingPartyList.checks
    .slice(ids.indexOf(first), ids.indexOf(last) + 1)
    .map(({ id, clause }) => [id, clause] as const),
)

/** Two tokens, and what they are compared with. */
export type TokensToJudge = {
  readonly idToken: string
  readonly accessToken: string
  readonly configured: Configured
  readonly keys: readonly JsonWebKey[]
  readonly flow: SentOff
  /** Seconds since 1970. */
  readonly now: number
}

export const verifyIdToken = verifier<typeof rules, { readonly principal: Principal }, TokensToJudge, null>(
  rules,
  idTokenList,
  async ({ idToken, accessToken, configured, keys, flow, now }, _, checks) => {
    // The rest of a login is judged elsewhere.
    const login = recordedLogin({
      configured,
      metadata: undefined,
      sentOff: [flow],
      callback: [],
      tokenResponse: undefined,
      jwks: { keys },
      userInfo: undefined,
    })
    const { sub } = await judgeIdToken({ idToken, accessToken, login, flow, now }, checks)
    return { principal: { type: 'user', id: sub, client: configured.client_id } }
  },
)
