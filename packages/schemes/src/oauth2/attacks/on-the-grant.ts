/** Attacks on the token endpoint that need no code: refresh tokens, clients’ names, and two grants that were retired. */
import { attack, type World } from '../../scheme.ts'
import { ada, authorizationServer, mallory, nightly, reader, resourceServer, userAgent } from './cast.ts'
import {
  authorizeAt,
  call,
  codeRequest,
  credentialsIn,
  expected,
  letIn,
  parameterOf,
  pkcePair,
  post,
  tokensIn,
  used,
} from './moves.ts'
import { adaApproves } from './people.ts'
import { adasTokens } from './tokens.ts'

const parties = [ada, reader, mallory, authorizationServer, resourceServer]

function refresh(world: World, from: string, refresh_token: string, scope?: string) {
  const asked = scope === undefined ? {} : { scope }
  const form = { grant_type: 'refresh_token', client_id: 'reader', refresh_token, ...asked }
  return post(world, from, 'token', form)
}

async function refreshTokenOf(world: World): Promise<string> {
  return expected((await adasTokens(world, { scope: 'notes:read' })).refresh_token, 'a refresh token')
}

export const stolenRefreshToken = attack({
  id: 'stolen-refresh-token',
  title: 'Use an old refresh token',
  endpoint: 'token',
  stoppedBy: 'refresh-token-unused',
  parties,
  async arrange(world) {
    const copied = await refreshTokenOf(world)
    const next = expected(tokensIn(await refresh(world, 'client', copied)), 'new tokens')
    return { copied, newest: expected(next.refresh_token, 'a refresh token') }
  },
  async play(world, { copied, newest }) {
    world.wait(60)
    const hers = tokensIn(await refresh(world, 'attacker', copied))
    if (!hers) return undefined
    // Reader goes on with its own, and nothing is wrong with it.
    expected(tokensIn(await refresh(world, 'client', newest)), 'new tokens')
    return used(world, 'attacker', hers)
  },
  got: (last) =>
    letIn(last) && 'A chain of refresh tokens of her own. Reader goes on with its own and sees nothing.',
})

export const scopeUpgrade = attack({
  id: 'scope-upgrade',
  title: 'Ask for more at the refresh',
  endpoint: 'token',
  stoppedBy: 'scope-within-grant',
  parties,
  arrange: refreshTokenOf,
  async play(world, stolen) {
    const tokens = tokensIn(await refresh(world, 'attacker', stolen, 'notes:read notes:write'))
    return tokens && call(world, 'attacker', tokens, { method: 'POST' })
  },
  got: (last) => letIn(last) && 'The right to change Ada’s notes. She was asked for the right to read them.',
})

export const nameOfNightly = attack({
  id: 'name-of-nightly',
  title: 'Give Nightly’s name and no secret',
  endpoint: 'token',
  stoppedBy: 'client-authenticated',
  parties: [nightly, mallory, authorizationServer, resourceServer],
  arrange: () => ({ client_id: 'nightly', client_secret: 'letmein' }),
  async play(world, by) {
    const answer = await post(world, 'attacker', 'token', { grant_type: 'client_credentials' }, { by })
    return used(world, 'attacker', tokensIn(answer))
  },
  got: (last) => letIn(last) && 'Everything that Nightly may do, in Nightly’s name.',
})

export const fragmentToken = attack({
  id: 'fragment-token',
  title: 'Ask for the token in the address',
  endpoint: 'authorize',
  stoppedBy: 'response-type-supported',
  parties: [ada, userAgent, reader, mallory, authorizationServer, resourceServer],
  // An old Reader that runs in a page. The challenge is of no use to a flow without a code.
  arrange: (world) => codeRequest({ response_type: 'token', ...pkcePair(world).challenge }),
  async play(world, asked) {
    const led = await adaApproves(world, authorizeAt(world, asked))
    const access_token = parameterOf(led, 'access_token')
    return used(
      world,
      'attacker',
      access_token === undefined ? undefined : { access_token, token_type: 'Bearer' },
    )
  },
  got: (last) =>
    letIn(last) && 'Ada’s notes, with a token that one more script on Reader’s page read off the address.',
})

export const passwordHarvest = attack({
  id: 'password-harvest',
  title: 'Have Ada type her password into the app',
  endpoint: 'token',
  stoppedBy: 'grant-type-supported',
  parties,
  arrange: (world) => credentialsIn(world).resourceOwner,
  async play(world, { userId, password }) {
    const typed = { username: userId, password }
    const form = { grant_type: 'password', client_id: 'reader', scope: 'notes:read', ...typed }
    return used(world, 'attacker', tokensIn(await post(world, 'attacker', 'token', form)))
  },
  got: (last) => letIn(last) && 'A token, and Ada’s password besides, which opens all that a token does not.',
})
