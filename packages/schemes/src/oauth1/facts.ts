/** What is said about OAuth 1.0: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You sign each request with two secrets: the client’s own, and one that stands for the user’s yes.',
  travels:
    'Authorization: OAuth realm="notes", oauth_consumer_key="reader", oauth_token="…", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1795521600", oauth_nonce="…", oauth_signature="…"',
  standards: [
    { clause: 'RFC 5849', title: 'The OAuth 1.0 Protocol', year: 2010 },
    { clause: 'RFC 2104', title: 'HMAC: Keyed-Hashing for Message Authentication', year: 1997 },
    { clause: 'RFC 8017 §8.2', title: 'RSASSA-PKCS1-v1_5, the signature behind RSA-SHA1', year: 2016 },
    { clause: 'RFC 6749', title: 'The OAuth 2.0 Framework, which replaced RFC 5849', year: 2012 },
  ],
  ratings: {
    security: {
      score: 2,
      words: 'high, every request is signed',
      why: 'With HMAC or RSA no secret travels on a call, each signature works once, and the password stays with the server.',
      depth:
        'A signature covers the method, the URI and the parameters, together with a timestamp and a nonce, so a captured call can be neither changed nor repeated. The verifier ties a finished flow to the person who approved it. Two things keep the rating from being higher. A body that is no form is outside the signature, and so are nearly all header fields. And the server has to keep every HMAC secret in clear, because it makes the same MAC as the client. Nothing is encrypted either: the two requests that hand out secrets must go over TLS, and PLAINTEXT must too. SHA-1 is a fair objection to RSA-SHA1; HMAC does not rest on the collision resistance that SHA-1 has lost.',
    },
    complexity: {
      score: 0,
      words: 'complex, legs and a canonical form',
      why: 'Three legs to get a token, and from then on a signature over a string that both sides must build alike.',
      depth:
        'The base string takes every parameter from three places, encodes it, sorts it, joins it and encodes the result once more. Each of these steps has a way to go wrong that shows as nothing but 401: a plus sign that means a space, a port that is left out only where it is the default, an encoder that leaves * alone. Libraries get it wrong too. Around it stand a nonce store, a page that asks the user, and a client that has to remember whose flow it began.',
    },
    scalability: {
      score: 1,
      words: 'moderate, signs and remembers each call',
      why: 'Every call is recomputed from two secrets and leaves a nonce behind that all servers must know.',
      depth:
        'Delegation scales well: one client serves any number of users without their passwords. Calls scale less well. A server needs both secrets at hand to recompute the signature, and it must remember each nonce for as long as the timestamp is acceptable. Servers that share no memory would each take the same request once. An HMAC costs microseconds; normalising the parameters costs more than the MAC.',
    },
    delegation: {
      score: 2,
      words: 'yes, after the user agrees',
      why: 'Ada says yes to Reader on the server’s own page, and Reader gets a token and a secret of its own for her.',
      depth:
        'This is what OAuth was made for. Reader never sees the password, and Ada can withdraw her consent without changing it. What is missing is a common way to say how much: RFC 5849 names no scopes and leaves them to each server, so a client cannot ask for less in a standard way. The server of this lab grants reading and writing and shows both on its page.',
    },
    management: {
      score: 1,
      words: 'secrets at both ends',
      why: 'Client secrets and token secrets lie at the client and, in clear, at the server; changing them is up to each server.',
      depth:
        'A server may end token credentials when it likes, but the RFC has no way to say when and none to renew them: many servers let them live until somebody revokes them. There is no revocation endpoint either, so a client that wants to give a token back has to know the server’s own way. With RSA-SHA1 the server holds a public key only, and a stolen database signs nothing; the price is a key pair for each client.',
    },
    overhead: {
      score: 0,
      words: 'higher, a signature on every call',
      why: 'Two requests and a visit to the server’s pages before the first call, then a field of some three hundred octets each time.',
      depth:
        'Both sides parse, encode, sort and join all parameters on every call; the MAC is the cheap part. The field brings about three hundred octets, and twice as many with an RSA signature. The server adds two lookups and one write for the nonce. None of this can be cached or skipped, since no two requests have the same signature. Four is the count for the first answer: initiate, the visit, token and the call. In this lab the visit by itself is five requests of the user agent: Reader’s redirect, the log-in page, the log-in, the decision and the callback.',
    },
    uses: {
      score: null,
      words: 'older APIs that act for users',
      why: 'APIs from the years around 2010 that let one site act for a user at another, and some tools for schools.',
      depth:
        'Photo services, catalogues and social networks of that time still answer it, and LTI 1 signs launch forms this way between a school and its tools. For something new, OAuth 2.0 has more clients, scopes and short-lived tokens. Where requests should be signed as well, DPoP or HTTP Message Signatures cover what OAuth 1.0 does, and the latter the body too.',
    },
  },
  strengths: [
    'The client acts for a user without ever seeing the password.',
    'With HMAC or RSA no secret travels on a call, and what is caught cannot be used again.',
    'Method, URI, query and form parameters cannot be changed on their way.',
    'A token alone opens nothing: one has to sign as the client that it was given to.',
    'With RSA-SHA1 the server keeps no secret that could sign.',
  ],
  drawbacks: [
    'JSON bodies and nearly all header fields are not signed.',
    'To recompute an HMAC the server needs every secret as it is, client’s and token’s: no hash will do.',
    'Building the base string is hard, and every mistake looks the same: 401.',
    'A secret that ships inside an app is no secret, and the protocol expects one.',
    'The RFC has no parameter for scope or lifetime, and no way to give a token back.',
    'Each call leaves a nonce that all servers have to remember.',
  ],
  misconceptions: [
    {
      claim: 'A signed request cannot be changed anywhere.',
      truth: 'Only the method, the URI and the parameters are. A JSON body can be exchanged unnoticed.',
      clause: 'RFC 5849 §3.4.1, §4.12',
    },
    {
      claim: 'The signature makes TLS unnecessary.',
      truth:
        'A signature hides nothing. Temporary and token credentials arrive in the body of an answer, and both requests for them need TLS.',
      clause: 'RFC 5849 §2.1, §2.3, §4.2',
    },
    {
      claim: 'With the first oauth_token the client is in.',
      truth:
        'It names temporary credentials. They identify a question that the user has not answered yet, and open nothing.',
      clause: 'RFC 5849 §2.1',
    },
    {
      claim: 'HMAC-SHA256 is one of the RFC’s methods.',
      truth:
        'HMAC-SHA1, RSA-SHA1 and PLAINTEXT are. A server may add its own methods and has to document them.',
      clause: 'RFC 5849 §3.4',
    },
    {
      claim: 'A careful server keeps only hashes of the secrets.',
      truth: 'It makes the same HMAC as the client, and for that it needs the secrets themselves.',
      clause: 'RFC 5849 §4.5',
    },
  ],
  objectives: [
    'Name the three kinds of credentials, and say what each is good for.',
    'Write down a signature base string, and tell in which component two of them part.',
    'Say what goes wrong in a flow without a verifier.',
    'List what can be changed in a request without breaking its signature.',
    'Pick one of the four methods for a reason, and say what the server keeps for it.',
  ],
  roundTrips: { first: 4, next: 1 },
  state:
    'Each nonce within the window of timestamps; the secrets of all clients and tokens, readable; for a while each open question to a user.',
  secrets:
    'The client secret and a secret for each token, at the client and at the server; with RSA-SHA1 a private key at the client alone.',
  tools: [
    {
      name: 'requests-oauthlib',
      role: 'library',
      line: 'OAuth1Session walks all three legs and signs every request of Python requests.',
      state: 'active',
      snippet: 'requests-oauthlib',
    },
    {
      name: 'oauthlib',
      role: 'library',
      line: 'Signs a request of any HTTP library: HMAC and RSA, with SHA-1, SHA-256 or SHA-512, and PLAINTEXT.',
      state: 'active',
      snippet: 'oauthlib',
    },
    {
      name: 'oauthlib RequestValidator',
      role: 'server',
      line: 'The server half for Python: you bring the lookups, it brings the order and the dummies.',
      state: 'active',
      snippet: 'oauthlib-server',
    },
    {
      name: 'Authlib',
      role: 'library',
      line: 'OAuth1Session for requests, and a server half for Flask and Django.',
      state: 'active',
      snippet: 'authlib',
    },
    {
      name: 'Node crypto',
      role: 'library',
      line: 'createHmac is all it takes; the rest is encoding and sorting.',
      state: 'active',
      snippet: 'node',
    },
    {
      name: 'curl and OpenSSL',
      role: 'client',
      line: 'curl has no OAuth 1.0 of its own: compute the field in the shell.',
      state: 'active',
      snippet: 'curl',
    },
    {
      name: 'fetch',
      role: 'client',
      line: 'Sign with crypto.subtle. In a page the client secret is public, so this is for looking, not for shipping.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'oauth-1.0a',
      role: 'library',
      line: 'For JavaScript. It keeps one value of a repeated parameter, so the RFC’s own example comes out wrong.',
      state: 'maintenance only',
      snippet: 'oauth-1.0a',
    },
    {
      name: 'Postman',
      role: 'client',
      line: 'OAuth 1.0 is among its types of authorization; it signs, and you bring the token.',
      state: 'active',
    },
    {
      name: 'Bruno',
      role: 'client',
      line: 'Signs OAuth 1.0 requests; the code that it generates leaves the field empty.',
      state: 'active',
    },
    {
      name: 'Passport (passport-oauth1)',
      role: 'library',
      line: 'Lets people log in to an Express site with an OAuth 1.0 provider: the client half, run on a server.',
      state: 'maintenance only',
    },
  ],
  openApi: (origin) => ({
    type: 'http',
    scheme: 'OAuth',
    description: `OAuth 1.0 (RFC 5849). OpenAPI has a type for OAuth 2.0 and none for this one, so it stands here as the HTTP authentication scheme that it registers: the field holds parameters and a signature that is new for each request. Token credentials come from POST initiate, a visit to authorize and POST token, below ${origin}/s/{sandbox}/oauth1/.`,
  }),
}
