/** A token in its three parts, each with what it says. What cannot be read is left in one piece. */
import { base64url } from '@lockstep/crypto/base64'
import type { Part } from '../../scheme.ts'

/** A part whose text is a JWT, bare or in quotation marks, taken apart; any other as it was. */
export function tokenPieces(part: Part): Part[] {
  const [, open = '', token = '', close = ''] = /^("?)([\w-]+\.[\w-]+\.[\w-]+)("?)$/.exec(part.text) ?? []
  const [header = '', claims = '', signature = ''] = token.split('.')
  const [headerText, claimsText] = [jsonIn(header), jsonIn(claims)]
  if (headerText === undefined || claimsText === undefined) return [part]
  const { id = 'token', maker, clause } = part
  const from = { ...(maker === undefined ? {} : { maker }), ...(clause === undefined ? {} : { clause }) }
  return [
    ...plain(open),
    {
      text: header,
      id: `${id}-header`,
      ...from,
      label: 'header: how it is signed',
      explain: `Decoded: ${headerText}. The client compares alg with what it registered, and does not obey it.`,
      breaks: true,
    },
    { text: '.' },
    {
      text: claims,
      id: `${id}-claims`,
      ...from,
      label: part.label ?? 'claims',
      explain: `Decoded: ${claimsText}. ${part.explain ?? ''}`.trim(),
      breaks: true,
    },
    { text: '.' },
    {
      text: signature,
      id: `${id}-signature`,
      ...from,
      label: 'signature of the provider',
      explain: 'Made with its private key over the two parts before. Without it the rest is worth nothing.',
      clause: 'RFC 7515 §5.1',
      secret: true,
      breaks: true,
    },
    ...plain(close),
  ]
}

function plain(text: string): Part[] {
  return text === '' ? [] : [{ text }]
}

function jsonIn(part: string): string | undefined {
  const octets = base64url.decode(part)
  const text = octets && new TextDecoder().decode(octets)
  return text?.startsWith('{') ? text : undefined
}
