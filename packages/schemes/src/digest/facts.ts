/** What is said about HTTP Digest: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You answer the server’s nonce with a hash that only somebody with the password can make.',
  travels:
    'Authorization: Digest username="ada", realm="reading room", nonce="…", uri="/digest/whoami", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="…", response="…"',
  standards: [
    { clause: 'RFC 7616', title: 'HTTP Digest Access Authentication', year: 2015 },
    { clause: 'RFC 9110 §11', title: 'HTTP Semantics: HTTP Authentication', year: 2022 },
    { clause: 'RFC 7615', title: 'HTTP Authentication-Info and Proxy-Authentication-Info', year: 2015 },
    { clause: 'RFC 2617', title: 'Basic and Digest, the edition before: MD5 only', year: 1999 },
  ],
  ratings: {
    security: {
      score: 1,
      words: 'moderate, proves without sending',
      why: 'The password stays at home and each proof works once, but what is not hashed can be changed, and guesses can be checked offline.',
      depth:
        'A proof covers the method, the target, the server’s nonce, a count and, with auth-int, the content. A captured one opens nothing that it was not made for. Two things keep it from a higher rating. Whoever has one capture can try passwords at home as fast as the hash runs, and stronger hashes run fast as well, so only a password that cannot be guessed is safe. And the server keeps H(A1), which signs in by itself: a stolen file needs no cracking. Fields of the request are outside the proof, answers too unless the user agent checks rspauth, and nothing is encrypted. TLS is needed all the same.',
    },
    complexity: {
      score: 1,
      words: 'moderate, counts and hashes',
      why: 'The arithmetic is four hashes; the work is in nonces, counts, quoting and the clients that do it their own way.',
      depth:
        'A server has to make nonces that it recognises, let them die, count their uses, and tell a spent nonce from a wrong password. A client has to parse challenges that may share a line, choose one, count in hexadecimal, and keep quoted and unquoted parameters apart. The RFC’s own example for SHA-512-256 is wrong in print, several common clients know MD5 only, and few check rspauth. None of it is deep; all of it has to be exact.',
    },
    scalability: {
      score: 1,
      words: 'moderate, remembers nonces',
      why: 'Every server that takes a nonce has to know which of its counts are used.',
      depth:
        'A nonce can carry its own time under a MAC, so any machine with the key can recognise it. The counts cannot: two machines that do not share them would each accept the same proof once. So either a nonce belongs to one machine, or the counts lie in a store that all of them reach. Nonces that live for minutes keep that store small.',
    },
    delegation: {
      score: 0,
      words: 'no',
      why: 'Only somebody with the password can answer, so acting for a user means having the password.',
      depth:
        'There is no scope, no consent and no third party. A program that should do one thing for Ada gets her password, or H(A1), and with it everything that she may do, until she changes it everywhere.',
    },
    management: {
      score: 0,
      words: 'static, changed by hand',
      why: 'A password is set and changed by hand, and each realm and algorithm has a record of its own.',
      depth:
        'Because the server keeps H(A1) and not the password, it cannot compute a new record when the realm is renamed or a better hash comes along: every user has to type the password once more. That is why old MD5 records stay around for years, and why a server must not accept them just because a client asks.',
    },
    overhead: {
      score: 2,
      words: 'somewhat higher, one trip more at first',
      why: 'One refused request at the start, then one request a call, four fast hashes and one count.',
      depth:
        'The first call needs a challenge, so it takes two requests; after that the nonce serves until it dies, which costs one more. A field has three to four hundred octets, the challenges nearly five hundred. The hashes are short and fast: in time on the server Digest is far cheaper than Basic with the slow hash that Basic needs, and that is exactly what makes guessing cheap too. auth-int adds one hash over the whole content.',
    },
    uses: {
      score: null,
      words: 'devices and older systems',
      why: 'Cameras, routers, printers, SIP telephones and old intranets speak it, often because nothing newer is on the device.',
      depth:
        'It fits where both ends already have it and the password is a long random one. For something new, TLS with Basic or a bearer token asks less of the client and lets the server keep a slow hash. What Digest is still the best teacher of is the idea: prove that you know it, without sending it.',
    },
  },
  strengths: [
    'The password never travels, not even to the server.',
    'A captured proof works for one method, one target and one count.',
    'The server proves itself in return, if the user agent looks.',
    'With auth-int the content is covered too.',
    'It needs hashes only: no keys, no certificates, no third party.',
  ],
  drawbacks: [
    'The stored H(A1) signs in as the password does. A stolen file is a break-in at once.',
    'One capture is enough to try passwords offline, and the hashes are fast.',
    'Without auth-int the content can be changed on its way, and auth-int is rarely there.',
    'Nothing is encrypted, and fields of the request are never covered.',
    'Servers have to remember which counts they have seen.',
    'Many clients still know MD5 only, or get SHA-512-256 wrong.',
  ],
  misconceptions: [
    {
      claim: 'Digest encrypts.',
      truth: 'Only the password is kept off the wire. Everything else, both bodies included, can be read.',
      clause: 'RFC 7616 §5.3',
    },
    {
      claim: 'The server stores nothing usable.',
      truth: 'It stores H(A1), and every proof is made from H(A1). With the file one signs in at once.',
      clause: 'RFC 7616 §5.2',
    },
    {
      claim: 'A nonce stops replay.',
      truth: 'A nonce is used many times. Counting its uses is what stops a replay.',
      clause: 'RFC 7616 §3.4, §5.5',
    },
    {
      claim: 'The body is protected.',
      truth: 'With qop=auth it is not part of any hash. Only auth-int takes it in.',
      clause: 'RFC 7616 §3.4.3',
    },
    {
      claim: 'With a better hash, a weak password is good enough.',
      truth: 'SHA-256 is as quick to try as it is to compute. Only a password with enough entropy helps.',
      clause: 'RFC 7616 §5.1',
    },
  ],
  objectives: [
    'Compute A1, A2 and the response by hand.',
    'Say what nonce, cnonce, nc and opaque are for, and who chooses each.',
    'See whether a nonce was too old or a request came twice.',
    'Say what qop=auth leaves uncovered.',
    'Say why whoever reads H(A1) on the server can log in.',
  ],
  roundTrips: { first: 2, next: 1 },
  state:
    'For each nonce the counts that were used, until it expires; for each user H(A1) per realm and algorithm.',
  secrets: 'The password at the user agent; at the server H(A1), which is worth as much within its realm.',
  tools: [
    {
      name: 'curl',
      role: 'client',
      line: '--digest, with MD5 and SHA-256, -sess and userhash. Version 7.88 computes a wrong SHA-512-256.',
      state: 'active',
      snippet: 'curl',
    },
    {
      name: 'Python requests',
      role: 'library',
      line: 'HTTPDigestAuth: of two challenges it answers the last, and SHA-256-sess fails with an exception.',
      state: 'active',
      snippet: 'requests',
    },
    {
      name: 'digest-fetch',
      role: 'library',
      line: 'All algorithms for fetch, one chosen in advance; it neither covers bodies nor checks rspauth.',
      state: 'active',
      snippet: 'digest-fetch',
    },
    {
      name: 'Node crypto',
      role: 'library',
      line: 'md5, sha256 and sha512-256 are all there, so the client half fits on a screen.',
      state: 'active',
      snippet: 'node',
    },
    {
      name: 'fetch',
      role: 'client',
      line: 'Has no Digest of its own for scripts: compute the field and send it.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'HTTPie',
      role: 'client',
      line: '--auth-type=digest, on top of Python requests.',
      state: 'active',
    },
    {
      name: 'Apache httpd',
      role: 'server',
      line: 'mod_auth_digest, with MD5 only.',
      state: 'active',
    },
    {
      name: 'Passport (passport-http)',
      role: 'server',
      line: 'A Digest strategy for Express, with MD5 and MD5-sess only.',
      state: 'maintenance only',
    },
  ],
}
