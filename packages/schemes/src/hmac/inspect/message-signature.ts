/** The fields of RFC 9421 and RFC 9530: Signature-Input, Accept-Signature, Signature, Content-Digest. */
import type { Part } from '../../scheme.ts'
import { componentCard, parameterCard } from './component-cards.ts'
import { type Card, Pieces } from './pieces.ts'

const key = /[a-z*][a-z0-9_.*-]*/y
const bareValue = /"(?:[^"\\]|\\.)*"|:[A-Za-z0-9+/=]*:|[^\s;,()"]+/y
const identifier = /"(?:[^"\\]|\\.)*"(?:;[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[^"\\]|\\.)*"|[^\s;,()"]+))?)*/y

/** `label=("component" …);name=value`, and more after a comma; read as far as it goes. */
export function inputParts(value: string, maker: 'signer' | 'verifier'): Part[] {
  const pieces = new Pieces(value)
  while (!pieces.done) {
    pieces.take(/[ \t,]+/y)
    if (!pieces.take(key, labelCard(maker)) || !pieces.take(/=\(/y)) break
    while (pieces.take(identifier, (text) => componentCard(text, maker))) pieces.take(/ +/y)
    if (!pieces.take(/ *\)/y)) break
    while (pieces.take(/; */y, { breaks: true })) parameter(pieces, maker)
  }
  return pieces.finish()
}

/** A parameter without a value is true, and stands for itself: `;created` asks for a time. */
function parameter(pieces: Pieces, maker: 'signer' | 'verifier'): void {
  const name = pieces.take(/[a-z*][a-z0-9_.*-]*(?==)/y)
  if (name === undefined) pieces.take(key, (text) => parameterCard(text, maker))
  else {
    pieces.take(/=/y)
    pieces.take(bareValue, parameterCard(name, maker))
  }
}

/** `sig1=:…:`: the octets of each signature. */
export function signatureParts(value: string): Part[] {
  return byteSequences(value, labelCard('signer'), {
    id: 'signature',
    maker: 'signer',
    label: 'the signature',
    explain: 'HMAC-SHA-256 over the signature base, as base64 between two colons. 32 octets.',
    clause: 'RFC 9421 §3.3.3, §4.2',
    secret: true,
  })
}

/** `sha-256=:…:`: a digest by each algorithm. */
export function digestParts(value: string): Part[] {
  return byteSequences(value, digestName, {
    id: 'digest',
    maker: 'signer',
    label: 'hash of the body',
    explain:
      'The signature covers this field. The body itself is safe only because the verifier hashes it and compares.',
    clause: 'RFC 9530 §2',
  })
}

function byteSequences(value: string, name: Card, octets: Card): Part[] {
  const pieces = new Pieces(value)
  while (!pieces.done) {
    pieces.take(/[ \t,]+/y)
    if (!pieces.take(key, { ...name, breaks: true }) || !pieces.take(/=:/y)) break
    pieces.take(/[A-Za-z0-9+/=]+/y, octets)
    if (!pieces.take(/:/y)) break
  }
  return pieces.finish()
}

const labelCard = (maker: 'signer' | 'verifier'): Card => ({
  id: 'label',
  maker,
  label: 'ties two fields together',
  explain:
    'The same in Signature-Input and Signature. It is not signed and says nothing; any other would do.',
  clause: 'RFC 9421 §4, §7.2.5',
})

const digestName: Card = {
  id: 'digest-algorithm',
  maker: 'signer',
  label: 'which hash',
  explain: 'sha-256 and sha-512 are in use. The older ones are registered as insecure, and not taken here.',
  clause: 'RFC 9530 §5',
}
