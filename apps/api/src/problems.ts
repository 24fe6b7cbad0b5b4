/** The problem types of the platform (RFC 9457 §3.1.1): stable names, the status that each goes with, and what it means. */

type Known = { readonly status: number; readonly title: string; readonly means: string }

export const problems = {
  'sandbox-unknown': {
    status: 404,
    title: 'There is no such sandbox.',
    means:
      'A sandbox ends two hours after its last request, and a day after it was made. Nothing of it is kept. Make a new one with POST /api/sandboxes.',
  },
  'sandbox-ended': {
    status: 409,
    title: 'The sandbox was reset or ended in the meantime.',
    means:
      'The request came before the reset and would have changed something after it. Nothing of it was kept. Send it again.',
  },
  'exchange-unknown': {
    status: 404,
    title: 'There is no such exchange.',
    means: 'The recorder keeps the last thousand exchanges of a sandbox, in memory. Older ones are gone.',
  },
  'attack-unknown': {
    status: 404,
    title: 'There is no such attack.',
    means: 'GET /api/schemes lists the attacks of every scheme.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is served at this path.',
    means: 'GET /api/openapi.json lists every path that answers.',
  },
  'owner-token': {
    status: 401,
    title: 'This call needs the owner token of the sandbox, sent as a bearer token.',
    means:
      'POST /api/sandboxes shows the owner token once. Send it as "Authorization: Bearer …". It is stored as a hash, so nobody can tell it again.',
  },
  'no-owner': {
    status: 403,
    title: 'The public sandbox has no owner.',
    means:
      'Everybody shares the public sandbox, so nobody can change it. Make one of your own with POST /api/sandboxes.',
  },
  'public-stream': {
    status: 403,
    title: 'The exchanges of the public sandbox are shown on loopback only.',
    means:
      'Everybody shares the public sandbox. On a public address its exchanges would show each visitor to all others. A sandbox of your own shows you yours.',
  },
  'one-field': {
    status: 400,
    title: 'A field came twice that may come once.',
    means:
      'Host and Authorization are not lists (RFC 9110 §5.3). Two of one name leave open which counts, so the request is refused.',
  },
  target: {
    status: 400,
    title: 'The request-target is not a plain path.',
    means:
      'A server that is no proxy is sent a path and a query (RFC 9112 §3.2.1). Absolute targets, dot segments, and encoded slashes are refused here, because two readers could understand them differently.',
  },
  json: {
    status: 400,
    title: 'The content is not the JSON that this call takes.',
    means:
      'The detail says what is wrong: not JSON, nested too deep, too many members, or a member with a wrong value.',
  },
  'media-type': {
    status: 415,
    title: 'This call takes application/json.',
    means: 'Send the content with "Content-Type: application/json".',
  },
  method: {
    status: 405,
    title: 'This path does not answer this method.',
    means: 'The Allow field of the answer lists the methods that it does answer (RFC 9110 §15.5.6).',
  },
  'method-unknown': {
    status: 501,
    title: 'This server does not know the method.',
    means: 'It answers GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS (RFC 9110 §15.6.2).',
  },
  'content-too-large': {
    status: 413,
    title: 'The content is too long.',
    means: 'A request may carry 64 KiB, however its length is told.',
  },
  'target-too-long': {
    status: 414,
    title: 'The request-target is too long.',
    means: 'It may be 4 KiB long.',
  },
  'fields-too-large': {
    status: 431,
    title: 'The request line and the fields are too long.',
    means: 'Together they may be 16 KiB long (RFC 6585 §5).',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not come to its end.',
    means: 'The fields must be here within 10 seconds, the whole request within 15 (RFC 9110 §15.5.9).',
  },
  malformed: {
    status: 400,
    title: 'This is no HTTP/1.1 request.',
    means: 'The octets do not follow RFC 9112: two lengths, a folded field, a space before a colon, no Host.',
  },
  'tls-needed': {
    status: 403,
    title: 'This address is served over TLS only.',
    means: 'Credentials on plain HTTP can be read on the way. Use the https address.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests.',
    means: 'Retry-After says in how many seconds the next one is answered (RFC 6585 §4).',
  },
  'too-many-sandboxes': {
    status: 429,
    title: 'Too many sandboxes.',
    means: 'There is a limit for one address, and one for the whole installation.',
  },
  'too-many-streams': {
    status: 429,
    title: 'Too many live streams.',
    means: 'A sandbox has two at the most. Close one.',
  },
  'store-full': {
    status: 429,
    title: 'The sandbox keeps too many rows.',
    means:
      'Nonces and tokens that have not expired are never dropped to make room, or they could be used twice. Wait until some expire, or reset the sandbox.',
  },
  busy: {
    status: 503,
    title: 'Too many slow jobs wait.',
    means: 'A slow password hash runs in a short queue, so that it cannot be used to stop the server.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The store cannot be used now.',
    means: 'Its disk is full, or its file is locked. Nothing was changed, and nothing was taken for unused.',
  },
  unexpected: {
    status: 500,
    title: 'The server made a mistake.',
    means: 'This is a bug in Lockstep. Nothing about it is told here; the log names its class.',
  },
} as const satisfies Readonly<Record<string, Known>>

export type ProblemType = keyof typeof problems

/** What a problem type means, or undefined for a type that is not the platform's. */
export function problemMeans(type: string): Known | undefined {
  return Object.hasOwn(problems, type) ? problems[type as ProblemType] : undefined
}
