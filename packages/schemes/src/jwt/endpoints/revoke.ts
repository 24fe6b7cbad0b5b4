import { json } from '@lockstep/http/response'
import { guarded } from '../../endpoint.ts'
import type { Endpoint } from '../../scheme.ts'
import { deny } from '../deny-list.ts'
import { isNumericDate } from '../shown.ts'
import { type ProvenToken, verifyRevoke } from '../verify.ts'
import { refusal } from './refusal.ts'

export const revokeEndpoint: Endpoint = guarded<ProvenToken>({
  name: 'revoke',
  methods: ['POST'],
  path: '/revoke',
  summary:
    'Puts the Bearer token of this request on the deny list until it expires. Once more changes nothing.',
  verify: verifyRevoke,
  async accepted({ claims: { jti, exp } }, _request, server) {
    // Without one of the two the token is refused everywhere, and there is nothing to end.
    if (typeof jti === 'string' && isNumericDate(exp)) await deny(server, jti, exp)
    return json(200, { revoked: true, jti: jti ?? null })
  },
  refused: refusal,
})
