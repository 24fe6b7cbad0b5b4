/** CLIENT HALF: the authentication request, which is an authorization request with openid and a nonce (Core §3.1.2.1). */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import {
  type AuthorizationAddress,
  authorizationRequest,
} from '../../oauth2/credentials/authorization-request.ts'
import {
  codeChallengeOf,
  deriveCodeChallenge,
  deriveCodeVerifier,
  deriveState,
} from '../../oauth2/credentials/pkce.ts'
import type { Built, Derived } from '../../scheme.ts'
import { builtInWords, derivedInWords } from './in-words.ts'

/** The three values that a relying party draws for one login. */
export type Drawn = { readonly state: string; readonly nonce: string; readonly codeVerifier: string }

export type AuthenticationParameters = Drawn & {
  readonly client_id: string
  readonly redirect_uri: string
  readonly scope: string
  readonly prompt?: string
  /** Seconds, as they are written. */
  readonly maxAge?: string
}

/** The parameters in the order in which they are sent; what is empty is left out. */
export function authenticationPairs({
  state,
  nonce,
  codeVerifier,
  prompt = '',
  maxAge = '',
  ...named
}: AuthenticationParameters): FormPair[] {
  const pairs: FormPair[] = [
    ['response_type', 'code'],
    ['client_id', named.client_id],
    ['redirect_uri', named.redirect_uri],
    ['scope', named.scope],
    ['state', state],
    ['nonce', nonce],
    ['code_challenge', codeChallengeOf(codeVerifier)],
    ['code_challenge_method', 'S256'],
    ['prompt', prompt],
    ['max_age', maxAge],
  ]
  return pairs.filter(([, value]) => value !== '')
}

/** The address that the user agent is sent to. */
export function authenticationRequest(address: AuthorizationAddress): Built {
  return builtInWords(authorizationRequest(address))
}

/** What was drawn, and what is shown of it. */
export function deriveDrawn({ state, nonce, codeVerifier }: Drawn): Derived[] {
  return [
    deriveNonce(nonce),
    ...derivedInWords([
      deriveState(state),
      deriveCodeVerifier(codeVerifier),
      deriveCodeChallenge(codeChallengeOf(codeVerifier)),
    ]),
  ]
}

/** Core §15.5.2: it must not be guessed, and it comes back inside what the provider signs. */
function deriveNonce(nonce: string): Derived {
  return {
    name: 'nonce',
    how: 'BASE64URL(16 random octets)',
    parts: [{ text: nonce, maker: 'relying-party', component: 'nonce' }],
    clause: 'Core §15.5.2',
  }
}
