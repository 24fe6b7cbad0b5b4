/** Attacks on the client: an answer that does not belong to the flow, or not to the server, that it is taken for. */

import { base64url } from '@lockstep/crypto/base64'
import { encodeForm } from '@lockstep/http/form-urlencoded'
import type { HttpResponse } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { attack, type Exchange, type World } from '../../scheme.ts'
import { UserAgent } from '../../user-agent.ts'
import { issuerOf } from '../door.ts'
import { ada, authorizationServer, mallory, reader, resourceServer, userAgent } from './cast.ts'
import {
  at,
  authorizeAt,
  type Confidential,
  codeRequest,
  confidential,
  credentialsIn,
  expected,
  type Fields,
  formTo,
  letIn,
  locationOf,
  parameterOf,
  pkcePair,
  post,
  tokensIn,
  used,
} from './moves.ts'
import { approve, logIn, sendsFor, userAgentOf } from './people.ts'

const parties = [ada, userAgent, reader, mallory, authorizationServer, resourceServer]

/** Reader's own address, at which it takes what the server answers. */
function callbackOf(world: World): string {
  return `${world.origin}${at(world, 'client/callback')}`
}

/** Where a user agent begins at Reader: it is remembered there, and sent to the server to decide. */
function beginAt(world: World, parameters: Fields): string {
  return `${at(world, 'client/begin')}?${encodeForm(Object.entries(parameters))}`
}

/** Mallory approves with her own account, and her user agent does not follow the last redirect. She keeps it. */
async function caughtCallback(world: World, address: string): Promise<string> {
  const goes = sendsFor(world, 'attacker')
  let caught: string | undefined
  const own = new UserAgent(world, async (message) => {
    const answer = await goes(message)
    if (parameterOf(locationOf(answer), 'code') === undefined) return answer
    caught = locationOf(answer)
    return withoutLocation(answer)
  })
  await own.visit(address)
  await logIn(own, credentialsIn(world).otherOwner)
  await approve(own)
  return expected(caught, 'a redirect with a code')
}

/** What Reader does with a callback that it takes: it redeems the code and calls. */
async function redeemedByReader(
  world: World,
  callback: string,
  { more = {}, by }: { more?: Fields; by?: Confidential },
): Promise<Exchange | undefined> {
  const code = expected(parameterOf(callback, 'code'), 'a code')
  const form = { grant_type: 'authorization_code', code, redirect_uri: callbackOf(world), ...more }
  return used(world, 'client', tokensIn(await post(world, 'client', 'token', form, by ? { by } : {})))
}

function worksIn(last: Exchange | undefined): string | null {
  const account = letIn(last)
  return account && `Reader works in the account “${account}” for Ada: what she writes lands there.`
}

export const pkceDowngrade = attack({
  id: 'pkce-downgrade',
  title: 'Feed in a code without a challenge',
  endpoint: 'token',
  stoppedBy: 'verifier-expected',
  parties,
  async arrange(world) {
    const asked = codeRequest({ client_id: 'reader-by-pkce', redirect_uri: callbackOf(world) })
    // The link is Mallory's own, and so the challenge can be missing from it.
    const caught = await caughtCallback(world, authorizeAt(world, asked))
    // Ada begins a flow of her own. It has a challenge and no state.
    const { verifier, challenge } = pkcePair(world)
    const hers = userAgentOf(world, 'user-agent')
    await hers.visit(beginAt(world, { ...asked, ...challenge }))
    return { caught, hers, verifier }
  },
  async play(world, { caught, hers, verifier }) {
    const arrived = await hers.visit(caught)
    if (arrived.response.status !== 200) return undefined
    const more = { client_id: 'reader-by-pkce', code_verifier: verifier }
    return redeemedByReader(world, caught, { more })
  },
  got: worksIn,
})

export const csrfCode = attack({
  id: 'csrf-code',
  title: 'Put Mallory’s code into Ada’s user agent',
  endpoint: 'client-callback',
  stoppedBy: 'state-matches',
  parties,
  arrange(world) {
    const state = base64url.encode(world.random(16))
    const asked = { client_id: 'reader-without-pkce', redirect_uri: callbackOf(world), state }
    return caughtCallback(world, beginAt(world, codeRequest(asked)))
  },
  async play(world, caught) {
    const arrived = await userAgentOf(world, 'user-agent').visit(caught)
    if (arrived.response.status !== 200) return undefined
    return redeemedByReader(world, caught, { by: confidential(world, 'reader-without-pkce') })
  },
  got: worksIn,
})

export const mixUp = attack({
  id: 'mix-up',
  title: 'Send Ada on to the honest server',
  endpoint: 'client-callback',
  stoppedBy: 'issuer-matches',
  parties,
  arrange(world) {
    const { verifier, challenge } = pkcePair(world)
    const state = base64url.encode(world.random(16))
    return { verifier, asked: codeRequest({ redirect_uri: callbackOf(world), state, ...challenge }) }
  },
  async play(world, { verifier, asked }) {
    // Reader sends its request to the server that Ada chose. That one hands it on, as it came, to the honest one.
    const onward = `${world.origin}${authorizeAt(world, asked)}`
    const hers = userAgentOf(world, 'user-agent', () => redirect(onward))
    await hers.visit(beginAt(world, { ...asked, issuer: `${issuerOf(world)}/mallory` }))
    await logIn(hers, credentialsIn(world).resourceOwner)
    const arrived = await approve(hers)
    if (arrived.response.status !== 200) return undefined
    const code = expected(parameterOf(arrived.request.target, 'code'), 'a code')
    const form = {
      grant_type: 'authorization_code',
      client_id: 'reader',
      code,
      redirect_uri: callbackOf(world),
      code_verifier: verifier,
    }
    // Reader redeems where it began. Mallory's token endpoint answers that something went wrong, and hurries.
    const brought = formTo(`${world.base}/mallory/token`, Object.entries(form))
    world.forge('client', 'attacker', brought, empty(503))
    return used(world, 'attacker', tokensIn(await post(world, 'attacker', 'token', form)))
  },
  got: (last) => letIn(last) && 'Ada’s notes. Reader brought code and verifier to Mallory by itself.',
})

function redirect(location: string): HttpResponse {
  return empty(303, [['Location', location]])
}

/** Mallory's user agent stays where it is. */
function withoutLocation(answer: Exchange): Exchange {
  const headers = answer.response.headers.filter(([name]) => name.toLowerCase() !== 'location')
  return { ...answer, response: { ...answer.response, headers } }
}
