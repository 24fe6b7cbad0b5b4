import { percentDecodeText, percentEncode } from '@lockstep/http/percent'
import type { Difference } from '../scheme.ts'

/** A usual mistake: what it looks like in the two pieces, and what to say of it. */
type Usual = { readonly says: string; when(pieces: Pieces): boolean }
/** The piece of each half: as it stands for most components, the value alone for a parameter. */
type Pieces = { readonly client: string; readonly server: string }

/** Why the two halves of OAuth 1.0 usually come to differ so. Undefined where nothing usual fits. */
export function reason(difference: Difference): string | undefined {
  const { value, component } = difference
  if (value === 'signatureBaseString' && component !== 'method') {
    const again = find(joining, difference)
    if (again) return again
  }
  if (component === 'base string URI') return find(addresses, difference)
  if (component === 'method') return find(methods, difference)
  if (component === 'client secret' || component === 'token secret') return find(keys, difference)
  if (component === 'signature') return signatureReason
  const name = /^parameter (.*)$/s.exec(component)?.[1]
  return name === undefined ? undefined : parameterReason(name, difference)
}

const signatureReason =
  'What is signed agrees, so look at the key: the client secret, & even before an empty token secret, then the secret of the very token that is sent. Otherwise the signature was changed or cut on its way.'

/** Mistakes of the last step, where everything is encoded once more. */
const joining: readonly Usual[] = [
  {
    when: ({ client, server }) => client !== server && percentDecodeText(server) === client,
    says: 'The base string URI and the parameters are encoded once more when the three are joined with &.',
  },
  {
    when: ({ client, server }) => client !== server && percentDecodeText(client) === server,
    says: 'This was encoded once too often on the way into the base string.',
  },
]

const addresses: readonly Usual[] = [
  {
    when: ({ client, server }) => client.split(/[?#]/, 1)[0] === server && client !== server,
    says: 'The query was left on the URI. Its parameters are sorted in with all the others.',
  },
  {
    when: ({ client, server }) => withoutDefaultPort(client) === server,
    says: 'The default port was kept: 80 with http and 443 with https are left out.',
  },
  {
    when: ({ client, server }) => withoutPort(server) === client,
    says: 'The port was dropped. It stays unless it is the default of the scheme.',
  },
  {
    when: ({ client, server }) => client.replace(/^https?/i, '') === server.replace(/^https?/i, ''),
    says: 'One side says http, the other https. Behind a proxy that ends TLS a program sees http; what counts is the address that the client used.',
  },
  {
    when: ({ client, server }) => client.replace(hostPart, (host) => host.toLowerCase()) === server,
    says: 'Scheme and host are written in lower case, whatever was typed.',
  },
  {
    when: ({ client, server }) => client.replace(hostPart, '') === server.replace(hostPart, ''),
    says: 'Another host or port was signed. The server takes its public origin here, not what the Host field says.',
  },
  {
    when: ({ client, server }) => client.replace(/\/$/, '') === server.replace(/\/$/, ''),
    says: 'The slash at the end of the path counts.',
  },
  {
    when: ({ client, server }) => same(percentDecodeText(client), percentDecodeText(server)),
    says: 'The path was decoded or encoded again. It is taken as it stands on the request line.',
  },
  {
    when: () => true,
    says: 'Another path was signed than the one that was asked for: a redirect, a proxy or a base path in between.',
  },
]

const methods: readonly Usual[] = [
  {
    when: ({ client, server }) => client.toUpperCase() === server,
    says: 'The method is written in upper case in the base string.',
  },
  {
    when: () => true,
    says: 'The signature was made for another method. After a redirect a POST can have become a GET.',
  },
]

const keys: readonly Usual[] = [
  {
    when: ({ client, server }) => client !== '' && server === '',
    says: 'There is no token at this leg, so the part after & is empty.',
  },
  {
    when: () => true,
    says: 'The key is both secrets, each encoded, with & between them: always, also where the second is empty.',
  },
]

/** Mistakes with a value that both halves have. */
const values: readonly Usual[] = [
  {
    when: ({ client, server }) => client.replaceAll('+', '%20') === server,
    says: 'A space was written as +. That is how a form writes it; a signature wants %20.',
  },
  {
    when: ({ client, server }) => client.replaceAll('%2B', '%20') === server,
    says: 'A + that stood for a space was signed as a plus sign. In a query and in a form, + is decoded to a space first.',
  },
  {
    when: ({ client, server }) => server.replaceAll('%2B', '%20') === client,
    says: 'A plus sign was signed as a space. As a value it has to be sent as %2B.',
  },
  {
    when: ({ client, server }) => client.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase()) === server,
    says: 'The hexadecimal digits of an escape are upper case: %3A, not %3a.',
  },
  {
    when: ({ client, server }) => percentDecodeText(client) === server && client !== server,
    says: 'This was encoded twice before it was sorted. First everything is decoded, then encoded once.',
  },
  {
    when: ({ client, server }) => client.replace(/[!*'()]/g, percentEncode) === server,
    says: "Some of ! * ' ( ) were left as they are. A function for URLs leaves them; here only letters, digits and - . _ ~ stay.",
  },
  {
    when: ({ client, server }) => percentDecodeText(server) === client && client !== server,
    says: 'The value was not encoded before it was sorted and joined.',
  },
  {
    when: ({ client, server }) => same(percentDecodeText(client), percentDecodeText(server)),
    says: 'The same value, with other characters escaped. Letters, digits and - . _ ~ never are, all else always is.',
  },
  {
    when: ({ client, server }) => fromLatin1(client) === server,
    says: 'The text was encoded in ISO-8859-1. It becomes UTF-8 before it is escaped.',
  },
]

function parameterReason(name: string, { client, server }: Difference): string {
  const [mine, theirs] = [pairOf(client), pairOf(server)]
  if (mine.name === theirs.name) {
    const usual = find(values, { client: mine.value, server: theirs.value })
    if (usual) return usual
    if (name === 'oauth_timestamp' || name === 'oauth_nonce')
      return `${name} was drawn again after the signature was made. Make it once, then sign it and send it.`
    return `The value of ${name} is not the one that was signed. Where it comes more than once, its values are sorted too.`
  }
  if (client === '' || decoded(theirs.name) === name) return leftOut(name)
  if (server !== '' && mine.name > theirs.name)
    return decoded(mine.name) < decoded(theirs.name)
      ? 'The parameters were sorted before they were encoded. Encode first, then sort octet by octet.'
      : 'The parameters are not sorted by their encoded names.'
  if (name === 'realm')
    return 'realm tells a reader where it is. It is the one parameter of the field that is not signed.'
  if (name === 'oauth_signature') return 'A signature cannot sign itself: oauth_signature is left out.'
  if (/^\s*[[{]/.test(name))
    return 'A JSON body was signed as if it were a form. Only a form is; JSON is outside of this signature.'
  return `${name} was signed and did not arrive, or not in a place that is signed: the query, the field, a form.`
}

function leftOut(name: string): string {
  return `The request has ${name}, and it was not signed. The parameters of the query and of a form are signed with the others; or it was added on the way.`
}

function find(usuals: readonly Usual[], pieces: Pieces): string | undefined {
  return usuals.find(({ when }) => when(pieces))?.says
}

function pairOf(piece: string): { name: string; value: string } {
  // In the base string itself everything is encoded once more.
  const plain = piece.includes('=') ? piece : (percentDecodeText(piece) ?? piece)
  const at = plain.indexOf('=')
  return at < 0 ? { name: plain, value: '' } : { name: plain.slice(0, at), value: plain.slice(at + 1) }
}

const hostPart = /^[a-z]+:\/\/[^/?#]*/i

function withoutDefaultPort(uri: string): string | undefined {
  const without = uri
    .replace(/^(http:\/\/[^/:]+):80(?=\/|$)/i, '$1')
    .replace(/^(https:\/\/[^/:]+):443(?=\/|$)/i, '$1')
  return without === uri ? undefined : without
}

function withoutPort(uri: string): string | undefined {
  const without = uri.replace(/^([a-z]+:\/\/(?:\[[^\]]*\]|[^/:]+)):\d+/i, '$1')
  return without === uri ? undefined : without
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b
}

function decoded(text: string): string {
  return percentDecodeText(text) ?? text
}

/** `%E9` read as ISO-8859-1, and encoded as it should have been. */
function fromLatin1(text: string): string {
  return text.replace(/%([89A-F][0-9A-F])/gi, (_, hex: string) =>
    percentEncode(String.fromCharCode(Number.parseInt(hex, 16))),
  )
}
