/** CLIENT HALF: the request, and how its field came about. */
import { request } from '@lockstep/http/message'
import type { Built } from '../scheme.ts'

export const fieldName = 'X-Oidc'

/** A request that carries the secret and a number that is used once. */
export function build(method: string, target: string, secret: string, number: string): Built {
  return {
    request: request(method, target, [[fieldName, `${secret} ${number}`]]),
    derivation: [
      {
        name: 'credentials',
        how: 'secret SP number',
        parts: [
          { text: secret, maker: 'client', secret: true },
          { text: ' ' },
          { text: number, maker: 'client' },
        ],
        clause: 'RFC 9110 §11.4',
      },
    ],
  }
}
