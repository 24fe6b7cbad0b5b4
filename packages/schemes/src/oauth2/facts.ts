/** What is said about OAuth 2.0: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You hold a token that stands for a user’s yes, or for a client’s own rights, and send it.',
  travels: 'Authorization: Bearer c3NIuJ2ZVfqk0GzTqWcXl7vM3tYhPz9eQbR5sK8uLwA',
  standards: [
    { clause: 'RFC 6749', title: 'The OAuth 2.0 Authorization Framework', year: 2012 },
    { clause: 'RFC 6750', title: 'Bearer Token Usage', year: 2012 },
    { clause: 'RFC 7636', title: 'Proof Key for Code Exchange (PKCE)', year: 2015 },
    { clause: 'RFC 9700', title: 'Best Current Practice for OAuth 2.0 Security', year: 2025 },
    { clause: 'RFC 8414', title: 'Authorization Server Metadata', year: 2018 },
    { clause: 'RFC 9207', title: 'Authorization Server Issuer Identification', year: 2022 },
    { clause: 'RFC 8628', title: 'Device Authorization Grant', year: 2019 },
    { clause: 'RFC 9126', title: 'Pushed Authorization Requests', year: 2021 },
    { clause: 'RFC 9449', title: 'Demonstrating Proof of Possession (DPoP)', year: 2023 },
    { clause: 'RFC 7662', title: 'Token Introspection', year: 2015 },
    { clause: 'RFC 7009', title: 'Token Revocation', year: 2013 },
    { clause: 'RFC 7591', title: 'Dynamic Client Registration', year: 2015 },
  ],
  ratings: {
    security: {
      score: [2, 3],
      conditional: true,
      words: 'high, if done by today’s advice',
      why: 'With PKCE, exact redirect URIs and short tokens a stolen code or address is worth nothing; with DPoP a stolen token is not either.',
      depth:
        'The framework of 2012 left much open, and much of what was open was attacked: loose redirect URIs, tokens in addresses, codes redeemed by somebody else. The advice of 2025 closes these: code with PKCE for everyone, redirect URIs compared as strings, no implicit and no password grant, refresh tokens that are rotated or bound. The condition is that all of it is done.\n\nA bearer token remains a bearer token. It is good for whoever has it, until it ends or is revoked, so logs and proxies matter. DPoP or a client certificate binds it to a key and is what the upper end of the rating stands for. What no rule stops is a person who says yes to the wrong client, or types another’s device code.',
    },
    complexity: {
      score: 0,
      words: 'complex, many parts to choose from',
      why: 'A call is one field, but a server has a dozen endpoints, and a client has to bind answers to requests in three ways.',
      depth:
        'Calling an API with a token is as easy as with an API key. Getting the token is not: redirects, a page for the user, a state, a verifier, an issuer to compare, errors in two formats, tokens to renew. A good library does all that, and there is one for nearly every language. Building a server is another matter. It is a product of its own, with log-in pages, consent, keys, lists of clients and a good deal of state. Most teams take one that exists.',
    },
    scalability: {
      score: 2,
      words: 'good, one look-up a call or none',
      why: 'An opaque token costs a look-up for each call; a JWT costs none, and then lives on after it was revoked.',
      depth:
        'APIs and the authorization server scale apart from each other, because only the token travels between them. The price is in the choice of the token. An opaque one has to be looked up or introspected, so a store or the server is asked each time, and a revoked token is refused at once. A JWT is checked by a public key, anywhere, and is good until it ends. This scheme shows the opaque one; the jwt scheme shows the other. DPoP adds a signature check and a row for every proof as long as it is fresh.',
    },
    delegation: {
      score: 3,
      words: 'yes, by consent and in part',
      why: 'Ada says what Reader may do, on the server’s own page, and can take it back without changing her password.',
      depth:
        'This is what it is for. The client never sees a password, the scope says how much, the audience says where, and the grant can be ended alone. Programs without a user have a grant of their own, and so have devices without a keyboard. What a scope means is up to each API: notes:read here says nothing about notes elsewhere. Who the user is, the protocol does not tell the client; OpenID Connect adds that.',
    },
    management: {
      score: 2,
      words: 'short tokens, revocable, discoverable',
      why: 'Lifetimes, renewal, revocation, registration and metadata all have a standard, which none of the older schemes had.',
      depth:
        'Access tokens live for minutes and renew themselves, so rotation is the normal case and no event. Revocation has an endpoint, introspection too. A client finds every address in one document and can even register by a request. What has to be managed is more than elsewhere, though: clients and their secrets, redirect URIs, consents, grants, refresh tokens by family, signing keys. Without a server product that is much to build and to watch.',
    },
    overhead: {
      score: [1, 2],
      words: 'small per call, several to begin',
      why: 'A call carries about seventy octets; six requests come before the first one, and a refresh every ten minutes.',
      depth:
        'Counted from nothing, the code grant takes one request for the metadata, three by the user agent (the address, the log-in with the decision, the way back), one for the token and then the call. In this lab the user agent makes five, since log-in and decision are two forms and Reader begins with a redirect of its own. After that a call is one request, with one more for each refresh. Client credentials need one request before the first call, a device two and its polls.\n\nBearer costs about 67 octets a call. DPoP brings a token and a proof, 611 octets in this lab with a key for Ed25519, and a signature on each side. A key for RSA takes more. Introspection adds a request between the servers for every call that is not remembered.',
    },
    uses: {
      score: null,
      words: 'APIs that act for users',
      why: 'Third-party access, mobile and single-page apps, services that call services, televisions and command lines.',
      depth:
        'It is the usual choice wherever one program uses another’s API for a person, and where an organisation wants one place that issues tokens for many APIs. For two services of one team a shared key or mutual TLS is less to run. For logging people in, take OpenID Connect, which is built on it. Where requests themselves have to be signed, DPoP covers method and address, and HTTP Message Signatures the body as well.',
    },
  },
  strengths: [
    'The client acts for a user and never sees the password.',
    'A token is for one audience, for some scope and for some minutes.',
    'Consent can be taken back for one client, without touching the others.',
    'There is a grant for users, for programs and for devices without a keyboard.',
    'Tokens can be bound to a key, so that a copy is worth nothing.',
    'Metadata, registration, revocation and introspection are standards, so libraries work across servers.',
  ],
  drawbacks: [
    'A bearer token is good for whoever copies it. Binding it to a key is optional, and rare.',
    'It is a framework: two servers can both be right and not work together.',
    'Much of the original text is retired. Old tutorials teach what today’s advice forbids.',
    'It does not say who the user is. Using it as a log-in has been a hole many times.',
    'Everything rests on redirect URIs and on people who read what they agree to.',
    'An authorization server is a product to run, with pages, keys and a lot of state.',
  ],
  misconceptions: [
    {
      claim: 'OAuth logs users in.',
      truth:
        'It delegates access. An access token says what a client may do, and not who sits in front of it; a log-in needs an ID Token.',
      clause: 'RFC 6749 §10.16',
    },
    {
      claim: 'PKCE is for mobile apps.',
      truth:
        'It is for every code flow. A client with a secret needs it too: the secret proves which client redeems, and not whose code it is.',
      clause: 'RFC 9700 §2.1.1',
    },
    {
      claim: 'State is always required.',
      truth:
        'Something has to tie the answer to the user agent. If the server is known to support PKCE, the client may rely on that; otherwise it is state, or a nonce.',
      clause: 'RFC 9700 §2.1, §4.7.1',
    },
    {
      claim: 'Access tokens are JWTs.',
      truth: 'They can be. To the client they are strings without a meaning, whatever they look like.',
      clause: 'RFC 6749 §1.4',
    },
    {
      claim: 'Implicit is for single-page apps.',
      truth:
        'A page can do the code flow with PKCE as any client can. The implicit grant should not be used.',
      clause: 'RFC 9700 §2.1.2',
    },
    {
      claim: 'Revoked means refused at once.',
      truth:
        'Only by an API that asks. One that checks a signature and asks nobody takes the token until it ends.',
      clause: 'RFC 7009 §3',
    },
    {
      claim: 'The refresh token goes to the API.',
      truth: 'It goes to the authorization server, and nowhere else.',
      clause: 'RFC 6749 §1.5',
    },
  ],
  objectives: [
    'For each message, name its sender, its channel and everybody who gets to see it.',
    'Explain what state, PKCE and iss each tie together.',
    'Pick a grant for a case, and turn two retired ones down with the reason.',
    'Renew a token, ask about it and end it, and name the price of each.',
    'Turn a bearer token into one that is bound to a key.',
  ],
  roundTrips: { first: 6, next: 1 },
  state:
    'Clients, sessions, consents and grants; codes until they are over, spent ones too; hashes of all tokens; each jti of a DPoP proof for a minute.',
  secrets:
    'At the client its verifiers, tokens and, where it has one, a secret or a private key; at the server hashes of codes, tokens and secrets. In an address: none.',
  tools: [
    {
      name: 'oauth4webapi',
      role: 'library',
      line: 'Every step is a call of its own, so each check can be seen; for Node, browsers and workers.',
      state: 'active',
      snippet: 'oauth4webapi',
    },
    {
      name: 'openid-client',
      role: 'library',
      line: 'The same author’s library one level up: discovery, all grants, DPoP and PAR.',
      state: 'active',
      snippet: 'openid-client',
    },
    {
      name: 'requests-oauthlib',
      role: 'library',
      line: 'OAuth2Session for Python requests, with PKCE and refresh.',
      state: 'active',
      snippet: 'requests-oauthlib',
    },
    {
      name: 'Authlib',
      role: 'library',
      line: 'Client and server half for Python; its client knows metadata and private_key_jwt.',
      state: 'active',
      snippet: 'authlib',
    },
    {
      name: 'curl',
      role: 'client',
      line: 'Does every back-channel request; the user agent’s part is yours.',
      state: 'active',
      snippet: 'curl',
    },
    {
      name: 'Keycloak',
      role: 'server',
      line: 'An authorization server with pages, users and an administration of its own.',
      state: 'active',
    },
    {
      name: 'oidc-provider',
      role: 'server',
      line: 'A certified server for Node, as a library: you bring accounts and pages.',
      state: 'active',
    },
    {
      name: 'Ory Hydra',
      role: 'server',
      line: 'The protocol alone: you bring the log-in and the consent.',
      state: 'active',
    },
    {
      name: 'oauth2-proxy',
      role: 'gateway',
      line: 'Stands before a site, and lets in who has logged in at a provider.',
      state: 'active',
    },
    {
      name: 'Envoy',
      role: 'gateway',
      line: 'Has filters for the code flow and for checking tokens before the API is reached.',
      state: 'active',
    },
  ],
  openApi: (origin) => ({
    type: 'oauth2',
    description:
      'One authorization server a sandbox. The addresses below are those of the sandbox demo; each has its own, found through its metadata (RFC 8414).',
    flows: {
      authorizationCode: {
        authorizationUrl: `${origin}/s/demo/oauth2/authorize`,
        tokenUrl: `${origin}/s/demo/oauth2/token`,
        refreshUrl: `${origin}/s/demo/oauth2/token`,
        scopes,
      },
      clientCredentials: { tokenUrl: `${origin}/s/demo/oauth2/token`, scopes },
    },
  }),
}

const scopes = { 'notes:read': 'Read notes', 'notes:write': 'Write notes' }
