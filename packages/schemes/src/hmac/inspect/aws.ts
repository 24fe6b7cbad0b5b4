import type { Part } from '../../scheme.ts'
import { type Card, Pieces } from './pieces.ts'

const clause = 'AWS SigV4'

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, read as far as it goes. */
export function awsParts(value: string): Part[] {
  const pieces = new Pieces(value)
  pieces.take(/AWS4-HMAC-SHA256/iy, {
    id: 'algorithm',
    maker: 'signer',
    label: 'scheme and algorithm',
    explain:
      'Version 4 of the AWS signature, with HMAC-SHA-256. It stands where HTTP has the name of the scheme.',
    clause,
  })
  while (!pieces.done) {
    pieces.take(/[ \t,]+/y)
    const name = pieces.take(/[A-Za-z]+=/y, { breaks: true })
    if (name === 'Credential=') credential(pieces)
    else if (name === 'SignedHeaders=') pieces.take(/[^, \t]+/y, signedHeaders)
    else if (name === 'Signature=') pieces.take(/[^, \t]+/y, signature)
    else if (!pieces.take(/[^, \t]+/y)) break
  }
  return pieces.finish()
}

function credential(pieces: Pieces): void {
  for (const card of credentialCards) {
    if (!pieces.take(/[^/, \t]+/y, card)) return
    pieces.take(/\//y)
  }
}

const credentialCards: readonly Card[] = [
  {
    id: 'access-key-id',
    maker: 'verifier',
    label: 'which key, no secret',
    explain:
      'Names the long secret. It may stand in logs; the secret never leaves the signer and the verifier.',
    clause,
  },
  {
    id: 'date',
    maker: 'signer',
    label: 'day of the key',
    explain: 'The signing key is made from the secret and this day. It must be the day of X-Amz-Date.',
    clause,
  },
  {
    id: 'region',
    maker: 'signer',
    label: 'where it counts',
    explain: 'The second step to the signing key. A key of one region signs nothing in another.',
    clause,
  },
  {
    id: 'service',
    maker: 'signer',
    label: 'what it opens',
    explain: 'The third step. A service that holds this key can check for itself and for no other service.',
    clause,
  },
  {
    id: 'terminator',
    maker: 'signer',
    label: 'a fixed word',
    explain: 'The fourth and last step: it ends the scope, always with the same word.',
    clause,
  },
]

const signedHeaders: Card = {
  id: 'signed-headers',
  maker: 'signer',
  label: 'fields that are signed',
  explain:
    'In lower case and in order. host and every x-amz-* field must be among them; what is not can be changed.',
  clause,
}

const signature: Card = {
  id: 'signature',
  maker: 'signer',
  label: 'the signature',
  explain: 'HMAC-SHA-256 over the string to sign, under the key of the day, in hexadecimal.',
  clause,
  secret: true,
}
