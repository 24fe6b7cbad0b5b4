/** What is said about HMAC request signing: the row of the comparison, and what a lesson claims. */
import type { Facts } from '../scheme.ts'

export const facts: Facts = {
  proof: 'You and the server share a key, and you send a keyed hash over this very request.',
  travels:
    'Authorization: HMAC keyId="ada-1", algorithm="hmac-sha256", timestamp="1796040000", nonce="0nK3v9PqTzY", signature="qL2pV5Zc3o…"',
  openApi: () => ({
    type: 'http',
    scheme: 'hmac',
    description:
      'HMAC signatures. Authorization: HMAC with keyId, algorithm, timestamp, nonce and signature; or the fields Signature-Input and Signature of RFC 9421 with hmac-sha256; or AWS4-HMAC-SHA256. Each is made anew for every request.',
  }),
  standards: [
    { clause: 'RFC 2104', title: 'HMAC: Keyed-Hashing for Message Authentication', year: 1997 },
    { clause: 'RFC 9421', title: 'HTTP Message Signatures', year: 2024 },
    { clause: 'RFC 9530', title: 'Digest Fields: Content-Digest', year: 2024 },
    { clause: 'RFC 4231', title: 'Test vectors for HMAC with the SHA-2 family', year: 2005 },
    { clause: 'AWS Signature Version 4', title: 'Signing of AWS API requests', year: 2012 },
  ],
  ratings: {
    security: {
      score: 2,
      words: 'high, each request is sealed',
      why: 'The key never travels, and a change to anything that was signed is noticed.',
      depth:
        'A proof is good for one method, one target, one body and a few minutes; with a nonce, for one delivery. Without the key nobody makes another, and a random key of 256 bits cannot be guessed. Three things bound this. Only what is covered is protected, so the server has to insist on what it needs. Nothing is encrypted, so TLS is needed all the same. And both ends hold the key in clear: whoever breaks into the server can sign as every client, and no judge can tell who of the two wrote a message.',
    },
    complexity: {
      score: 1,
      words: 'moderate, bytes have to agree',
      why: 'The MAC is one line; both ends building the same bytes from a message is the work.',
      depth:
        'HTTP lets much change on the way: letter case of names, order of fields, white space, escapes in a path. Both ends need one canonical form, and one character of difference gives a signature that has nothing in common with the right one. RFC 9421 lists what is covered in the message itself. Signature Version 4 has rules for paths, queries and fields that tools still get wrong. Then come a window, a nonce store and a comparison in constant time. A signature that does not match says nothing about why, so keep both strings and compare them.',
    },
    scalability: {
      score: 3,
      words: 'high, light to verify',
      why: 'Any server with the key can verify, and the hash costs microseconds.',
      depth:
        'No session and no call to another service. Keys can be cached where requests arrive, because they change rarely. What has to be shared is the list of nonces of the last few minutes, or two machines would each take the same copy once. Signature Version 4 does without that list and takes a copy for fifteen minutes. It also derives a key for a day, a region and a service, so that a service can verify without holding the secret of the account.',
    },
    delegation: {
      score: 0,
      words: 'no',
      why: 'The key names who signs; it cannot say on whose behalf or within which limits.',
      depth:
        'There is no consent and no third party. Handing on the key hands on everything, and the server sees no difference. OAuth 1.0 signs in the same way and adds what is missing here: a second secret, which a user gave to one client.',
    },
    management: {
      score: 1,
      words: 'shared secrets to carry and change',
      why: 'Each pair of parties needs a key of its own, and somebody has to carry it to both ends safely.',
      depth:
        'The server needs the key itself to compute with, so it cannot keep a hash of it as it would of a password. Its store of keys is as sensitive as the clients are, all together. An identifier of the key in each request makes rotation possible without a gap: two keys are on record while clients change over. Nothing in the scheme makes anybody do it. A key should have as many octets as the hash gives, 32 for SHA-256, and come from a random generator.',
    },
    overhead: {
      score: 3,
      words: 'minimal, hashing',
      why: 'One request, one or two hashes over what is covered, and 170 to 350 octets of fields.',
      depth:
        'There is no challenge to wait for: a client that knows what to cover signs its first request. HMAC runs the hash over the text once and twice more over a block or two. Covering the body means reading all of it before anything is decided, so a large upload costs its hash on both sides and cannot be streamed to the application before it is checked. The measurement beside this cell shows the whole list of checks.',
    },
    uses: {
      score: null,
      words: 'payments, webhooks, cloud APIs',
      why: 'It fits where two programs know each other and a changed request would cost money.',
      depth:
        'Webhooks of payment providers and code hosts carry one, and AWS takes it for nearly every call. It is sold for messages that nobody can deny, and that is wrong: the server holds the same key and could have written the message. Where a third party has to be convinced, the same fields of RFC 9421 carry a signature by a private key. HMAC does not fit pages and apps that anyone can take apart, because the key would be in them.',
    },
  },
  strengths: [
    'The key stays at both ends; a log or a proxy sees only proofs.',
    'Method, target, chosen fields and the body are protected together.',
    'A captured request opens nothing else, and with a nonce not even itself again.',
    'One request, no challenge, a hash that takes microseconds.',
    'What goes wrong can be found: two strings, compared octet by octet.',
  ],
  drawbacks: [
    'Both ends can sign, so a signature convinces nobody else.',
    'The server keeps every key in a form that it can use, and so can a thief.',
    'What is not covered can be changed without a trace.',
    'Both ends have to build the same bytes, and a proxy that rewrites a path breaks them.',
    'Clocks have to agree within minutes, and replays need a store of nonces.',
    'Nothing is encrypted.',
  ],
  misconceptions: [
    {
      claim: 'HMAC gives non-repudiation.',
      truth:
        'There is one key and both sides have it, so the verifier could have made the MAC. It convinces the two of them, and nobody else.',
      clause: 'RFC 9421 §7.3.3',
    },
    {
      claim: 'Signed means secret.',
      truth: 'Everybody on the way can read the message. They cannot change it unnoticed.',
      clause: 'RFC 9421 §8.2',
    },
    {
      claim: 'With Content-Digest signed, the body is safe.',
      truth: 'It protects the field. The body is safe only where the server hashes what came and compares.',
      clause: 'RFC 9421 §7.2.8',
    },
    {
      claim: 'SHA-256 over key and text is as good.',
      truth:
        'Its result is the inner state of the hash. Anybody can go on hashing from there, without the key. HMAC closes that with a second hash.',
      clause: 'RFC 2104 §2',
    },
    {
      claim: 'A short window is protection from replay.',
      truth: 'Within the window a copy is as good as the original. Only a nonce that is remembered stops it.',
      clause: 'RFC 9421 §7.2.2',
    },
  ],
  objectives: [
    'Build what is signed from a message, and say why one canonical form is needed.',
    'Choose what to cover, and show what an attacker does with less.',
    'Tie the body to the signature.',
    'Tell what a window stops from what a nonce stops.',
    'Say why a MAC shows no outsider who wrote a message.',
  ],
  roundTrips: { first: 1, next: 1 },
  state:
    'The nonces of each key, for one window. Signature Version 4 has no nonce, and the server remembers nothing.',
  secrets: 'The shared key, in clear at both ends: the server has to compute with it.',
  tools: [
    {
      name: 'curl',
      role: 'client',
      line: '--aws-sigv4 since 7.75. Version 7.88 signs neither unsorted queries nor percent-encoded paths rightly.',
      state: 'active',
      snippet: 'curl-aws',
    },
    {
      name: 'OpenSSL',
      role: 'client',
      line: 'openssl dgst -sha256 -mac HMAC turns any shell into a signer; the key is an argument that other users can see.',
      state: 'active',
      snippet: 'curl-openssl',
    },
    {
      name: 'Node crypto',
      role: 'library',
      line: 'createHmac, createHash and timingSafeEqual are all that either half needs.',
      state: 'active',
      snippet: 'node',
    },
    {
      name: 'Python hmac and hashlib',
      role: 'library',
      line: 'In the standard library, with hmac.compare_digest for the comparison.',
      state: 'active',
      snippet: 'python',
    },
    {
      name: 'WebCrypto',
      role: 'library',
      line: 'HMAC with SHA-256 in every user agent; verify compares in constant time.',
      state: 'active',
      snippet: 'fetch',
    },
    {
      name: 'http-message-signatures',
      role: 'library',
      line: 'RFC 9421 for Node. Content-Digest and nonces are left to you, and a verifier has to say what must be covered.',
      state: 'active',
      snippet: 'http-message-signatures',
    },
    {
      name: 'botocore',
      role: 'library',
      line: 'SigV4Auth, the signer behind the AWS CLI and boto3; it verifies nothing.',
      state: 'active',
      snippet: 'botocore',
    },
    {
      name: 'AWS API Gateway',
      role: 'gateway',
      line: 'Verifies Signature Version 4 where a method asks for IAM authorization.',
      state: 'active',
    },
    {
      name: 'Kong hmac-auth',
      role: 'gateway',
      line: 'A plugin for the draft that came before RFC 9421; the two do not understand each other.',
      state: 'active',
    },
  ],
}
