import { attack, type World } from '../../scheme.ts'
import { ada, authorizationServer, mallory, reader, resourceServer, userAgent } from './cast.ts'
import {
  at,
  authorizeAt,
  call,
  codeRequest,
  confidential,
  expected,
  type Fields,
  formTo,
  letIn,
  loopbackRedirect,
  parameterOf,
  pkcePair,
  post,
  tokensIn,
  used,
} from './moves.ts'
import { adaApproves } from './people.ts'

const parties = [ada, userAgent, reader, mallory, authorizationServer, resourceServer]

/** What the token request of the code grant says, without who sends it (RFC 6749 §4.1.3). */
function redemption(code: string, more: Fields = {}): Fields {
  return { grant_type: 'authorization_code', code, redirect_uri: loopbackRedirect, ...more }
}

async function codeFor(world: World, parameters: Fields): Promise<string> {
  return expected(parameterOf(await adaApproves(world, authorizeAt(world, parameters)), 'code'), 'a code')
}

export const interceptedCode = attack({
  id: 'intercepted-code',
  title: 'Receive the redirect in Reader’s place',
  endpoint: 'token',
  stoppedBy: 'verifier-matches',
  parties,
  arrange: (world) => codeFor(world, codeRequest(pkcePair(world).challenge)),
  async play(world, code) {
    // The verifier never left Reader. Mallory has one of the right form, and it is her own.
    const { verifier } = pkcePair(world)
    const form = redemption(code, { client_id: 'reader', code_verifier: verifier })
    return used(world, 'attacker', tokensIn(await post(world, 'attacker', 'token', form)))
  },
  got: (last) => letIn(last) && 'Ada’s notes, with a code that was meant for Reader’s own program.',
})

export const plainPkce = attack({
  id: 'plain-pkce',
  title: 'Read the verifier off the request',
  endpoint: 'authorize',
  stoppedBy: 'code-challenge-method-is-s256',
  parties,
  arrange: (world) => pkcePair(world).verifier,
  async play(world, verifier) {
    // An old Reader: the challenge is the verifier itself (RFC 7636 §4.2, plain). Mallory reads the address bar.
    const plain = { code_challenge: verifier, code_challenge_method: 'plain' }
    const led = await adaApproves(world, authorizeAt(world, codeRequest(plain)))
    const code = parameterOf(led, 'code')
    if (code === undefined) return undefined
    const form = redemption(code, { client_id: 'reader', code_verifier: verifier })
    return used(world, 'attacker', tokensIn(await post(world, 'attacker', 'token', form)))
  },
  got: (last) => letIn(last) && 'Ada’s notes: the request held the verifier, and the redirect held the code.',
})

export const codeTwice = attack({
  id: 'code-twice',
  title: 'Send Reader’s token request again',
  endpoint: 'token',
  stoppedBy: 'code-unused',
  parties,
  async arrange(world) {
    const { verifier, challenge } = pkcePair(world)
    const code = await codeFor(world, codeRequest(challenge))
    const form = redemption(code, { client_id: 'reader', code_verifier: verifier })
    const logged = formTo(at(world, 'token'), Object.entries(form))
    const says = 'Reader’s log keeps the whole request'
    const answer = await world.send('client', logged, { to: 'authorization-server', says })
    return { logged, readers: expected(tokensIn(answer), 'tokens') }
  },
  async play(world, { logged, readers }) {
    world.wait(5)
    const answer = await world.send('attacker', logged, { to: 'authorization-server', says: 'as logged' })
    const hers = tokensIn(answer)
    if (!hers) return undefined
    await call(world, 'client', readers, { says: 'Reader’s own token is still good' })
    return used(world, 'attacker', hers)
  },
  got: (last) => letIn(last) && 'A token of her own for Ada’s notes, beside the one that Reader has.',
})

export const stolenCodeOtherClient = attack({
  id: 'stolen-code-other-client',
  title: 'Redeem a stolen code as another client',
  endpoint: 'token',
  stoppedBy: 'code-issued-to-client',
  parties,
  arrange: (world) => codeFor(world, codeRequest({ client_id: 'reader-without-pkce' })),
  async play(world, code) {
    const by = confidential(world, 'clipper')
    return used(world, 'attacker', tokensIn(await post(world, 'attacker', 'token', redemption(code), { by })))
  },
  got: (last) => letIn(last) && 'A token for Ada’s notes, issued to a client that Ada has never heard of.',
})
