/** What is said about JSON Web Tokens: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You hold a statement about you that the server signed, and send it.',
  travels:
    'Authorization: Bearer eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiIsImtpZCI6ImVzMjU2LTE5Yjc4OWFkIn0.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0Ojg3ODcvcy9kZW1vL2p3dCIsInN1YiI6ImFkYSIsImF1ZCI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODc4Ny9zL2RlbW8iLCJleHAiOjE3OTU1MjI1MDAsIm5iZiI6MTc5NTUyMTYwMCwiaWF0IjoxNzk1NTIxNjAwLCJqdGkiOiJFWDBNUVdNUzFfWkpmRS1jYXd4Q05nIiwiY2xpZW50X2lkIjoibm90ZWJvb2siLCJzY29wZSI6Im5vdGVzOnJlYWQgbm90ZXM6d3JpdGUifQ.p01ts6ouNPP92zEB95hZA3C_omqrqxVRFYjnrpHfu_gN661D-Qy9i-V9hv70FJkLIq9jjJ47J8cVfTHhqwhAeg',
  standards: [
    { clause: 'RFC 7519', title: 'JSON Web Token (JWT)', year: 2015 },
    { clause: 'RFC 7515', title: 'JSON Web Signature (JWS)', year: 2015 },
    { clause: 'RFC 7517', title: 'JSON Web Key (JWK)', year: 2015 },
    { clause: 'RFC 7518', title: 'JSON Web Algorithms (JWA)', year: 2015 },
    { clause: 'RFC 8725', title: 'JSON Web Token Best Current Practices', year: 2020 },
    {
      clause: 'RFC 9068',
      title: 'JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens',
      year: 2021,
    },
    {
      clause: 'RFC 6750',
      title: 'The OAuth 2.0 Authorization Framework: Bearer Token Usage',
      year: 2012,
    },
  ],
  ratings: {
    security: {
      score: 2,
      conditional: true,
      words: 'high, if every check is made',
      why: 'Nobody without the key can make or change a token; whoever copies one can use it until it ends.',
      depth:
        'The signature is as strong as anything here, and a verifier needs no secret to check it. The condition is long, though. The verifier has to choose the algorithm itself, take the key from its own list, and then look at the type, the issuer, the audience and the times. Most of these were forgotten at some time by a well-known library or product, and each one forgotten lets somebody in. What no check can see is who sends the token: a bearer token works for its holder, and a copy is as good as the original. Short lives limit that, and a token bound to a key ends it.',
    },
    complexity: {
      score: 1,
      words: 'moderate, many small checks',
      why: 'Issuing is one call of a library; validating is a list of a dozen things, and libraries leave some of them to you.',
      depth:
        'The client half is as easy as an API key: one field. The issuer has to keep a private key, publish the public one and change it now and then without refusing tokens that are still good. The verifier has the long list. Libraries do the cryptography well, and most check the times. Whether they check issuer, audience, type and critical extensions depends on what you ask for, so an example from a README is rarely enough.',
    },
    scalability: {
      score: 3,
      words: 'high, no look-up',
      why: 'Everything needed to decide is in the token and in a public key that every server can hold.',
      depth:
        'A new server needs the key set and nothing else: no session store, no call to the issuer. Servers of other teams, or other companies, can verify too, and none of them could issue. This lasts as long as nobody has to be logged out at once. With a deny list every call asks a store again. The list is short, because a row can go when its token would have ended, but it has to be reached.',
    },
    delegation: {
      score: 0,
      words: 'no, not by itself',
      why: 'The format can say who acts for whom; it has no step in which anybody is asked.',
      depth:
        'A claims set can name a client, a user and a scope, so it can carry a delegation that was made elsewhere. How the user agreed, to what, and how they take it back is not part of it. OAuth 2.0 has those steps, and often uses a JWT for the result. The token here is issued after a log-in, to the user, for the user.',
    },
    management: {
      score: 1,
      words: 'ends by itself, not before',
      why: 'Every token has its end written in; ending one early takes a list that every verifier reads.',
      depth:
        'Two lives have to be managed. A token lives for minutes, so that a stolen one is soon worthless, and then the user logs in again or, in OAuth, a refresh token gets the next one. The key lives for months and is replaced in order: publish the new one, wait until caches have it, sign with it, and withdraw the old one when the last token made with it has ended. Done in another order, some callers are refused for no fault of theirs.',
    },
    overhead: {
      score: [1, 3],
      words: 'minimal to moderate, long tokens',
      why: 'No look-up and one signature to verify, paid for with some hundreds of bytes in every request.',
      depth:
        'A token is text in base64, so every claim costs four thirds of its length, on every call. Here a token has some 540 characters with ES256, 86 of them signature, and some 800 with RS256, 342 of them signature. Roles, groups and names add up fast, and many servers refuse header fields beyond 8 KiB. In time it is cheap: to verify either of them takes a fraction of a millisecond, and only signing with RS256 takes about one. A MAC is quicker still, and then everybody who can verify can also issue.',
    },
    uses: {
      score: null,
      words: 'many services behind one log-in',
      why: 'One issuer signs, any number of services verify, and none of them has to ask.',
      depth:
        'It fits where services are many and calls between them frequent, and where a few minutes of access after a log-out do no harm. It is also the form of OpenID Connect’s ID Token and of many OAuth access tokens. It is a poor replacement for a session cookie of one web site: there the server has the store anyway, a log-out should be at once, and a script that can read the token can take it away.',
    },
  },
  strengths: [
    'Any server with the public key can verify, offline, and cannot issue.',
    'It says who, for whom, for what and until when, in one text.',
    'It ends by itself.',
    'Keys can change without a gap, because each token names its key.',
    'Every language has a library, and most gateways can check a token.',
  ],
  drawbacks: [
    'It is good until it ends, unless every verifier asks a list.',
    'A copy works as well as the original.',
    'Everyone who sees it can read it: it is signed, and not encrypted.',
    'The verifier has a dozen checks to make, and libraries leave some of them out.',
    'It is long, and it travels with every request.',
    'What it says was true when it was issued. A role taken away since is still in it.',
  ],
  misconceptions: [
    {
      claim: 'A JWT is encrypted.',
      truth:
        'The usual kind is a JWS: signed text in base64url. Everyone who sees it can read it, and nobody without the key can change it.',
      clause: 'RFC 7515 §3',
    },
    {
      claim: 'Decoding a token is checking it.',
      truth:
        'Decoding undoes base64url. It succeeds with every forgery. Only a verified signature says who wrote it.',
      clause: 'RFC 8725 §3.3',
    },
    {
      claim: 'The header says how the token is to be verified.',
      truth:
        'The header comes from whoever sent the token. The verifier has its own list of algorithms, and one algorithm for each key.',
      clause: 'RFC 8725 §3.1',
    },
    {
      claim: 'Logging out ends the token.',
      truth:
        'It is good until its exp. A server that wants it to end sooner has to remember its jti and look at every call.',
      clause: 'RFC 7519 §4.1.4, §4.1.7',
    },
    {
      claim: 'JWT is an authentication scheme.',
      truth:
        'The scheme in the field is Bearer, and it takes any token. JWT is a format that a token can have.',
      clause: 'RFC 6750 §2.1',
    },
    {
      claim: 'An ID Token opens an API.',
      truth:
        'It tells a client who logged in. It is of another type and for another audience, and an API has to refuse it.',
      clause: 'RFC 9068 §4; RFC 8725 §3.12',
    },
  ],
  objectives: [
    'Decode a token by hand, and tell what that proves.',
    'Say who chooses the algorithm and the key, and why it is not the header.',
    'Check issuer, audience, type and times, and say what each one keeps out.',
    'Say what a log-out ends, what it does not, and what a deny list costs.',
    'Change a signing key so that no good token is refused.',
  ],
  roundTrips: { first: 2, next: 1 },
  state:
    'None to verify a token but the key set. To end tokens early: one row for each that was revoked, until its exp.',
  secrets:
    'The private key, at the issuer alone. The token at the user agent, where it is worth as much as what it opens.',
  tools: [
    {
      name: 'jose',
      role: 'library',
      line: 'For every JavaScript runtime: jwtVerify with a remote key set. Ask for algorithms, issuer, audience and typ.',
      state: 'active',
      snippet: 'jose',
    },
    {
      name: 'jsonwebtoken',
      role: 'library',
      line: 'The classic for Node, no EdDSA. Pin the algorithm; typ and crit are left to you.',
      state: 'active',
      snippet: 'jsonwebtoken',
    },
    {
      name: 'PyJWT',
      role: 'library',
      line: 'PyJWKClient fetches the key set; algorithms has to be given, iss is checked only if you say which.',
      state: 'active',
      snippet: 'pyjwt-verify',
    },
    {
      name: 'curl',
      role: 'client',
      line: '--oauth2-bearer, or an Authorization field of one’s own.',
      state: 'active',
      snippet: 'curl',
    },
    {
      name: 'fetch',
      role: 'client',
      line: 'One field. Where the page keeps the token is the harder question.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'HTTPie',
      role: 'client',
      line: '--auth-type bearer --auth, with the token.',
      state: 'active',
      snippet: 'httpie',
    },
    {
      name: 'Python requests',
      role: 'library',
      line: 'A headers argument; it has no bearer type of its own.',
      state: 'active',
      snippet: 'requests',
    },
    {
      name: 'jwcrypto',
      role: 'library',
      line: 'JWK, JWS and JWE for Python, close to the words of the RFCs.',
      state: 'active',
    },
    {
      name: 'Authlib',
      role: 'library',
      line: 'OAuth and OpenID Connect for Python. Its jose module is deprecated in favour of joserfc.',
      state: 'active',
    },
    {
      name: 'Nimbus JOSE + JWT',
      role: 'library',
      line: 'For Java; Spring Security’s resource server is built on it.',
      state: 'active',
    },
    {
      name: 'jjwt',
      role: 'library',
      line: 'For Java and Android, with a builder and a parser.',
      state: 'active',
    },
    {
      name: 'System.IdentityModel.Tokens.Jwt',
      role: 'library',
      line: 'The older handler for .NET; Microsoft.IdentityModel.JsonWebTokens has taken its place.',
      state: 'maintenance only',
    },
    {
      name: 'express-jwt',
      role: 'server',
      line: 'Middleware for Express on jsonwebtoken; it refuses to start without a list of algorithms.',
      state: 'active',
    },
    {
      name: 'Spring Security',
      role: 'server',
      line: 'oauth2ResourceServer with jwt(): issuer and times are checked, the audience only if it is configured.',
      state: 'active',
    },
    {
      name: 'Kong Gateway',
      role: 'gateway',
      line: 'The jwt plugin verifies with a key that is stored for each consumer; it reads no key set.',
      state: 'active',
    },
    {
      name: 'Istio',
      role: 'gateway',
      line: 'RequestAuthentication verifies tokens that are there; only an AuthorizationPolicy demands one.',
      state: 'active',
    },
    {
      name: 'AWS API Gateway',
      role: 'gateway',
      line: 'HTTP APIs have a JWT authorizer: issuer, audience and scopes by configuration.',
      state: 'active',
    },
    {
      name: 'jwt.io',
      role: 'client',
      line: 'Takes tokens apart in the page. Paste none that is still good for something.',
      state: 'active',
    },
  ],
  openApi: () => ({
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'JWT. POST jwt/login with userId and password gives an access_token; send it as Bearer.',
  }),
}
