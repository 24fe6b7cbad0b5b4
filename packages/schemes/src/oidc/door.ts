import type { Door } from '../oauth2/door.ts'
import { idTokenFor } from './id-token.ts'

/** The scope values that name claims (Core §5.4), and the one that makes a request an OpenID one (Core §3.1.2.1). */
export const openidScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const

/** The provider's way into the authorization server: what differs is the scope values and the ID Token. */
export const oidcDoor: Door = {
  slug: 'oidc',
  scopes: [...openidScopes, 'notes:read', 'notes:write'],
  async tokenMembers(server, issued) {
    const idToken = await idTokenFor(server, issued)
    return idToken === undefined ? {} : { id_token: idToken }
  },
}
