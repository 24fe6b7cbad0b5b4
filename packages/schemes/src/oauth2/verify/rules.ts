import type { Rules } from '../../scheme.ts'

/** Every rule of the authorization server, its API and the client's callback. Each means the same wherever it is listed. */
export const rules = {
  // The authorization request, and what it may refer to.
  'request-uri-known': { says: 'The request_uri is one that this server gave out.', structural: true },
  'request-uri-not-expired': { says: 'The pushed request is not older than it may be.' },
  'request-uri-issued-to-client': {
    says: 'The client that comes with the request_uri is the one that pushed it.',
  },
  'request-uri-unused': { says: 'The request_uri was not used before.' },
  'client-known': { says: 'The client_id is on record.', structural: true },
  'redirect-uri-registered': {
    says: 'The redirect_uri is one that this client registered, character by character.',
  },
  'parameters-unique': { says: 'No parameter comes twice.' },
  'pushed-when-required': { says: 'A client that has to push its requests did.' },
  'response-type-supported': { says: 'The response_type is code.' },
  'grant-allowed-to-client': { says: 'The client registered for this grant.' },
  'code-challenge-present': { says: 'A client that has to use PKCE sends a code_challenge.' },
  'code-challenge-method-is-s256': { says: 'A code_challenge comes with the method S256.' },
  'scope-known': {
    says: 'Scope and resource are known here, and this client may ask for the scope.',
  },
  'resource-owner-authenticated': { says: 'The resource owner has logged in here.', structural: true },
  'decision-from-own-page': { says: 'The decision comes from the page that this server showed.' },
  'consent-given': { says: 'The resource owner said yes.', structural: true },
  // The client, back at its own address.
  'state-matches': { says: 'The state is the one that this user agent was sent off with.' },
  'issuer-matches': { says: 'The iss is the server that this flow began with.' },
  // The token endpoint.
  'method-is-post': { says: 'The request is a POST.', structural: true },
  'body-is-form': { says: 'The content is an application/x-www-form-urlencoded form.', structural: true },
  'channel-is-private': { says: 'The request came by TLS, or from this machine.' },
  'one-client-authentication': { says: 'The client authenticates in one way and not in two.' },
  'grant-type-supported': { says: 'The grant_type is one of the four that this server has.' },
  'client-authenticated': {
    says: 'The client proves who it is by its registered method; a public one names itself.',
  },
  'dpop-proof-valid': { says: 'A DPoP proof, where one came or has to come, holds for this request.' },
  'code-known': { says: 'The code is one that this server issued.', structural: true },
  'code-issued-to-client': { says: 'The code was issued to this client, for the resource that it names.' },
  'redirect-uri-matches': { says: 'The redirect_uri is the one of the authorization request.' },
  'code-not-expired': { says: 'The code is not older than a minute.' },
  'verifier-expected': { says: 'A code_verifier comes if there was a code_challenge, and only then.' },
  'verifier-matches': {
    says: 'The SHA-256 of the code_verifier is the code_challenge.',
    proof: 'codeChallenge',
  },
  'code-unused': { says: 'The code was not redeemed before.' },
  'refresh-token-known': { says: 'The refresh token is one that this server issued.', structural: true },
  'refresh-token-issued-to-client': { says: 'The refresh token was issued to this client.' },
  'grant-alive': { says: 'The grant was not revoked, and is neither idle nor old.' },
  'refresh-key-matches': { says: 'A refresh token that is bound to a key comes with a proof by that key.' },
  'scope-within-grant': { says: 'Neither scope nor resource is wider than what was granted.' },
  'refresh-token-unused': { says: 'The refresh token was not exchanged before.' },
  'device-code-known': { says: 'The device code is one that this server issued.', structural: true },
  'device-code-issued-to-client': {
    says: 'The device code was issued to this client, for the resource that it names.',
  },
  'device-code-not-expired': { says: 'The device code is not older than it may be.' },
  'polled-patiently': { says: 'The device waited for the interval since it last asked.' },
  'user-decided': { says: 'The user has decided on the other screen.', structural: true },
  'device-code-unused': { says: 'The device code was not exchanged before.' },
  // Approval on another screen.
  'user-code-attempts-left': { says: 'This user and address have tries left to type a code.' },
  'user-code-known': { says: 'The user code belongs to a device that waits.', structural: true },
  // Pushed requests.
  'no-request-uri-inside': { says: 'The pushed request holds no request_uri of its own.' },
  // Introspection and revocation.
  'caller-authenticated': { says: 'Who asks about a token proves who it is.' },
  'token-parameter-present': { says: 'The form names one token.', structural: true },
  'token-meant-for-caller': { says: 'The token is for the API that asks, or of the client that asks.' },
  'token-type-supported': { says: 'The token is of a kind that this server can revoke.', structural: true },
  'token-issued-to-client': { says: 'The token was issued to this client.' },
  // The API.
  'access-token-present': {
    says: 'The Authorization field carries an access token, as Bearer or as DPoP.',
    structural: true,
  },
  'one-transport': { says: 'The access token comes in one place and not in two.' },
  'access-token-known': {
    says: 'The token is on record here, or a JWT under a key of this issuer.',
    structural: true,
  },
  'access-token-signature-matches': {
    says: 'The signature holds over the octets that came.',
    proof: 'signature',
  },
  'type-is-access-token': { says: 'The typ says that it is an access token.' },
  'access-token-alive': { says: 'The access token is neither expired nor revoked.' },
  'audience-is-us': { says: 'The access token was issued for this API.' },
  'bound-token-not-as-bearer': { says: 'A token that is bound to a key does not come as a bearer token.' },
  'certificate-matches-token': {
    says: 'A token that is bound to a certificate comes over a connection with it.',
  },
  'dpop-well-formed': {
    says: 'One DPoP field carries one proof, with the members that it needs.',
    structural: true,
  },
  'dpop-type': { says: 'The typ of the proof is dpop+jwt.' },
  'dpop-alg-allowed': { says: 'The alg of the proof is an asymmetric one on the list.' },
  'dpop-key-public': { says: 'The proof carries a public key and no private one.' },
  'dpop-signature-matches': {
    says: 'The signature of the proof holds by the key that it carries.',
    proof: 'dpopSignature',
  },
  'dpop-request-matches': { says: 'The proof was made for this method and this address.' },
  'dpop-nonce-matches': { says: 'The proof holds a nonce that this server gave out lately.' },
  'dpop-recent': { says: 'The proof was made within the window.' },
  'dpop-token-hash-matches': { says: 'The ath of the proof is the hash of this access token.' },
  'dpop-key-matches': { says: 'The key of the proof is the one that the token is bound to.' },
  'scope-covers-request': { says: 'The scope covers what this request does.' },
  'dpop-jti-unused': { says: 'The jti of the proof was not seen before.' },
} satisfies Rules

export type OAuth2Rules = typeof rules
