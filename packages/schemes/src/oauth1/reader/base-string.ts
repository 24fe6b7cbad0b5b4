/** Takes a signature base string apart again (RFC 5849 §3.4.1), and says where it breaks. */
import { percentDecodeText, percentEncode } from '@lockstep/http/percent'
import type { Fact, Flaw, Reader } from '../../reader.ts'
import type { Part } from '../../scheme.ts'

export const baseStringReader: Reader = {
  id: 'oauth1-base-string',
  name: 'OAuth 1.0 signature base string',
  read(text) {
    const [, before = '', whole = '', after = ''] = /^(\s*)(\S+)(\s*)$/.exec(text) ?? []
    const [, method, uri, rest] = /^([A-Za-z]+)&(https?(?:%3A|:)[^&]*)(?:&(.*))?$/is.exec(whole) ?? []
    if (method === undefined || uri === undefined) return undefined
    const at = before.length
    const uriAt = at + method.length + 1
    const pieces = rest === undefined ? [] : piecesOf(rest, uriAt + uri.length + 1)
    const parts: Part[] = [
      { text: before },
      { text: method, id: 'method', label: 'the method', explain: 'In upper case.', clause: clauses.base },
      { text: '&' },
      {
        text: uri,
        id: 'uri',
        label: 'where it goes',
        explain: 'The base string URI, encoded.',
        clause: clauses.uri,
      },
      ...(rest === undefined ? [] : [{ text: '&' }]),
      ...pieces.flatMap(partsOf),
      { text: after },
    ]
    return {
      kind: 'OAuth 1.0 signature base string',
      parts: parts.filter((part) => part.text !== ''),
      facts: [
        { name: 'method', value: method, clause: clauses.base },
        { name: 'base string URI', value: percentDecodeText(uri) ?? uri, clause: clauses.uri },
        ...pieces.map(factOf),
      ],
      problems: [
        ...methodFlaws(method, at),
        ...uriFlaws(uri, uriAt),
        ...(rest === undefined
          ? [
              {
                at: at + whole.length,
                length: 0,
                says: 'Unexpected end, expected & and the parameters.',
                clause: clauses.base,
              },
            ]
          : pieces.flatMap((piece, i) => pieceFlaws(piece, pieces[i - 1]))),
      ],
      warnings: [],
    }
  },
  sample: ({ origin, base }) =>
    [
      'GET',
      percentEncode(`${origin}${base}/oauth1/whoami`),
      percentEncode('a2=r%20b&a3=2%20q&a3=a&c%40='),
    ].join('&'),
}

const clauses = {
  base: 'RFC 5849 §3.4.1.1',
  uri: 'RFC 5849 §3.4.1.2',
  parameters: 'RFC 5849 §3.4.1.3.2',
  encoding: 'RFC 5849 §3.6',
}

/** One parameter, where it stands; `joint` is what joins it to the one before. */
type Piece = {
  readonly text: string
  readonly at: number
  readonly joint: string
  readonly name: string
  readonly value: string
}

function piecesOf(rest: string, from: number): Piece[] {
  const pieces: Piece[] = []
  let at = from
  for (const [i, text] of rest.split(/(%26|&)/i).entries()) {
    if (i % 2 === 0) {
      const joint =
        i === 0 ? '' : (rest.slice(at - from - (rest[at - from - 1] === '&' ? 1 : 3), at - from) ?? '')
      const once = percentDecodeText(text) ?? text
      const equals = once.indexOf('=')
      const [name, value] = equals < 0 ? [once, ''] : [once.slice(0, equals), once.slice(equals + 1)]
      pieces.push({ text, at, joint, name, value })
    }
    at += text.length
  }
  return pieces
}

function partsOf({ text, joint, name, value }: Piece, i: number): Part[] {
  const part: Part = {
    text,
    id: `parameter-${i + 1}`,
    label: 'a parameter',
    explain: `${plain(name)} is “${plain(value)}”. It was encoded, sorted in, and encoded again.`,
    clause: clauses.parameters,
  }
  return joint === '' ? [{ ...part, breaks: true }] : [{ text: joint }, { ...part, breaks: true }]
}

function factOf({ name, value }: Piece): Fact {
  return { name: plain(name), value: plain(value), clause: clauses.parameters }
}

function plain(once: string): string {
  return percentDecodeText(once) ?? once
}

function methodFlaws(method: string, at: number): Flaw[] {
  if (method === method.toUpperCase()) return []
  return [
    {
      at,
      length: method.length,
      says: `Unexpected ${method}, expected ${method.toUpperCase()}.`,
      clause: clauses.base,
    },
  ]
}

function uriFlaws(uri: string, at: number): Flaw[] {
  const flaw = (says: string, clause = clauses.uri): Flaw[] => [{ at, length: uri.length, says, clause }]
  const once = percentDecodeText(uri)
  if (once === undefined || percentEncode(once) !== uri)
    return flaw(
      'Unexpected characters in the URI, expected all but letters, digits and - . _ ~ as escapes in upper case.',
      clauses.encoding,
    )
  if (/[?#]/.test(once)) return flaw('Unexpected query in the URI, expected its parameters among the others.')
  const url = URL.parse(once)
  const [, written = ''] = /^([^/]*\/\/[^/]*)/.exec(once) ?? []
  if (!url || url.origin !== written)
    return flaw(
      `Unexpected ${written}, expected ${url?.origin ?? 'a scheme and a host'}: lower case, no default port.`,
    )
  return []
}

function pieceFlaws(piece: Piece, before: Piece | undefined): Flaw[] {
  const { text, at, joint, name, value } = piece
  const flaw = (says: string, clause = clauses.parameters): Flaw[] => [
    { at, length: text.length, says, clause },
  ]
  if (joint === '&')
    return [
      {
        at: at - 1,
        length: 1,
        says: 'Unexpected &, expected %26 between two parameters.',
        clause: clauses.base,
      },
    ]
  const once = percentDecodeText(text)
  if (once === undefined || percentEncode(once) !== text)
    return flaw(
      'Unexpected characters in a parameter, expected it encoded twice, escapes in upper case.',
      clauses.encoding,
    )
  const encoded = [name, value].every((part) => {
    const twice = percentDecodeText(part)
    return twice !== undefined && percentEncode(twice) === part
  })
  if (!encoded)
    return flaw(
      `Unexpected “${plain(name)}” that was encoded once, expected twice: before it is sorted and when it is joined.`,
      clauses.encoding,
    )
  if (name === 'oauth_signature' || name === 'realm')
    return flaw(`Unexpected ${name}, expected it left out: it is not signed.`, 'RFC 5849 §3.4.1.3.1')
  if (before && (before.name > name || (before.name === name && before.value > value)))
    return flaw(`Unexpected ${name}=${value} here, expected it before ${before.name}=${before.value}.`)
  return []
}
