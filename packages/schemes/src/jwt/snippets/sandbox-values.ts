import type { Snippet } from '../../scheme.ts'
import type { JwtCredentials } from '../sandbox.ts'

type At = Parameters<Snippet['code']>[0]

/** What the programs need of the sandbox: who logs in, where, and what a token of it must say. */
export function valuesOf({ origin, base, credentials }: At) {
  const { userId, password, keys = [] } = credentials as JwtCredentials
  return {
    login: `${origin}${base}/jwt/login`,
    whoami: `${origin}${base}/jwt/whoami`,
    jwks: `${origin}${base}/jwt/jwks.json`,
    issuer: `${origin}${base}/jwt`,
    audience: `${origin}${base}`,
    userId,
    password,
    /** The private key for ES256; empty where the credentials came without key pairs. */
    key: keys.find(({ alg }) => alg === 'ES256') ?? {},
  }
}
