import type { Derived, DerivedPart } from '../scheme.ts'
import type { DigestInputs, DigestProof } from './digest-response.ts'

/** What both halves know of the user; only the client half has the password. */
export type DerivedFor = {
  readonly username: string
  readonly realm: string
  readonly password?: string
  readonly passwordHash: string
  readonly userhash: string
}

/**
 * The values of a proof, in the order in which they are made. Both halves tell the same names in the same pieces. Without
 * a password (the server half) whatever could sign for the user is cut to its first eight digits: with H(A1) anybody
 * could, and a finished response is a proof (RFC 7616 §5.2).
 */
export function derivationOf(user: DerivedFor, inputs: DigestInputs, proof: DigestProof): Derived[] {
  const half = user.password === undefined ? 'server' : 'user-agent'
  const cut = half === 'server'
  const { algorithm, nonce, cnonce = '', qop, method, uri } = inputs
  const name = { text: user.username, maker: 'resource-owner' }
  const realm = { text: user.realm, maker: 'server' }
  const a1: DerivedPart[] = algorithm.session
    ? [
        ...digits(user.passwordHash, half, cut),
        colon,
        { text: nonce, maker: 'server' },
        colon,
        { text: cnonce, maker: 'user-agent' },
      ]
    : [name, colon, realm, colon, { text: user.password ?? '…', maker: 'resource-owner', secret: true }]
  const a2: DerivedPart[] = [
    { text: method, maker: 'user-agent' },
    colon,
    { text: uri, maker: 'user-agent' },
    ...(proof.hashBody === undefined ? [] : [colon, { text: proof.hashBody, maker: half }]),
  ]
  return [
    {
      name: 'a1',
      how: algorithm.session
        ? 'H(unq(username) ":" unq(realm) ":" passwd) ":" unq(nonce) ":" unq(cnonce)'
        : 'unq(username) ":" unq(realm) ":" passwd',
      parts: a1,
      clause: 'RFC 7616 §3.4.2',
    },
    { name: 'hash(a1)', how: 'H(A1)', parts: digits(proof.hashA1, half, cut), clause: 'RFC 7616 §3.4.1' },
    ...(proof.hashBody === undefined
      ? []
      : [
          {
            name: 'hash(body)',
            how: 'H(entity-body)',
            parts: [{ text: proof.hashBody, maker: half }],
            clause: 'RFC 7616 §3.4.3',
          },
        ]),
    {
      name: 'a2',
      how: qop === 'auth-int' ? 'Method ":" uri ":" H(entity-body)' : 'Method ":" uri',
      parts: a2,
      clause: 'RFC 7616 §3.4.3',
    },
    {
      name: 'hash(a2)',
      how: 'H(A2)',
      parts: [{ text: proof.hashA2, maker: half }],
      clause: 'RFC 7616 §3.4.1',
    },
    {
      name: 'digestResponse',
      how:
        qop === undefined
          ? 'KD(H(A1), unq(nonce) ":" H(A2))'
          : 'KD(H(A1), unq(nonce) ":" nc ":" unq(cnonce) ":" unq(qop) ":" H(A2))',
      parts: digits(proof.digestResponse, half, cut, false),
      clause: 'RFC 7616 §3.4.1',
    },
    {
      name: 'userhash',
      how: 'H(unq(username) ":" unq(realm))',
      parts: [{ text: user.userhash, maker: half }],
      clause: 'RFC 7616 §3.4.4',
    },
  ]
}

const colon: DerivedPart = { text: ':' }

/** A hash in two pieces: the first eight digits, which anybody with eyes on the derivation may see, and the rest. */
function digits(hash: string, maker: string, cut: boolean, secret = true): DerivedPart[] {
  const rest = cut ? { text: '…', maker } : { text: hash.slice(8), maker }
  return [{ text: hash.slice(0, 8), maker }, secret && !cut ? { ...rest, secret: true } : rest]
}
