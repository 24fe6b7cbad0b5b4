import type { Snippet } from '../../scheme.ts'
import type { OidcCredentials } from '../sandbox.ts'

export type At = Parameters<Snippet['code']>[0]

/** Where the program of the relying party waits for its redirect. Any port will do on this machine (RFC 8252 §7.3). */
export const redirectUri = 'http://localhost:3000/callback'

/** What the programs need of the sandbox. */
export function valuesOf({ origin, base, credentials }: At) {
  const { clients, resourceOwner } = credentials as OidcCredentials
  const relyingParty = clients.find(({ client_id }) => client_id === 'relying-party')
  const issuer = `${origin}${base}`
  return {
    issuer,
    endpoints: `${issuer}/oidc`,
    document: `${issuer}/.well-known/openid-configuration`,
    clientId: relyingParty?.client_id ?? '',
    clientSecret: relyingParty?.client_secret ?? '',
    ...resourceOwner,
    /** True where the server is reached by plain HTTP: libraries want to be told that this is meant. */
    plain: origin.startsWith('http:'),
  }
}
