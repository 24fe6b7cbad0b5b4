/** What is said about OpenID Connect: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'
import { tools } from './facts/tools.ts'

export const facts: Facts = {
  proof: 'A provider that you both trust signs, for this one client, that you logged in.',
  travels:
    'id_token: eyJhbGciOiJSUzI1NiIsImtpZCI6Ii4uLiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0Ojg3ODcvcy9kZW1vIiwic3ViIjoiYWRhIiwiYXVkIjoicmVseWluZy1wYXJ0eSIsIm5vbmNlIjoiLi4uIn0.… (once, to the client; calls carry the access token: Authorization: Bearer …)',
  standards: [
    { clause: 'Core §1', title: 'OpenID Connect Core 1.0', year: 2014 },
    { clause: 'Discovery §4', title: 'OpenID Connect Discovery 1.0', year: 2014 },
    { clause: 'RP-Logout §2', title: 'OpenID Connect RP-Initiated Logout 1.0', year: 2022 },
    { clause: 'RFC 6749', title: 'The OAuth 2.0 Authorization Framework', year: 2012 },
    { clause: 'RFC 7636', title: 'Proof Key for Code Exchange (PKCE)', year: 2015 },
    { clause: 'RFC 9207', title: 'Authorization Server Issuer Identification', year: 2022 },
    { clause: 'RFC 9700', title: 'Best Current Practice for OAuth 2.0 Security', year: 2025 },
    { clause: 'RFC 7519', title: 'JSON Web Token (JWT)', year: 2015 },
  ],
  ratings: {
    security: {
      score: 3,
      conditional: true,
      words: 'high, if the client checks everything',
      why: 'The password stays with the provider, and each claim of the ID Token keeps one known attack out, where it is checked.',
      depth:
        'A client never sees the password, so it cannot lose it, and the provider can ask for a second factor or a passkey without any client being changed. What the client gets instead is a signed statement with an issuer, an audience, a nonce and an end. The condition is that it compares all of them: an ID Token whose audience is not looked at lets every other client of the provider log in as its users. Certified libraries do make these checks, and a login put together by hand often does not. Two things stay open. A copied log-in page still gets passwords from people, and whoever controls the provider can be any user everywhere.',
    },
    complexity: {
      score: [0, 1],
      words: 'complex inside, one library outside',
      why: 'Everything of OAuth 2.0, then discovery, a key set and some dozen checks of the ID Token; libraries cover nearly all of it.',
      depth:
        'For an application it is an issuer address, a client id and a redirect URI, and a library does the rest: it reads the provider’s document, sends the user off, redeems the code and checks the token. To write that library is another matter. There are three values to make for each login and to compare at three different places, keys that change while sessions run, clocks that differ, and optional claims that become mandatory once a parameter was sent. The provider’s side is larger still: it has sessions, consent, registration, logout and keys to look after.',
    },
    scalability: {
      score: 3,
      words: 'high, one login for many sites',
      why: 'The provider is asked at the log-in and not on calls; clients verify with keys that they keep.',
      depth:
        'After the log-in a client has its own session and asks the provider for nothing. Any number of clients can share a provider, and a user who is logged in there reaches the next client without typing. Verification needs the key set only, which is fetched once and again when an unknown key turns up. Two things grow: the provider’s sessions and, at each client, a nonce for every login that has begun. And the provider becomes the one place whose outage keeps everybody out.',
    },
    delegation: {
      score: 3,
      words: 'yes, by OAuth 2.0 underneath',
      why: 'The same request can ask for identity and for access, and the user sees both on one page.',
      depth:
        'OpenID Connect is a profile of an OAuth 2.0 request: with the scope openid there is an ID Token in the answer, and the access token beside it opens whatever the other scopes say. So one visit can log a user in and let the client act for them. They are two statements for two readers, though. The ID Token tells the client who was there, and an API has to refuse it; the access token tells the API what is allowed, and proves to nobody that its holder just logged in.',
    },
    management: {
      score: 2,
      words: 'accounts in one place, sessions in two',
      why: 'Passwords, factors and lock-outs are kept at the provider alone; each client still has a session that it must end itself.',
      depth:
        'One account for every client means one place to reset a password, to demand a second factor and to lock somebody out. Keys change on their own schedule, since clients find the new one through the key set. Ending sessions is the weak side. Logging out at one client ends that client’s session and, if it asks, the provider’s; others go on until they notice or are told, for which there are further specifications that both sides must support. A client also has to keep the pair of issuer and subject as the key of an account, because an address can pass to somebody else.',
    },
    overhead: {
      score: [1, 2],
      words: 'much at the log-in, little after it',
      why: 'A log-in takes several requests and a signature to verify; afterwards a call costs what its access token costs.',
      depth:
        'From nothing to the first answer it takes eight: the document, the key set, three of the user agent for the log-in page, the log-in with its consent and the way back, then the token request, UserInfo and the call. Document and keys are cached. The ID Token has some 700 characters with RS256 and comes once, in the token response; it is not sent with calls. Those carry the access token, here a JWT of some 500 characters. To verify an RS256 signature takes about a tenth of a millisecond, to make one about a whole millisecond at the provider, once a login.',
    },
    uses: {
      score: null,
      words: 'log in with another site’s account',
      why: 'People have an account at one provider and use it at sites that never see its password.',
      depth:
        'It fits whenever a user should be recognised and the password should stay elsewhere: one sign-on for the applications of a company, log-in buttons of large providers, apps of many makers on one platform. It needs a user agent with a user at it. Two programs that call each other need no login, and OAuth 2.0’s client credentials or mutual TLS are enough for them. For a single site with its own accounts and no other client, a session cookie after a good log-in form is less to get wrong.',
    },
  },
  strengths: [
    'The client learns who logged in and never handles the password.',
    'The statement is meant for one client, one request and a few minutes; a copy elsewhere is refused.',
    'A provider can add second factors and passkeys for all clients at once.',
    'Clients set themselves up from one address: endpoints, algorithms and keys are in its document.',
    'Signing keys can change at any time without a word to anybody.',
    'One visit gives identity and access together.',
  ],
  drawbacks: [
    'Every check that a client leaves out is a known way in.',
    'Whoever runs the provider, or takes it over, can log in as anybody everywhere.',
    'The provider sees which sites a user visits, and when.',
    'Logging out at one place leaves sessions at the others.',
    'A copied log-in page gets passwords as it always did.',
    'Everything rests on TLS: the document, the keys and the code come by it.',
  ],
  misconceptions: [
    {
      claim: 'An ID Token calls APIs.',
      truth:
        'It is addressed to the client: its aud is the client_id. An API that accepts it accepts a token that was never meant for it.',
      clause: 'Core §2',
    },
    {
      claim: 'The access token proves who logged in.',
      truth:
        'It says what its holder may do. It may have been issued to another client and passed on, and a client cannot see that.',
      clause: 'Core §16.11; RFC 9700 §4.6',
    },
    {
      claim: 'The e-mail address is the user.',
      truth:
        'An address can change, and can be given to somebody else. Only issuer and subject together stay the same and are never given out again.',
      clause: 'Core §5.7',
    },
    {
      claim: 'The nonce repeats what state does.',
      truth:
        'The state returns in the address, beside the code, and ties the answer to a user agent. The nonce returns as a signed claim, and ties the token to the request.',
      clause: 'Core §3.1.2.1, §3.1.3.7',
    },
    {
      claim: 'Logging out here logs out everywhere.',
      truth:
        'The client ends its own session and asks the provider to end its. Other clients keep theirs until somebody tells them.',
      clause: 'RP-Logout §2',
    },
  ],
  objectives: [
    'Go through the code flow and point at what OpenID Connect adds to each message.',
    'Check every claim of an ID Token, and name the attack that it keeps out.',
    'Tell nonce, state and code_verifier apart: who makes it, where it comes back, what it binds.',
    'Give a reason why an API must refuse an ID Token.',
    'Log out at one place, and list the sessions that go on.',
  ],
  roundTrips: { first: 8, next: 1 },
  state:
    'At the provider: sessions, consents, codes, grants and keys. At the client: one nonce for each login that began, and its own sessions.',
  secrets:
    'The signing key, at the provider alone. At the client: its secret, each code_verifier until it is used, and the tokens. The password goes to the provider only.',
  tools,
  openApi: (origin) => ({
    type: 'openIdConnect',
    openIdConnectUrl: `${origin}/s/demo/.well-known/openid-configuration`,
    description:
      'OpenID Connect. The address is that of the sandbox demo; put the id of your own in its place.',
  }),
}
