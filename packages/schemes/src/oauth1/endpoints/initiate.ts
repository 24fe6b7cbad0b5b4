import { guarded } from '../../endpoint.ts'
import { issueTemporary } from '../temporary-credentials.ts'
import { type Initiated, verifyInitiate } from '../verify/initiate.ts'
import { formAnswer, refusal } from './refusal.ts'

/** RFC 5849 §2.1. */
export const initiate = guarded<Initiated>({
  name: 'initiate',
  methods: ['POST'],
  path: '/initiate',
  summary: 'Issues temporary credentials to a client, for one flow. Signed with the client secret alone.',
  verify: verifyInitiate,
  async accepted({ principal, callback }, _request, server) {
    const { token, secret } = await issueTemporary(server, { client: principal.id, callback })
    return formAnswer(200, [
      ['oauth_token', token],
      ['oauth_token_secret', secret],
      ['oauth_callback_confirmed', 'true'],
    ])
  },
  refused: (end, _request, server) => refusal(end, server),
})
