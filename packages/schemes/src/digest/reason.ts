import type { Difference } from '../scheme.ts'

type Reason = { readonly usual: string; when?(difference: Difference): boolean }

/** The usual causes by component, the more particular ones first. */
const reasons: Readonly<Record<string, readonly Reason[]>> = {
  username: [
    {
      when: ({ client, server }) => unescaped(client) === server || unescaped(server) === client,
      usual:
        'One side hashed the backslashes of the quoted-string too. They only quote; what counts is the name without.',
    },
    {
      when: ({ client, server }) => client.normalize('NFC') === server.normalize('NFC'),
      usual: 'The same letters, composed in another way. Both sides have to use normalization form C.',
    },
    { usual: 'The name in the field is not the name that was hashed.' },
  ],
  realm: [
    { usual: 'The realm was typed in by hand. It is hashed octet for octet, as the challenge has it.' },
  ],
  password: [
    {
      usual:
        'Name and realm agree, so the two sides hold different passwords, or hash other octets: UTF-8 is what the challenge asks for.',
    },
  ],
  method: [
    {
      when: ({ client, server }) => client.toUpperCase() === server.toUpperCase(),
      usual: 'Method names are case-sensitive, and hashed as they are sent.',
    },
    { usual: 'The proof was made for another method. HEAD, GET and POST each need their own.' },
  ],
  uri: [
    {
      when: ({ client, server }) => pathOf(client) === pathOf(server),
      usual: 'The query belongs to uri. One side left it out, or has another.',
    },
    {
      when: ({ client, server }) => decoded(client) === decoded(server),
      usual: 'The same address with other escapes. Nothing is decoded before it is hashed.',
    },
    { usual: 'Something between the two rewrote the target: a redirect, a proxy, a base path.' },
  ],
  body: [
    {
      when: ({ client, server }) => client === '' || server === '',
      usual: 'Only one side hashed the content, so they disagree about qop.',
    },
    {
      usual:
        'The content was written out again after it was hashed: other spaces, line ends or member order make other octets.',
    },
  ],
  nonce: [
    { usual: 'The proof was made with the nonce of an earlier challenge, or with its quotes left on.' },
  ],
  nc: [
    {
      usual:
        'The count in the field is not the one that was hashed. Count first, then use the same eight digits in both places.',
    },
  ],
  cnonce: [{ usual: 'A new client nonce was drawn after the hash was made.' }],
  qop: [
    {
      usual: 'The field names one qop and the hash was made with the other: auth-int adds the content to A2.',
    },
  ],
  digestResponse: [
    {
      usual: 'Every input agrees, so the response itself was changed on its way, or cut when it was copied.',
    },
  ],
}

/** Why the two halves of Digest usually come to differ so. */
export function reason(difference: Difference): string | undefined {
  const known = Object.hasOwn(reasons, difference.component) ? reasons[difference.component] : undefined
  return known?.find(({ when }) => when?.(difference) ?? true)?.usual
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? ''
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}
