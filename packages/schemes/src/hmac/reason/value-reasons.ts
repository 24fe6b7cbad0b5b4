/** Usual causes in times, nonces, fields and bodies. */
import { plainJson, type Reason, same } from './changes.ts'

export const time: readonly Reason[] = [
  {
    when: ({ client, server }) => /^\D*\d{13}$/.test(client) || /^\D*\d{13}$/.test(server),
    usual: 'One side counts milliseconds, the other seconds.',
  },
  {
    usual:
      'The clock was read twice: once for the signature, once for the field. Read it once and use it in both.',
  },
]

export const amzDate: readonly Reason[] = [
  {
    when: same((text) => text.replace(/T\d\d/, 'T')),
    usual: 'The hours differ and nothing else does: one side used the local clock. X-Amz-Date is in UTC.',
  },
  ...time,
]

export const nonce: readonly Reason[] = [
  { usual: 'A new nonce was drawn after the signature was made. Draw it once and use it in both places.' },
]

export const headerSpaces: Reason = {
  when: same((text) =>
    text
      .replace(/\s*([:,])\s*/g, '$1')
      .replace(/\s+/g, ' ')
      .trim(),
  ),
  usual: 'White space differs. Around a value it goes; what is signed is the value that is left.',
}
export const field: readonly Reason[] = [
  headerSpaces,
  {
    when: same((text) => text.toLowerCase()),
    usual: 'Only the case differs: names are signed in lower case, values as they are sent.',
  },
  { usual: 'A library or a proxy set this field anew after it was signed.' },
]

export const bodyReasons: readonly Reason[] = [
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
