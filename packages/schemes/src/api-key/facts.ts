/** What is said about API keys: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You hold one long random string, and send it.',
  travels: 'X-API-Key: lk_live_0TcItNXvgE6TnuXE1e1uDYBoMTngwZDxr2M1e3GjtCg',
  standards: [
    { clause: 'RFC 9110 §11', title: 'HTTP Semantics: HTTP Authentication', year: 2022 },
    { clause: 'OpenAPI 3.1.1', title: 'Security Scheme Object, type apiKey', year: 2024 },
    { clause: 'API2:2023', title: 'OWASP API Security: Broken Authentication', year: 2023 },
    {
      clause: 'ASVS 5.0 V11',
      title: 'OWASP Application Security Verification Standard: Cryptography',
      year: 2025,
    },
  ],
  ratings: {
    security: {
      score: [0, 1],
      words: 'low to moderate',
      why: 'The secret itself travels on every request, so one look at one request is enough to use it.',
      depth:
        'A good key cannot be guessed: 160 random bits outlast any search. It can be copied, and the copy works as well as the original from any machine, on any path, until somebody revokes it. TLS keeps it from listeners on the way and not from the two ends, where it lies in configuration, shell histories, front-end bundles and logs. What lifts a key from low to moderate is around it: one place to send it, a narrow scope, an end date, a quota, and a revoke button that works at once.',
    },
    complexity: {
      score: 3,
      words: 'very easy',
      why: 'The client adds one field; the server hashes once and looks up one row.',
      depth:
        'There is no handshake, no encoding and no state between requests, and every HTTP tool can send a field. The work that is often left out is on the server: hash before storing, compare in constant time, refuse the other places, and give owners a way to rotate without a gap. None of it is hard, and all of it is missing from many home-made schemes, because no RFC lists it.',
    },
    scalability: {
      score: 2,
      words: 'good',
      why: 'Each call needs one look-up in a table that all servers share.',
      depth:
        'A look-up by prefix is as cheap as a store can be, and any number of servers can do it side by side. The table is the limit: it has to be reached on every call. Caching the row makes it faster and makes revocation late by the age of the cache. A signed token needs no table at all, and pays with the opposite: it cannot be taken back before it ends.',
    },
    delegation: {
      score: 0,
      words: 'no',
      why: 'A key names the program that holds it; it cannot say for which user, or with whose consent.',
      depth:
        'Handing a key to somebody else hands over everything that the key can do, and the server sees no difference. OWASP puts it this way round: keys are for API clients and not for user authentication. Where a user lets a program act for them, with limits and a way back, OAuth is the answer.',
    },
    management: {
      score: 0,
      words: 'static, changed by hand',
      why: 'A key stays the same until a person changes it, in the server and in every program that holds it.',
      depth:
        'Nothing in the scheme renews a key. An end date forces the question, and a rotation with an overlap answers it without a failed call: both keys work until the last program has changed over. Someone still has to carry the new key to each of them. A prefix tells which key a log line or a leak is about, and a checksum lets scanners find keys in repositories before others do.',
    },
    overhead: {
      score: 3,
      words: 'minimal',
      why: 'One request, some 64 bytes of field, one SHA-256 of 51 characters and one look-up.',
      depth:
        'There is no challenge to wait for: the first request can be the last. The hash may be a fast one, because the key is random. That is what sets it apart from a password, which needs a hash slow enough to hurt a guesser and therefore hurts the server too. The measurement beside this cell shows the whole check list.',
    },
    uses: {
      score: null,
      words: 'public APIs of low risk, internal services',
      why: 'It fits where a caller has to be told from other callers, and little is lost when a key is.',
      depth:
        'Metering a public data set, telling internal services apart, a webhook receiver’s first line, a prototype: these need a name and a quota more than a proof. It does not fit where a user’s data is behind it, where the caller is a page or an app that anyone can take apart, or where a stolen call costs money.',
    },
  },
  strengths: [
    'One request, from nothing to an answer.',
    'Every tool can send it, and a person can read it.',
    'The server need not keep it: a hash is enough to recognise it.',
    'Revoking takes effect on the next call, as long as each call looks the key up.',
    'Each program can have its own key, with its own scope, quota and end.',
  ],
  drawbacks: [
    'The secret travels every time, so any one request gives it away.',
    'A copy works as well as the original, and nothing tells them apart.',
    'It names a program and never a user.',
    'It covers no part of the request: method, path and body can be anything.',
    'No standard says where it goes, how it is stored or how it ends.',
    'It is changed by hand, so in practice it is seldom changed.',
  ],
  misconceptions: [
    {
      claim: 'With TLS, a key in the URL is out of danger.',
      truth:
        'TLS hides it on the way and nowhere else. Both ends show addresses, store them, and can send them on in Referer.',
      clause: 'RFC 9110 §17.9',
    },
    {
      claim: 'The key tells us which user is calling.',
      truth: 'It tells which program was given the key. Every user of that program looks the same.',
      clause: 'API2:2023',
    },
    {
      claim: 'A key that works from our web origin only is protected.',
      truth: 'Only a user agent keeps Origin honest. Any other program writes what it likes there.',
      clause: 'RFC 6454 §7.3',
    },
    {
      claim: 'A UUID is a key.',
      truth:
        'A random UUID has 122 random bits, some kinds have none, and no scanner can tell it is a secret. Use at least 128 bits, a prefix and a checksum.',
      clause: 'ASVS 11.5.1',
    },
  ],
  objectives: [
    'Say why a wrong key is 401 and a key without the scope is 403.',
    'List three places that keep a key after it stood in a URL.',
    'Explain how a server finds a key that it does not store.',
    'Change a key while every call goes on.',
    'Tell what a key leaves unproven.',
  ],
  roundTrips: { first: 1, next: 1 },
  state: 'One row a key: prefix, hash, scope, place, quota and dates.',
  secrets: 'The whole key at the client and on every request. At the server nothing but its hash.',
  tools: [
    { name: 'curl', role: 'client', line: 'One -H, and the key is sent.', state: 'active', snippet: 'curl' },
    {
      name: 'fetch',
      role: 'client',
      line: 'Built into every user agent and into Node.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'Python requests',
      role: 'library',
      line: 'A headers argument, or a Session that keeps the field.',
      state: 'active',
      snippet: 'python',
    },
    {
      name: 'HTTPie',
      role: 'client',
      line: 'Name:value on the command line is a field.',
      state: 'active',
      snippet: 'httpie',
    },
    {
      name: 'Node crypto',
      role: 'library',
      line: 'createHash and timingSafeEqual are all that a server needs.',
      state: 'active',
      snippet: 'node-server',
    },
    {
      name: 'Postman',
      role: 'client',
      line: 'Has an API Key authorization type, for a header or the query.',
      state: 'active',
    },
    {
      name: 'Bruno',
      role: 'client',
      line: 'Has an API Key auth mode; collections are files, so keep keys in secret variables.',
      state: 'active',
    },
    {
      name: 'Kong Gateway',
      role: 'gateway',
      line: 'The key-auth plugin reads header and query unless key_in_query is turned off.',
      state: 'active',
    },
    {
      name: 'Apache APISIX',
      role: 'gateway',
      line: 'The key-auth plugin reads a header, then the query.',
      state: 'active',
    },
    {
      name: 'Apigee',
      role: 'gateway',
      line: 'The VerifyAPIKey policy looks a key up and checks that it is approved for the product.',
      state: 'active',
    },
    {
      name: 'AWS API Gateway',
      role: 'gateway',
      line: 'Keys meter usage plans; its own guide says not to authenticate with them.',
      state: 'active',
    },
    {
      name: 'passport-localapikey',
      role: 'server',
      line: 'A Passport strategy; its last release, 0.0.3, is more than ten years old.',
      state: 'retired',
    },
  ],
}
