import { empty, problem } from '@lockstep/http/response'
import { type Member, readJsonBody } from '../../json-body.ts'
import type { Endpoint } from '../../scheme.ts'
import { findToken, revokeToken } from '../token-credentials.ts'

const members = {
  oauth_token: {
    initial: '',
    says: 'a token',
    is: (value): value is string => typeof value === 'string',
  } satisfies Member<string>,
}

/**
 * The owner takes token credentials back. RFC 5849 §2 asks servers to let resource owners do that, and leaves open where:
 * in this sandbox it is a call of its owner.
 */
export const revoke: Endpoint = {
  name: 'revoke',
  methods: ['POST'],
  path: '/revoke',
  owner: true,
  summary: 'Takes token credentials back.',
  lists: [],
  body: {
    type: 'object',
    required: ['oauth_token'],
    additionalProperties: false,
    properties: { oauth_token: { type: 'string' } },
  },
  async handle(request, server) {
    const read = readJsonBody(request, members)
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    const found = await findToken(server, read.values.oauth_token)
    if (!found) {
      const response = problem(404, { type: 'not-found', title: 'No token credentials have this token.' })
      return { response, verdict: null }
    }
    await revokeToken(server, found)
    return { response: empty(204), verdict: null }
  },
}
