import { guarded } from '../../endpoint.ts'
import { issueToken, tokenLifetime } from '../token-credentials.ts'
import { type Exchanged, verifyToken } from '../verify/token.ts'
import { formAnswer, refusal } from './refusal.ts'

/** RFC 5849 §2.3. */
export const token = guarded<Exchanged>({
  name: 'token',
  methods: ['POST'],
  path: '/token',
  summary: 'Exchanges authorized temporary credentials and their verifier for token credentials, once.',
  verify: verifyToken,
  async accepted({ principal, userId, scope }, _request, server) {
    const issued = await issueToken(server, { client: principal.id, userId, scope })
    return formAnswer(200, [
      ['oauth_token', issued.token],
      ['oauth_token_secret', issued.secret],
      // Not in the RFC, which says nothing of what was granted. A client passes over what it does not know.
      ['oauth_expires_in', String(tokenLifetime)],
      ['scope', scope],
    ])
  },
  refused: (end, _request, server) => refusal(end, server),
})
