import type { Difference } from '../scheme.ts'
import { changed, type Reason, same } from './reason/changes.ts'
import { proof } from './reason/proof-reasons.ts'
import {
  authority,
  encodedTwice,
  method,
  otherCase,
  query,
  queryParameter,
  target,
} from './reason/target-reasons.ts'
import { amzDate, bodyReasons, field, nonce, time } from './reason/value-reasons.ts'

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

/** The usual causes by component, the more particular ones first. */
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
