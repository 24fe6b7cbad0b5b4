import { readCompactForm } from '../../jose/compact-form.ts'
import type { Part } from '../../scheme.ts'

/** A DPoP proof: its three parts, with what they say. */
export function proof(value: string): Part[] | undefined {
  const [header, claims, signature, ...more] = value.split('.')
  if (!header || !claims || signature === undefined || more.length > 0) return undefined
  const form = readCompactForm(value)
  if (typeof form === 'string') return undefined
  const { alg, jwk } = form.header.object
  const { htm, htu, nonce, ath } = form.claims.object
  const kty = typeof jwk === 'object' && jwk !== null && 'kty' in jwk ? String(jwk.kty) : 'no'
  const bound = [
    ...(nonce === undefined ? [] : ['a nonce of the server']),
    ...(ath === undefined ? [] : ['the hash of the access token']),
  ]
  return [
    {
      text: header,
      id: 'dpop-header',
      maker: 'client',
      label: 'which key',
      explain: `typ dpop+jwt, ${String(alg)}, and the public half of the ${kty} key: the proof brings what it is checked with.`,
      clause: 'RFC 9449 §4.2',
    },
    { text: '.' },
    {
      text: claims,
      id: 'dpop-claims',
      maker: 'client',
      label: 'for this request only',
      explain: `${String(htm)} ${String(htu)}, a time and a jti of its own${bound.length > 0 ? `, with ${bound.join(' and ')}` : ''}.`,
      clause: 'RFC 9449 §4.2',
      breaks: true,
    },
    { text: '.' },
    {
      text: signature,
      id: 'dpop-signature',
      maker: 'client',
      label: 'by the private half',
      explain: 'Whoever made it has the key. Another request needs another one.',
      clause: 'RFC 9449 §4.3',
      secret: true,
      breaks: true,
    },
  ]
}
