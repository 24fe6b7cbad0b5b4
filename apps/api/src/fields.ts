/** The fields that the platform adds to every answer, by kind of answer. */
import { type FieldLine, field, type HttpResponse } from '@lockstep/http/message'

/** What a page of another origin may read besides the few fields that it may read anyway (Fetch §3.3.5). */
const exposed = [
  'Exchange-Id',
  'Request-Id',
  'WWW-Authenticate',
  'Authentication-Info',
  'DPoP-Nonce',
  'Lockstep-Without',
  'Accept-Signature',
  'Allow',
  'Location',
  'Retry-After',
  'Date',
].join(', ')

const always: readonly FieldLine[] = [
  // A body that somebody else chose must not be guessed into a script or a page.
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
]

const data: readonly FieldLine[] = [
  // No cookies and no `Allow-Credentials`: what anybody can read, anybody can read.
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Expose-Headers', exposed],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox"],
  ...always,
]

const documents: readonly FieldLine[] = [
  ...always,
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  [
    'Permissions-Policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()',
  ],
]

/** For an HTML answer that brings no policy of its own: nothing runs, nothing loads, nothing frames it. */
const bareDocument: FieldLine = [
  'Content-Security-Policy',
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
]

/** The page. Monaco writes style attributes, hence 'unsafe-inline' there and nowhere else. */
const page: FieldLine = [
  'Content-Security-Policy',
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
]

/** A year (RFC 6797 §6.1.1). Only ever sent over TLS: §7.2 forbids it on plain HTTP. */
const strict: FieldLine = ['Strict-Transport-Security', 'max-age=31536000']

const isHtml = (response: HttpResponse) =>
  field(response, 'content-type')?.toLowerCase().startsWith('text/html') ?? false

/** What goes with an answer of the API. `id` is said where no exchange has one; `tls` asks for HSTS. */
export function withPlatformFields(response: HttpResponse, id: string, tls: boolean): HttpResponse {
  const html = isHtml(response)
  const headers = [...response.headers, ...(html ? documents : data)]
  if (html && field(response, 'content-security-policy') === undefined) headers.push(bareDocument)
  if (field(response, 'exchange-id') === undefined) headers.push(['Request-Id', id])
  if (tls) headers.push(strict)
  return { ...response, headers }
}

/** What goes with a file of the page. */
export function setPageFields(fields: Headers, tls: boolean): void {
  for (const [name, value] of [...documents, page]) fields.set(name, value)
  if (tls) fields.set(...strict)
}

const names = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:[ \t]*,[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+){0,63}$/

/**
 * The fields of an answer to a preflight. The names that it asks for are given back one by one: `*` does not cover
 * `Authorization` (Fetch §4.8), and every scheme has field names of its own.
 */
export function preflightFields(asked: string | undefined): FieldLine[] {
  const allowed = asked !== undefined && names.test(asked) ? asked : 'Authorization, Content-Type'
  return [
    ['Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
    ['Access-Control-Allow-Headers', allowed],
    ['Access-Control-Max-Age', '600'],
    ['Vary', 'Access-Control-Request-Headers'],
  ]
}
