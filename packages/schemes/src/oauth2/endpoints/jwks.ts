import { octets } from '@lockstep/http/message'
import type { Endpoint } from '../../scheme.ts'
import { publicKeySet } from '../tokens/keys.ts'

/** Seconds for which whoever verifies may hold the set. A new key is published at least this long before it signs. */
const setCachedFor = 60

/** RFC 7517 §5, at each door: the keys are the same. */
export function jwksEndpoint(): Endpoint {
  return {
    name: 'jwks',
    methods: ['GET'],
    path: '/jwks.json',
    summary: 'The public keys of the authorization server, as a JWK Set (RFC 7517 §5).',
    lists: [],
    handle: async (_request, server) => ({
      response: {
        status: 200,
        headers: [
          ['Content-Type', 'application/jwk-set+json'],
          ['Cache-Control', `public, max-age=${setCachedFor}`],
        ],
        body: octets(JSON.stringify(await publicKeySet(server))),
      },
      verdict: null,
    }),
  }
}
