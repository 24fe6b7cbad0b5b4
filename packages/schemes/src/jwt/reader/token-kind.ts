import type { ParsedToken } from './parsed-token.ts'

/** Kinds by the explicit typ (RFC 8725 §3.11). */
const types: Readonly<Record<string, string>> = {
  'at+jwt': 'Access token',
  'logout+jwt': 'Logout token',
  'dpop+jwt': 'DPoP proof',
  'secevent+jwt': 'Security event token',
  'oauth-authz-req+jwt': 'Authorization request object',
  'client-authentication+jwt': 'Client authentication',
  'token-introspection+jwt': 'Introspection response',
  'email-confirmation+jwt': 'E-mail confirmation token',
}

/** What the token is, as far as it says so itself. */
export function tokenKind({ segments, headerObject, claimsObject, claims }: ParsedToken): string {
  const { typ, alg } = headerObject
  if (segments.length === 5) return 'Encrypted token (JWE)'
  if (segments.length !== 3) return 'Broken token (JWS)'
  if (typeof alg === 'string' && alg.toLowerCase() === 'none') return 'Unsecured JWT'
  if (!claims) return 'Signed text (JWS)'
  const named = typeof typ === 'string' ? types[typ.toLowerCase().replace(/^application\//, '')] : undefined
  if (named) return `${named} (JWT)`
  return isIdToken(claimsObject) ? 'ID Token (JWT)' : 'Signed JWT'
}

/** Core §2: what an ID Token has and other tokens have not. It has no typ of its own. */
export function isIdToken(claims: Readonly<Record<string, unknown>>): boolean {
  return ['nonce', 'auth_time', 'at_hash', 'c_hash', 'azp'].some((name) => name in claims)
}
