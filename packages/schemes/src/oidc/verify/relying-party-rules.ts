import type { Rules } from '../../scheme.ts'

/** What a relying party asks of an answer before it calls anybody logged in. `state` and `iss` are OAuth's own rules. */
export const relyingPartyRules = {
  'discovery-issuer-matches': {
    says: 'The issuer in the provider’s document is the one that this client was set up with.',
  },
  'id-token-present': { says: 'The login rests on an ID Token from the token endpoint.' },
  'id-token-well-formed': {
    says: 'The ID Token is a JWS in compact form with claims that name a subject.',
    structural: true,
  },
  'id-token-alg-registered': { says: 'The alg of the ID Token is the one registered for this client.' },
  'id-token-key-known': {
    says: 'The provider publishes one key that the ID Token can be signed with.',
    structural: true,
  },
  'id-token-signature-matches': {
    says: 'The signature of the ID Token holds by the provider’s key.',
    proof: 'idTokenSigningInput',
  },
  'id-token-issuer-exact': { says: 'The iss of the ID Token is our provider, character by character.' },
  'id-token-audience-is-us': { says: 'The aud of the ID Token is this client and nobody else.' },
  'authorized-party-is-us': { says: 'An azp, where there is one, is this client.' },
  'id-token-not-expired': { says: 'The exp of the ID Token is still to come.' },
  'id-token-issued-recently': { says: 'The ID Token was issued within the last ten minutes.' },
  'nonce-matches': { says: 'The nonce is the one that this user agent was sent off with.' },
  'login-recent-enough': {
    says: 'The end-user logged in as recently, and by such means, as was asked for.',
  },
  'access-token-hash-matches': {
    says: 'The at_hash belongs to the access token that came with the ID Token.',
    proof: 'atHash',
  },
  'userinfo-subject-matches': { says: 'UserInfo speaks of the subject of the ID Token.' },
  'account-is-iss-and-sub': {
    says: 'The account is found by issuer and subject, and by no e-mail address.',
  },
  'nonce-unused': { says: 'The login with this nonce was not completed before.' },
} satisfies Rules
