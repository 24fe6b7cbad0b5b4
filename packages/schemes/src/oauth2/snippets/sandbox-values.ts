import type { Snippet } from '../../scheme.ts'
import type { ClientCredentials, OAuth2Credentials } from '../sandbox.ts'

export type At = Parameters<Snippet['code']>[0]

/** Any port will do on loopback (RFC 8252 §7.3). Nothing has to listen there: these programs play Ada's user agent too. */
export const redirectUri = 'http://localhost:3000/callback'

/** What the programs need of the sandbox. */
export function valuesOf({ origin, base, credentials }: At) {
  const { clients, api, resourceOwner } = credentials as OAuth2Credentials
  const issuer = `${origin}${base}`
  return {
    issuer,
    endpoints: `${issuer}/oauth2`,
    whoami: `${issuer}/oauth2/whoami`,
    /** Public: it has no secret to keep. */
    reader: named(clients, 'reader'),
    readerConfidential: named(clients, 'reader-confidential'),
    nightly: named(clients, 'nightly'),
    kiosk: named(clients, 'kiosk'),
    api,
    ...resourceOwner,
    /** A library that asks for https has to be told that plain HTTP will do on this machine. */
    plain: origin.startsWith('http:'),
  }
}

function named(clients: readonly ClientCredentials[], clientId: string) {
  const { client_id = clientId, client_secret = '' } =
    clients.find(({ client_id: known }) => known === clientId) ?? {}
  return { id: client_id, secret: client_secret }
}
