/** The parts of what a signed message carries. Joined, the parts of a value are the value. */

import type { Inspect, Part } from '../scheme.ts'
import { awsParts } from './inspect/aws.ts'
import { bodyMembers } from './inspect/members.ts'
import { digestParts, inputParts, signatureParts } from './inspect/message-signature.ts'
import { type Card, Pieces } from './inspect/pieces.ts'
import { teachingParts } from './inspect/teaching.ts'
import { isAws } from './sigv4/aws-authorization.ts'
import { isTeaching } from './teaching/teaching-authorization.ts'

export const inspect: Inspect = (value, place) => {
  if (value === '' || place.kind === 'status') return undefined
  if (place.kind === 'field') return fields[`${place.of} ${place.name.toLowerCase()}`]?.(value)
  if (place.kind === 'body' && place.of === 'response') return bodyMembers(value)
  return place.of === 'request' ? [{ text: value, ...message[place.kind] }] : undefined
}

const fields: Readonly<Record<string, (value: string) => Part[] | undefined>> = {
  'request authorization': (value) => {
    if (isAws(value)) return awsParts(value)
    return isTeaching(value) ? teachingParts(value) : undefined
  },
  'request signature-input': (value) => inputParts(value, 'signer'),
  'request signature': signatureParts,
  'request content-digest': digestParts,
  'request x-amz-date': (value) => [
    {
      text: value,
      id: 'date',
      maker: 'signer',
      label: 'time of the signature',
      explain:
        'In UTC, without separators. It must be within 15 minutes of the verifier’s clock, and is always signed.',
      clause: 'AWS SigV4',
    },
  ],
  'request x-amz-content-sha256': (value) => [
    {
      text: value,
      id: 'payload-hash',
      maker: 'signer',
      label: 'hash of the body',
      explain:
        'The last line of the canonical request. Where it is not sent, the hash is signed all the same.',
      clause: 'AWS SigV4',
    },
  ],
  'response accept-signature': (value) => inputParts(value, 'verifier'),
  'response www-authenticate': challengeParts,
}

/** What all three forms have in common. */
const message: Readonly<Record<'method' | 'target' | 'body', Card>> = {
  method: {
    id: 'method',
    maker: 'signer',
    label: 'under the signature',
    explain:
      'Part of what is signed in all three forms, so a signature for one method is worth nothing for another.',
  },
  target: {
    id: 'target',
    maker: 'signer',
    label: 'signed, as it came',
    explain: 'Path and query are signed. The verifier takes them from the request line that it received.',
  },
  body: {
    id: 'body',
    maker: 'signer',
    label: 'signed whole or hashed',
    explain:
      'Two of the forms sign a hash of it, the small one signs it whole. A changed octet is noticed either way.',
  },
}

function challengeParts(value: string): Part[] | undefined {
  if (!isTeaching(value)) return undefined
  const pieces = new Pieces(value)
  pieces.take(/[^ \t]+/y, {
    id: 'auth-scheme',
    maker: 'verifier',
    label: 'what is wanted',
    explain:
      'A 401 always names a scheme. What a signature by RFC 9421 has to cover stands in Accept-Signature.',
    clause: 'RFC 9110 §11.6.1, §15.5.2',
  })
  pieces.take(/[ \t]+realm=/y)
  pieces.take(/"[^"]*"/y, {
    id: 'realm',
    maker: 'verifier',
    label: 'what the key opens',
    explain: 'The name of the protection space.',
    clause: 'RFC 9110 §11.5',
  })
  return pieces.finish()
}
