/** CLIENT HALF: the two values of PKCE, the one that is kept and the one that is shown (RFC 7636 §4.1, §4.2). */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Derived } from '../../scheme.ts'

/** `BASE64URL(SHA256(ASCII(code_verifier)))`: nobody gets back from it to the verifier. */
export function codeChallengeOf(codeVerifier: string): string {
  return base64url.encode(sha256(octets(codeVerifier)))
}

/** The verifier. It stays with the client until it redeems the code. */
export function deriveCodeVerifier(codeVerifier: string): Derived {
  return {
    name: 'codeVerifier',
    how: 'BASE64URL(32 random octets)',
    parts: [{ text: codeVerifier, maker: 'client', component: 'code_verifier', secret: true }],
    clause: 'RFC 7636 §4.1',
  }
}

export function deriveCodeChallenge(codeChallenge: string): Derived {
  return {
    name: 'codeChallenge',
    how: 'BASE64URL(SHA256(ASCII(codeVerifier)))',
    parts: [{ text: codeChallenge, maker: 'client', component: 'code_verifier' }],
    clause: 'RFC 7636 §4.2',
  }
}

/** RFC 6749 §10.10: what guards a flow must not be guessed. */
export function deriveState(state: string): Derived {
  return {
    name: 'state',
    how: 'BASE64URL(16 random octets)',
    parts: [{ text: state, maker: 'client', component: 'state' }],
    clause: 'RFC 6749 §10.12',
  }
}
