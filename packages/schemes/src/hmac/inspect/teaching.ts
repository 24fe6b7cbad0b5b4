import { parseCredentials } from '@lockstep/http/authentication'
import type { Part } from '../../scheme.ts'
import { type Card, Pieces } from './pieces.ts'

/** `HMAC keyId="…", …`, or undefined where it cannot be read as parameters. */
export function teachingParts(value: string): Part[] | undefined {
  const credentials = parseCredentials(value)
  if (!credentials) return undefined
  const pieces = new Pieces(value)
  pieces.take(/[ \t]*hmac/iy, schemeCard)
  for (const { name, raw, start, end } of credentials.parameters) {
    pieces.skipTo(start)
    pieces.skipTo(end - raw.length, { breaks: true })
    pieces.skipTo(end, { id: name.toLowerCase(), ...(cards[name.toLowerCase()] ?? unknown) })
  }
  return pieces.finish()
}

const schemeCard: Card = {
  id: 'auth-scheme',
  maker: 'signer',
  label: 'a form of our own',
  explain: 'In no registry. It follows the grammar of RFC 9110, and the case of its letters does not matter.',
  clause: 'RFC 9110 §11.1',
}

const cards: Readonly<Record<string, Card>> = {
  keyid: {
    maker: 'verifier',
    label: 'which key, no secret',
    explain:
      'Tells the verifier which key to compute with. With two keys on record, one can be changed without a gap.',
    clause: 'RFC 9110 §11.4',
  },
  algorithm: {
    maker: 'signer',
    label: 'must be hmac-sha256',
    explain:
      'The verifier takes this one and no other. If the message could choose, an attacker would choose.',
    clause: 'RFC 2104 §2',
  },
  timestamp: {
    maker: 'signer',
    label: 'seconds since 1970',
    explain: 'The third line that is signed. It must be within 300 seconds of the verifier’s clock.',
    clause: 'RFC 9421 §7.2.2',
  },
  nonce: {
    maker: 'signer',
    label: 'the signer’s nonce',
    explain: 'The fourth line that is signed. The verifier takes each one of a key once.',
    clause: 'RFC 9421 §7.2.2',
  },
  signature: {
    maker: 'signer',
    label: 'the MAC',
    explain:
      'HMAC-SHA-256 over the five lines, as base64. Only somebody with the key can make it, or check it.',
    clause: 'RFC 2104 §2',
    secret: true,
  },
}

const unknown: Card = {
  label: 'not defined here',
  explain: 'The verifier does not look at it, and it is not signed.',
}
