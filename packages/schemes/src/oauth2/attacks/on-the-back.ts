/** Attacks on the endpoints beside the token endpoint: introspection and revocation. */
import { attack } from '../../scheme.ts'
import { ada, authorizationServer, mallory, reader, resourceServer } from './cast.ts'
import { call, confidential, credentialsIn, jsonIn, post } from './moves.ts'
import { adasTokens } from './tokens.ts'

const parties = [ada, reader, mallory, authorizationServer, resourceServer]

export const tokenOracle = attack({
  id: 'token-oracle',
  title: 'Ask what a found string is good for',
  endpoint: 'introspection',
  stoppedBy: 'caller-authenticated',
  parties,
  arrange: async (world) => (await adasTokens(world)).access_token,
  play: (world, token) => {
    const by = { client_id: credentialsIn(world).api.id, client_secret: 'letmein' }
    return post(world, 'attacker', 'introspect', { token }, { by })
  },
  got: (answer) => {
    const { active, sub, scope, exp } = answer.response.status === 200 ? jsonIn(answer) : {}
    if (active !== true) return null
    const end = new Date(Number(exp) * 1000).toISOString()
    return `What a found string is good for: “${scope}” of “${sub}”, until ${end}.`
  },
})

export const revokeForOthers = attack({
  id: 'revoke-for-others',
  title: 'Revoke a token of another client',
  endpoint: 'revocation',
  stoppedBy: 'token-issued-to-client',
  parties,
  async arrange(world) {
    const tokens = await adasTokens(world)
    await call(world, 'client', tokens)
    return tokens
  },
  async play(world, tokens) {
    await post(
      world,
      'attacker',
      'revoke',
      { token: tokens.access_token },
      { by: confidential(world, 'clipper') },
    )
    return call(world, 'client', tokens, { says: 'Reader calls again' })
  },
  got: ({ response }) =>
    response.status === 401 ? 'Nothing for herself. Reader is shut out, and so is Ada.' : null,
})
