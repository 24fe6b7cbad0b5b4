import { base64 } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import type { Difference } from '../scheme.ts'

type Reason = { readonly usual: string; when?(difference: Difference): boolean }

/** Why the two halves usually come to differ so; undefined where nothing usual fits. */
export function reason(difference: Difference): string | undefined {
  const { component } = difference
  const key = [component, ...families.filter((family) => component.startsWith(`${family} `))].find((name) =>
    Object.hasOwn(reasons, name),
  )
  const known = reasons[key ?? 'field'] ?? []
  return known.find(({ when }) => when?.(difference) ?? true)?.usual
}

/** What stands before a name of its own: `query parameter b`, `header x-amz-meta`. */
const families = ['query parameter', 'header']

const same =
  (change: (text: string) => string) =>
  ({ client, server }: Difference) =>
    client !== server && change(client) === change(server)
/** True where one side is what the change makes of the other. */
const changed =
  (change: (text: string) => string) =>
  ({ client, server }: Difference) =>
    client !== server && (change(client) === server || client === change(server))

const method: readonly Reason[] = [
  {
    when: same((text) => text.toUpperCase()),
    usual: 'Method names are case-sensitive, and signed as they are sent.',
  },
  { usual: 'The signature was made for another method. A redirect or a library may have changed it.' },
]

const encodedTwice: Reason = {
  when: changed(decoded),
  usual: 'One side encoded once more than the other. What is signed is what stands on the request line.',
}
const plusForSpace: Reason = {
  when: same((text) => text.replace(/\+|%2B/gi, '%20')),
  usual: 'One side wrote a space as +, the other as %20 or a plus sign as %2B.',
}
const otherCase: Reason = {
  when: same((text) => text.replace(/%[0-9a-f]{2}/gi, (digits) => digits.toUpperCase())),
  usual: 'The digits of an escape differ in case: %2f on one side, %2F on the other.',
}
const target: readonly Reason[] = [
  {
    when: ({ client }) => /^https?:/.test(client),
    usual: 'The signer took the whole address. The request line has only path and query.',
  },
  {
    when: same((text) => text.split('?', 1)[0] ?? ''),
    usual: 'Path and query are signed together. One side left the query out, changed it, or sorted it.',
  },
  plusForSpace,
  otherCase,
  encodedTwice,
  { usual: 'Something between the two rewrote the target: a redirect, a proxy, a base path.' },
]

const query: readonly Reason[] = [
  {
    when: changed((text) => text.replace(/^\?/, '')),
    usual: 'The question mark belongs to @query, even where nothing follows it.',
  },
  {
    when: same((text) => text.replace(/^\?/, '').split('&').toSorted().join('&')),
    usual: 'One side sorted the parameters. Here they are signed in the order in which they are sent.',
  },
  plusForSpace,
  otherCase,
  encodedTwice,
  { usual: 'A parameter was added, dropped or changed after the signature was made.' },
]

const parameterName = (text: string) => text.split('=', 1)[0]
const queryParameter: readonly Reason[] = [
  {
    when: ({ client, server }) => server !== '' && parameterName(client) !== parameterName(server),
    usual:
      'Another order, or one parameter more: they are sorted by name after they were encoded, not before.',
  },
  plusForSpace,
  otherCase,
  encodedTwice,
  { usual: 'The value was changed after the signature was made, or one side encoded it otherwise.' },
]

const authority: readonly Reason[] = [
  {
    when: same((text) => text.replace(/:(?:80|443)$/, '')),
    usual: 'The default port is left out: 80 for http, 443 for https.',
  },
  { when: same((text) => text.toLowerCase()), usual: 'A host name is signed in lower case.' },
  {
    usual:
      'The signer called the server by another name. It signs as its own public origin says, whatever Host was: localhost and 127.0.0.1 are two names.',
  },
]

const time: readonly Reason[] = [
  {
    when: ({ client, server }) => /^\D*\d{13}$/.test(client) || /^\D*\d{13}$/.test(server),
    usual: 'One side counts milliseconds, the other seconds.',
  },
  {
    usual:
      'The clock was read twice: once for the signature, once for the field. Read it once and use it in both.',
  },
]

const amzDate: readonly Reason[] = [
  {
    when: same((text) => text.replace(/T\d\d/, 'T')),
    usual: 'The hours differ and nothing else does: one side used the local clock. X-Amz-Date is in UTC.',
  },
  ...time,
]

const nonce: readonly Reason[] = [
  { usual: 'A new nonce was drawn after the signature was made. Draw it once and use it in both places.' },
]

const headerSpaces: Reason = {
  when: same((text) =>
    text
      .replace(/\s*([:,])\s*/g, '$1')
      .replace(/\s+/g, ' ')
      .trim(),
  ),
  usual: 'White space differs. Around a value it goes; what is signed is the value that is left.',
}
const field: readonly Reason[] = [
  headerSpaces,
  {
    when: same((text) => text.toLowerCase()),
    usual: 'Only the case differs: names are signed in lower case, values as they are sent.',
  },
  { usual: 'A library or a proxy set this field anew after it was signed.' },
]

const bodyReasons: readonly Reason[] = [
  {
    when: ({ value }) => value === 'contentDigest',
    usual:
      'The body that came is not the one that was digested. A line feed at its end or JSON written out again is enough.',
  },
  {
    when: same((text) => text.replace(/\r?\n$/, '')),
    usual: 'One side has a line feed at the end of the body. echo adds one, printf does not.',
  },
  {
    when: same((text) => text.replaceAll('\r\n', '\n')),
    usual: 'The line ends differ: CRLF and LF are other octets.',
  },
  {
    when: same(plainJson),
    usual:
      'The same JSON, written out again: other spaces or another order make other octets. Sign what is sent.',
  },
  {
    when: ({ client, server }) => client === '' || server === '',
    usual: 'Only one side had the body. Sign the octets that are sent, and send them once.',
  },
  { usual: 'The body was changed after the signature was made.' },
]

/** Every input agrees. A whole piece of the server’s is its own value; one that ends in … is what came. */
const proof = (secret: string): readonly Reason[] => [
  { when: ({ server }) => /^.{1,8}$/s.test(server) && !server.endsWith('…'), usual: secret },
  {
    when: ({ client, server }) => client.toUpperCase().startsWith(start(server)) && client !== server,
    usual: 'The hexadecimal digits are in upper case. They are compared as text, in lower case.',
  },
  {
    when: ({ client, server }) =>
      hex(base64.decode(client) ?? new Uint8Array()).startsWith(start(server).toLowerCase()),
    usual: 'It was sent in hexadecimal digits. Here it travels as base64.',
  },
  {
    when: ({ client, server }) => client.replaceAll('+', '-').replaceAll('/', '_').startsWith(start(server)),
    usual: 'It was sent as base64url. Here it travels as base64, with + and / and padding.',
  },
  { usual: 'Every input agrees, so the proof itself was changed on its way, or cut when it was copied.' },
]

const reasons: Readonly<Record<string, readonly Reason[]>> = {
  method,
  '@method': method,
  target,
  '@target-uri': target,
  '@request-target': target,
  '@path': [otherCase, encodedTwice, ...target.slice(-1)],
  path: [
    otherCase,
    {
      when: changed((text) => text.replaceAll('%25', '%')),
      usual:
        'The path is encoded twice, once for the wire and once more to be signed: %20 becomes %2520. Only S3 does it once.',
    },
    encodedTwice,
    ...target.slice(-1),
  ],
  '@query': query,
  'query parameter': queryParameter,
  '@authority': authority,
  'header host': authority,
  timestamp: time,
  created: time,
  expires: time,
  'header x-amz-date': amzDate,
  nonce,
  body: bodyReasons,
  'content-digest': [
    {
      when: same((text) => text.slice(0, text.indexOf('='))),
      usual:
        'Another digest than the one that was signed: field and body were made anew, the signature was not.',
    },
    {
      usual:
        'The digest was made with another algorithm, or the field was written otherwise than it was signed.',
    },
  ],
  'covered components': [
    {
      when: same((text) => text.replace(/[()]/g, '').split(' ').toSorted().join(' ')),
      usual: 'The same components in another order. The order is signed too, as the field has it.',
    },
    { usual: 'The list in Signature-Input is not the list that was signed.' },
  ],
  '@signature-params': [
    { usual: 'The parameters were written anew. They are signed as they are sent, in that order.' },
  ],
  keyid: [{ usual: 'The field names another key than the one that was signed with.' }],
  alg: [{ usual: 'The field names another algorithm than the one that was signed.' }],
  header: field,
  field,
  SignedHeaders: [
    { usual: 'The list of names is not the one that was signed: lower case, sorted, with semicolons.' },
  ],
  'payload hash': [
    {
      when: ({ client, server }) => /^[A-Z]/.test(client) || /^[A-Z]/.test(server),
      usual: 'One side signed words in place of a hash. Here the body is always hashed.',
    },
    { usual: 'The body that came is not the one that was hashed. A line feed at its end is enough.' },
  ],
  'scope date': [{ usual: 'The scope has another day than X-Amz-Date. Near midnight, read the clock once.' }],
  region: [{ usual: 'The signature was made for another region.' }],
  service: [{ usual: 'The signature was made for another service.' }],
  mac: proof(
    'Every line agrees, so the secrets differ. The secret is base64: its octets are the key, not its letters.',
  ),
  signature: proof(
    'Every input agrees, so the secrets differ. A shared secret is base64, to be decoded; that of SigV4 is used as it is, after AWS4.',
  ),
}

function start(text: string): string {
  return text.replace(/…$/, '') || '\n'
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** JSON without white space and in one order; what is none stays different. */
function plainJson(text: string): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  try {
    return JSON.stringify(JSON.parse(text), sorted)
  } catch {
    return text
  }
}
