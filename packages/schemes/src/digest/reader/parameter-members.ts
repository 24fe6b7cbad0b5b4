import type { Member } from '../../reader.ts'
import { digestAlgorithms } from '../digest-algorithm.ts'

/** What a Digest field can say, for completions. */
export const parameterMembers: readonly Member[] = [
  { name: 'username', says: 'The name, or with userhash the hash of it.', clause: 'RFC 7616 §3.4' },
  { name: 'realm', says: 'As the challenge has it.', clause: 'RFC 7616 §3.3' },
  { name: 'nonce', says: 'As the challenge has it.', clause: 'RFC 7616 §3.3' },
  { name: 'uri', says: 'The request-target, octet for octet.', clause: 'RFC 7616 §3.4.6' },
  {
    name: 'algorithm',
    says: 'The hash that the challenge offered.',
    clause: 'RFC 7616 §3.3',
    values: digestAlgorithms.map(({ name }) => `"${name}"`),
  },
  {
    name: 'qop',
    says: 'What the proof covers.',
    clause: 'RFC 7616 §3.4',
    values: ['"auth"', '"auth-int"'],
  },
  { name: 'nc', says: 'The count of this nonce, eight hexadecimal digits.', clause: 'RFC 7616 §3.4' },
  { name: 'cnonce', says: 'What the client adds to the nonce.', clause: 'RFC 7616 §3.4' },
  { name: 'response', says: 'The proof. Signing writes it.', clause: 'RFC 7616 §3.4.1' },
  { name: 'opaque', says: 'As the challenge has it.', clause: 'RFC 7616 §3.3' },
  {
    name: 'userhash',
    says: 'Whether the name travels hashed.',
    clause: 'RFC 7616 §3.4.4',
    values: ['"true"', '"false"'],
  },
]
