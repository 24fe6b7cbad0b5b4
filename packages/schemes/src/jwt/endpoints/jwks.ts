import type { HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import { keySet } from '../key-set.ts'

/** Seconds for which whoever verifies may hold the set. A new key is published at least this long before it signs. */
const setCachedFor = 60

export const jwksEndpoint: Endpoint = {
  name: 'jwks',
  methods: ['GET'],
  path: '/jwks.json',
  summary: 'The public keys of the issuer, as a JWK Set (RFC 7517 §5). A shared secret is never in it.',
  lists: [],
  handle: async (_request, server) => ({ response: await answer(server), verdict: null }),
}

async function answer(server: Server): Promise<HttpResponse> {
  const { headers, ...rest } = json(200, { keys: await keySet(server) })
  const others = headers.filter(([name]) => !['Content-Type', 'Cache-Control'].includes(name))
  return {
    ...rest,
    headers: [
      ['Content-Type', 'application/jwk-set+json'],
      ['Cache-Control', `public, max-age=${setCachedFor}`],
      ...others,
    ],
  }
}
