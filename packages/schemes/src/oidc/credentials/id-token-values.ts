/** CLIENT HALF: what is recomputed from an ID Token and the access token beside it. */
import type { Derived } from '../../scheme.ts'
import { atHashDerivation } from '../relying-party/at-hash-derivation.ts'
import { idTokenSigningInputDerivation, readIdToken } from '../relying-party/id-token-form.ts'

/** `idTokenSigningInput` and `atHash`; nothing of a token that cannot be read. */
export function deriveIdTokenValues(idToken: string, accessToken: string): Derived[] {
  const form = readIdToken(idToken)
  if (typeof form === 'string') return []
  const { alg } = form.header.object
  return [
    {
      name: 'idTokenClaims',
      how: 'UTF8(BASE64URL-DECODE(second part))',
      parts: membersOf(form.claims.text),
      clause: 'Core §2',
    },
    idTokenSigningInputDerivation(form),
    atHashDerivation(String(alg), accessToken),
  ]
}

/** The claims set, one piece a claim. */
function membersOf(json: string) {
  return json.split(/(?<=,)(?=")/).map((text) => ({
    text,
    maker: 'openid-provider',
    component: `claim ${/"([^"]+)"/.exec(text)?.[1] ?? ''}`.trim(),
  }))
}
