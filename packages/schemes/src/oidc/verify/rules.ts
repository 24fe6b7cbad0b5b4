import { rules as oauth2Rules } from '../../oauth2/verify/rules.ts'
import type { Rules } from '../../scheme.ts'
import { relyingPartyRules } from './relying-party-rules.ts'

/** The rules of the authorization server, and what OpenID Connect adds to them. Each means the same wherever it is listed. */
export const rules = {
  ...oauth2Rules,
  // The provider: the authentication request.
  'prompt-consistent': {
    says: 'What the request asks of the log-in can be read and can be met, and prompt=none stands alone.',
  },
  'no-page-when-silent': {
    says: 'With prompt=none there is a log-in that counts, and a consent that covers the request.',
  },
  'hint-names-this-user': {
    says: 'A user whom the request names is the one who is logged in; an id_token_hint is ours.',
  },
  // The provider: UserInfo.
  'openid-scope-granted': { says: 'The access token carries the scope openid.' },
  // The provider: logging out.
  'hint-issued-by-us': { says: 'The id_token_hint is an ID Token of ours, for the client_id that came.' },
  'logout-confirmed': {
    says: 'The hint names the user who is logged in here, or the user has said yes to logging out.',
  },
  'post-logout-uri-registered': {
    says: 'The post_logout_redirect_uri is one that the client of the hint registered, character by character.',
  },
  // The relying party; it shares the two rules of the client's callback with OAuth.
  ...relyingPartyRules,
} satisfies Rules

export type OidcRules = typeof rules
