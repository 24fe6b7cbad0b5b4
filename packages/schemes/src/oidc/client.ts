/**
 * CLIENT HALF: what a strict relying party checks before it believes that somebody logged in (Core §3.1.3.7). The same
 * code runs in the sandbox's own client, in the page of the lesson and in tests.
 */
import { type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { rules as oauth2Rules } from '../oauth2/verify/rules.ts'
import { type Checks, list, verifier } from '../run-checks.ts'
import type { Awaitable, Principal } from '../scheme.ts'
import { checkAccount } from './relying-party/judge-account.ts'
import { checkDiscovery, checkIssuer, checkState } from './relying-party/judge-front-channel.ts'
import { type IdTokenVerdict, judgeIdToken, mootWithoutIdToken } from './relying-party/judge-id-token.ts'
import { shown } from './relying-party/shown.ts'
import { textIn } from './relying-party/text-in.ts'
import { relyingPartyRules } from './verify/relying-party-rules.ts'

/** What the client was set up with. Nothing of it comes with an answer. */
export type Configured = {
  readonly issuer: string
  readonly client_id: string
  readonly id_token_signed_response_alg: 'RS256' | 'ES256' | 'EdDSA'
  /**
   * Whether the provider is known to send an at_hash beside a code: Core §3.1.3.6 leaves it to the provider. One that
   * comes has to be right in any case. `required` where nothing is said.
   */
  readonly at_hash?: 'required' | 'optional'
}

/** What a user agent was sent off with. */
export type SentOff = {
  readonly state: string
  readonly nonce: string
  /** Seconds since 1970. */
  readonly startedAt: number
  /** Seconds, as the request had it. */
  readonly maxAge?: number
  readonly acrValues?: readonly string[]
}

export type Json = Readonly<Record<string, unknown>>

/** One person at this client: the pair is the key, the rest is what the provider told last (Core §5.7). */
export type Account = {
  readonly iss: string
  readonly sub: string
  readonly name?: string
  readonly email?: string
}

/** A login to judge. The three functions are the back channel: each is asked when its turn has come and not before. */
export type Login = {
  readonly configured: Configured
  /** The provider's document, whatever it says; undefined where none came. */
  readonly metadata: Json | undefined
  /** The flows that this user agent began, the last one last. */
  readonly sentOff: readonly SentOff[]
  /** What came to the redirect URI. */
  readonly callback: readonly FormPair[]
  /** The token response, or undefined where the code was refused. */
  redeem(code: string, flow: SentOff | undefined): Awaitable<Json | undefined>
  /** The provider's keys; `afresh` where those at hand do not know the token's. */
  keys(afresh: boolean): Awaitable<readonly JsonWebKey[]>
  /** What UserInfo says, or undefined where it refused. */
  userInfo(accessToken: string): Awaitable<Json | undefined>
  /** The accounts on record here. */
  accounts(): Awaitable<readonly Account[]>
}

/** A login that is over, as data: what came of each request. */
export type LoginRecord = Pick<Login, 'configured' | 'metadata' | 'sentOff' | 'callback'> & {
  readonly tokenResponse: Json | undefined
  readonly jwks: { readonly keys: readonly JsonWebKey[] }
  readonly userInfo: Json | undefined
  readonly accounts?: readonly Account[]
}

/** Judges a login from what was recorded of it. */
export function recordedLogin({ tokenResponse, jwks, userInfo, accounts, ...front }: LoginRecord): Login {
  return {
    ...front,
    redeem: () => tokenResponse,
    keys: () => jwks.keys,
    userInfo: () => userInfo,
    accounts: () => accounts ?? [],
  }
}

export type Subject = {
  /** Seconds since 1970, when it is asked: an answer can have taken its time. */
  now(): number
  /** True for the first login with this nonce. */
  claimNonce(nonce: string): Awaitable<boolean>
}

export type LoggedIn = {
  readonly principal: Principal
  readonly account: Account
  readonly accessToken: string
  readonly idToken: string | undefined
  /** What UserInfo said. */
  readonly profile: Json
}

const rules = {
  'state-matches': oauth2Rules['state-matches'],
  'issuer-matches': oauth2Rules['issuer-matches'],
  ...relyingPartyRules,
}
export type RelyingPartyRules = typeof rules

export const relyingPartyList = list('relying-party', [
  ['discovery-issuer-matches', 'Discovery §4.3'],
  ['state-matches', 'RFC 6749 §10.12'],
  ['issuer-matches', 'RFC 9207 §2.4'],
  ['id-token-present', 'Core §3.1.3.3'],
  ['id-token-well-formed', 'Core §2'],
  ['id-token-alg-registered', 'Core §3.1.3.7'],
  ['id-token-key-known', 'Core §10.1'],
  ['id-token-signature-matches', 'Core §3.1.3.7'],
  ['id-token-issuer-exact', 'Core §3.1.3.7'],
  ['id-token-audience-is-us', 'Core §3.1.3.7'],
  ['authorized-party-is-us', 'Core §3.1.3.7'],
  ['id-token-not-expired', 'Core §3.1.3.7'],
  ['id-token-issued-recently', 'Core §3.1.3.7'],
  ['nonce-matches', 'Core §3.1.3.7'],
  ['login-recent-enough', 'Core §3.1.3.7'],
  ['access-token-hash-matches', 'Core §3.1.3.8'],
  ['userinfo-subject-matches', 'Core §5.3.2'],
  ['account-is-iss-and-sub', 'Core §5.7'],
  ['nonce-unused', 'Core §3.1.3.7'],
])

export const verifyRelyingParty = verifier<RelyingPartyRules, LoggedIn, Login, Subject>(
  rules,
  relyingPartyList,
  judge,
)

/** At the start of a login: a document with another issuer is not used at all, not even to send somebody off. */
export const verifyDiscovery = verifier<
  RelyingPartyRules,
  { readonly principal: Principal },
  Pick<Login, 'configured' | 'metadata'>,
  null
>(rules, list('client-begin', [['discovery-issuer-matches', 'Discovery §4.3']]), (login, _, { check }) => {
  checkDiscovery(login, check)
  return { principal: { type: 'client', id: login.configured.client_id } }
})

async function judge(login: Login, subject: Subject, checks: Checks<RelyingPartyRules>): Promise<LoggedIn> {
  const { check } = checks
  const { configured, callback } = login
  checkDiscovery(login, check)
  const flow = checkState(login, check)
  checkIssuer(login, check)

  const code = onlyValue(callback, 'code')
  const error = onlyValue(callback, 'error')
  const tokens = code === undefined || error !== undefined ? undefined : await login.redeem(code, flow)
  const idToken = check.or(
    textIn(tokens, 'id_token'),
    'id-token-present',
    { without: () => undefined },
    {
      actual: error === undefined ? (tokens ? 'no id_token' : 'no token response') : `error ${shown(error)}`,
    },
  )
  // An access token at the redirect URI counts only for a client that asks for no ID Token.
  const accessToken = textIn(tokens, 'access_token') ?? onlyValue(callback, 'access_token') ?? ''
  const believed: IdTokenVerdict | undefined =
    idToken === undefined
      ? mootWithoutIdToken(checks)
      : await judgeIdToken({ idToken, accessToken, login, flow, now: subject.now() }, checks)

  const profile = accessToken === '' ? undefined : await login.userInfo(accessToken)
  if (believed) {
    check(profile?.sub === believed.sub, 'userinfo-subject-matches', {
      expected: believed.sub,
      actual: profile ? shown(profile.sub) : 'no answer',
    })
  } else checks.moot('userinfo-subject-matches')
  const sub = believed?.sub ?? textIn(profile, 'sub') ?? ''
  const account = await checkAccount(login, { sub, profile }, check)

  check(await subject.claimNonce(flow?.nonce ?? ''), 'nonce-unused', { actual: 'completed before' })
  return {
    principal: { type: 'user', id: account.sub, client: configured.client_id },
    account,
    accessToken,
    idToken,
    profile: profile ?? {},
  }
}
