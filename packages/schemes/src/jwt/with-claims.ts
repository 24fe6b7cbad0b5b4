import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'

/** The same token with another claims set, and the header and the signature as they were. */
export function withClaims(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header = '', , signature = ''] = token.split('.')
  return `${header}.${base64url.encode(octets(JSON.stringify(claims)))}.${signature}`
}
