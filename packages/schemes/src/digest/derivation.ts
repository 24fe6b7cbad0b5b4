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
  const name = { text: user.username, maker: 'resource-owner', component: 'username' }
  const realm = { text: user.realm, maker: 'server', component: 'realm' }
  const serverNonce = { text: nonce, maker: 'server', component: 'nonce' }
  const clientNonce = { text: cnonce, maker: 'user-agent', component: 'cnonce' }
  const a1: DerivedPart[] = algorithm.session
    ? [
        ...digits(user.passwordHash, half, cut, { secret: true, component: 'password' }),
        colon,
        serverNonce,
        colon,
        clientNonce,
      ]
    : [name, colon, realm, colon, { text: user.password ?? '…', ...password }]
  const a2: DerivedPart[] = [
    { text: method, maker: 'user-agent', component: 'method' },
    colon,
    { text: uri, maker: 'user-agent', component: 'uri' },
    // That there is a third part at all is the qop's doing.
    ...(proof.hashBody === undefined
      ? []
      : [
          { text: ':', component: 'qop' },
          { text: proof.hashBody, maker: half, component: 'body' },
        ]),
  ]
  const counted: DerivedPart[] =
    qop === undefined
      ? []
      : [
          { text: inputs.nc ?? '', maker: 'user-agent', component: 'nc' },
          colon,
          clientNonce,
          colon,
          { text: qop, maker: 'user-agent', component: 'qop' },
          colon,
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
    {
      name: 'hash(a1)',
      how: 'H(A1)',
      // With name and realm alike, what is left to differ is the password.
      parts: digits(proof.hashA1, half, cut, { secret: true, component: 'password' }),
      clause: 'RFC 7616 §3.4.1',
    },
    ...(proof.hashBody === undefined
      ? []
      : [
          {
            name: 'hash(body)',
            how: 'H(entity-body)',
            parts: [{ text: proof.hashBody, maker: half, component: 'body' }],
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
      name: 'data',
      how:
        qop === undefined
          ? 'unq(nonce) ":" H(A2)'
          : 'unq(nonce) ":" nc ":" unq(cnonce) ":" unq(qop) ":" H(A2)',
      parts: [serverNonce, colon, ...counted, { text: proof.hashA2, maker: half }],
      clause: 'RFC 7616 §3.4.1',
    },
    {
      name: 'digestResponse',
      how: 'KD(H(A1), data) = H(H(A1) ":" data)',
      parts: digits(proof.digestResponse, half, cut),
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
const password = { maker: 'resource-owner', component: 'password', secret: true } as const

/** A hash in two pieces: the first eight digits, which anybody with eyes on the derivation may see, and the rest. */
function digits(
  hash: string,
  maker: string,
  cut: boolean,
  { secret, ...about }: Pick<DerivedPart, 'secret' | 'component'> = {},
): DerivedPart[] {
  const rest = cut ? { text: '…', maker } : { text: hash.slice(8), maker, ...(secret ? { secret } : {}) }
  return [
    { text: hash.slice(0, 8), maker, ...about },
    { ...rest, ...about },
  ]
}
