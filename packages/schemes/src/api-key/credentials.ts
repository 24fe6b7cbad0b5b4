/** Client half: puts a key into a request, and says what the key is made of. */
import { hex } from '@lockstep/crypto/hex'
import { type HttpRequest, request } from '@lockstep/http/message'
import type { Built, Derived } from '../scheme.ts'
import { partsOf, secretOctets } from './key.ts'
import { hashOf } from './key-record.ts'
import { parameterName } from './presented-keys.ts'

/** Ways to send a key: two fields, and the two places that are taught as leaks. */
export const carriers = ['X-API-Key', 'Authorization', 'query', 'form', 'json'] as const
export type Carrier = (typeof carriers)[number]

export type KeyCall = {
  readonly base: string
  readonly key: string
  readonly carrier?: Carrier
  readonly method?: string
}

/** `{method} whoami` with the key where the carrier says. */
export function callWithKey({ base, key, carrier = 'X-API-Key', method = 'GET' }: KeyCall): Built {
  return { request: carry(method, `${base}/api-key/whoami`, key, carrier), derivation: expectedOf(key) }
}

function carry(method: string, target: string, key: string, carrier: Carrier): HttpRequest {
  switch (carrier) {
    case 'X-API-Key':
      return request(method, target, [['X-API-Key', key]])
    case 'Authorization':
      return request(method, target, [['Authorization', `ApiKey ${key}`]])
    case 'query':
      return request(method, `${target}?${parameterName}=${encodeURIComponent(key)}`)
    case 'form':
      return request(
        method,
        target,
        [['Content-Type', 'application/x-www-form-urlencoded']],
        `${parameterName}=${encodeURIComponent(key)}`,
      )
    case 'json':
      return request(
        method,
        target,
        [['Content-Type', 'application/json']],
        JSON.stringify({ [parameterName]: key }),
      )
  }
}

/**
 * What the server will work out from a whole key, made here beforehand: the server half derives `prefix` and
 * `storedHash` under the same names from what arrives.
 */
function expectedOf(key: string): Derived[] {
  const prefix = partsOf(key)?.prefix
  const storedHash: Derived = {
    name: 'storedHash',
    how: 'SHA-256(key)',
    parts: [{ text: hashOf(key), maker: 'user-agent' }],
    clause: 'ASVS 11.4.1',
  }
  if (prefix === undefined) return [storedHash]
  return [{ name: 'prefix', how: '"lk_live_" id', parts: [{ text: prefix, maker: 'server' }] }, storedHash]
}

/** How a key that was just shown came about: the random octets inside it, its parts, and the hash that is kept. */
export function derivationOf(key: string): Derived[] {
  const parts = partsOf(key)
  const random = parts && secretOctets(parts)
  if (!parts || !random) return expectedOf(key)
  return [
    {
      name: 'randomBytes',
      how: '20 octets from a cryptographic random source',
      parts: [{ text: hex(random), maker: 'server', secret: true }],
      clause: 'ASVS 11.5.1',
    },
    {
      name: 'key',
      how: 'prefix base62(randomBytes) base62(CRC-32(prefix body))',
      parts: [
        { text: parts.prefix, maker: 'server' },
        { text: parts.body, maker: 'server', secret: true },
        { text: parts.checksum, maker: 'server' },
      ],
    },
    ...expectedOf(key),
  ]
}
