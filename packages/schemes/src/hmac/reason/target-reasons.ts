/** Usual causes in method, target and authority. */
import { changed, decoded, type Reason, same } from './changes.ts'

export const method: readonly Reason[] = [
  {
    when: same((text) => text.toUpperCase()),
    usual: 'Method names are case-sensitive, and signed as they are sent.',
  },
  { usual: 'The signature was made for another method. A redirect or a library may have changed it.' },
]

export const encodedTwice: Reason = {
  when: changed(decoded),
  usual: 'One side encoded once more than the other. What is signed is what stands on the request line.',
}
export const plusForSpace: Reason = {
  when: same((text) => text.replace(/\+|%2B/gi, '%20')),
  usual: 'One side wrote a space as +, the other as %20 or a plus sign as %2B.',
}
export const otherCase: Reason = {
  when: same((text) => text.replace(/%[0-9a-f]{2}/gi, (digits) => digits.toUpperCase())),
  usual: 'The digits of an escape differ in case: %2f on one side, %2F on the other.',
}
export const target: readonly Reason[] = [
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

export const query: readonly Reason[] = [
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

export const parameterName = (text: string) => text.split('=', 1)[0]
export const queryParameter: readonly Reason[] = [
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

export const authority: readonly Reason[] = [
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
