import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You know the password, and send it.',
  travels: 'Authorization: Basic dGVzdDoxMjPCow==',
  standards: [
    { clause: 'RFC 7617', title: 'The ‘Basic’ HTTP Authentication Scheme', year: 2015 },
    { clause: 'RFC 9110 §11', title: 'HTTP Semantics: HTTP Authentication', year: 2022 },
  ],
  ratings: {
    security: {
      score: 0,
      conditional: true,
      words: 'low without TLS',
      why: 'The password itself is in every request, spelled in base64.',
      depth:
        'Base64 has no key, so whoever sees one request has the password, and with it every other request. Without HTTPS that is everybody on the way. With HTTPS it is still every server, proxy and log that the request passes in the clear. The proof is not tied to a method, a path or a time: a copied header works anywhere in the realm until the password is changed.',
    },
    complexity: {
      score: 2,
      words: 'easy',
      why: 'The user agent joins two texts and encodes them; every tool has it built in.',
      depth:
        'The client half is one line in any language. The traps are in the encoding: UTF-8 where the challenge says so, normalization form C, and the first colon as the one that splits. The server half is easy to write and easy to write badly: the password must be kept as a salted slow hash, an unknown user must cost what a known one costs, and guesses must be limited.',
    },
    scalability: {
      score: 1,
      words: 'moderate, checks the password each time',
      why: 'Each request brings the password again, and each time it has to be verified.',
      depth:
        'There is no session and nothing to share between servers but the table of users, which is good. But a slow hash on every request keeps a core busy for as long as it takes, so ten users can fill a machine. Servers that feel this remember for a short while that credentials were right, as this one does, or hand out a session and leave Basic behind after the first request.',
    },
    delegation: {
      score: 0,
      words: 'no',
      why: 'The only thing to hand over is the password, and that is everything.',
      depth:
        'A program that acts for Ada needs her password, can do all that she can, and is indistinguishable from her. She cannot take its access away without changing the password for all the others too. Every scheme with tokens began as an answer to this.',
    },
    management: {
      score: 0,
      words: 'static, changed by hand',
      why: 'A password is given out and changed by some other way than the scheme itself.',
      depth:
        'RFC 7617 says how a password is sent, and nothing about how it is issued, changed or withdrawn. There is no expiry and no log-out: a user agent forgets when it is closed, or when it likes. To change a password is to change it in every program that has it, at the same moment.',
    },
    overhead: {
      score: 3,
      words: 'minimal, but for the password hash',
      why: 'Decoding is minimal; the measurement disagrees with the rating, because of the password hash.',
      depth:
        'On the wire Basic is one short field, and to decode it takes microseconds. The rating stops there. The measurement does not: before the server can say yes it computes a slow hash, about a tenth of a second of one core, more than any other scheme here spends on a request. That cost is wanted, since a thief of the table pays it for every guess. Remembering verified credentials for a minute moves the second request back to microseconds; then it is the cache that is measured, and no longer Basic.',
    },
    uses: {
      score: null,
      words: 'tools of a team, behind TLS',
      why: 'It needs no set-up on either side, and few people share the password.',
      depth:
        'Dashboards, registries, build servers, routers, a first lock on something unfinished: wherever a handful of people or scripts talk to one server over HTTPS, and a log-in page would be more work than what it protects. It is also how OAuth 2.0 clients may send their own identifier and secret to a token endpoint.',
    },
  },
  strengths: [
    'Every user agent and every tool can do it, with nothing to install.',
    'One request is enough when the credentials are sent unasked.',
    'The server can keep a slow hash, because the password comes to it whole. Digest and HMAC signing cannot do that.',
    'Stateless on the wire: no nonce, no session, no clock.',
  ],
  drawbacks: [
    'The password is in every request, readable by whoever sees one.',
    'Nothing ties the proof to the request: one header opens the whole realm, for ever.',
    'No log-out, no expiry, no scopes, no second factor.',
    'A good password hash makes each first request cost about a tenth of a second.',
    'User agents send remembered credentials whichever page asks, so the server has to look at Origin.',
  ],
  misconceptions: [
    {
      claim: 'base64 hides the password',
      truth: 'It is another spelling of the same octets. On the wire the password is in the clear.',
      clause: 'RFC 7617 §4',
    },
    {
      claim: 'no colon in passwords',
      truth:
        'Only a user-id cannot hold a colon. The first one splits; any later one belongs to the password.',
      clause: 'RFC 7617 §2',
    },
    {
      claim: '401 Unauthorized is about authorization',
      truth: 'It means that the request is not authenticated. Authenticated but not allowed is 403.',
      clause: 'RFC 9110 §15.5.2',
    },
    {
      claim: 'closing the tab logs out',
      truth:
        'A user agent may use the credentials again for the whole realm, for as long as it remembers them.',
      clause: 'RFC 9110 §11.5; RFC 7617 §2.2',
    },
  ],
  objectives: [
    'Take a challenge apart, realm and charset, and write one.',
    'Encode and decode user-id:password by hand, with a colon and a £.',
    'Say why base64 protects nothing.',
    'Explain a salted slow hash, and why an unknown user costs the same.',
    'Say when a user agent may send credentials unasked.',
  ],
  roundTrips: { first: 2, next: 1 },
  state:
    'One row a user: the user-id, a salt and a slow hash. For a minute, a MAC over credentials that were right.',
  secrets: 'The password at the user agent, and in every request. At the server only its slow hash.',
  tools: [
    {
      name: 'curl',
      role: 'client',
      line: '`--user ada:…` sends Basic unasked.',
      state: 'active',
      snippet: 'curl',
    },
    {
      name: 'fetch',
      role: 'client',
      line: 'Build the field yourself, from UTF-8.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'Python requests',
      role: 'library',
      line: '`auth=(user, password)`: give it octets, or it encodes Latin-1.',
      state: 'active',
      snippet: 'requests',
    },
    {
      name: 'HTTPie',
      role: 'client',
      line: '`--auth user:password`; Basic is the default.',
      state: 'active',
      snippet: 'httpie',
    },
    {
      name: 'Node http',
      role: 'library',
      line: 'The `auth` option of `http.request`.',
      state: 'active',
      snippet: 'node',
    },
    {
      name: 'nginx auth_basic',
      role: 'gateway',
      line: 'Two lines before any service, with a file of hashed passwords.',
      state: 'active',
    },
    {
      name: 'Apache httpd mod_auth_basic',
      role: 'server',
      line: 'Files made by htpasswd, where bcrypt has to be asked for with -B.',
      state: 'active',
    },
    {
      name: 'Hono basicAuth',
      role: 'library',
      line: 'Compares with a password in the configuration, or asks a function of yours.',
      state: 'active',
    },
  ],
}
