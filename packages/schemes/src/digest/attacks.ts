import { quote } from '@lockstep/http/authentication'
import { octets, request, withField } from '@lockstep/http/message'
import { candidatePasswords } from '../candidate-passwords.ts'
import { type Attack, attack } from '../scheme.ts'
import {
  adaIn,
  challengeFor,
  credentialsIn,
  forgedAnswer,
  guessedHash,
  letIn,
  signedBy,
  targetIn,
} from './attack-moves.ts'
import { caughtDigest, isPasswordOf } from './caught-digest.ts'
import { verifyAnswer } from './client.ts'
import { type DigestChallenge, signWithPasswordHash } from './credentials.ts'
import { digestAlgorithm } from './digest-algorithm.ts'
import { passwordHashOf, proofOf } from './digest-response.ts'
import { changeOffer, standardOffer } from './offer.ts'
import { ada, mallory, server, userAgent } from './parties.ts'
import { realm } from './sandbox.ts'
import { worldKeys } from './world-keys.ts'

const parties = [userAgent, mallory, server, ada]

export const attacks: readonly Attack[] = [
  attack({
    id: 'replay',
    title: 'Send a captured request again',
    stoppedBy: 'nonce-count-unused',
    parties,
    async arrange(world) {
      const captured = signedBy(world, await challengeFor(world, 'user-agent'))
      await world.send('user-agent', captured.request)
      return captured
    },
    play: (world, captured) => world.send('attacker', captured.request),
    got: (last) => letIn(last) && 'Ada’s data, and again with each repetition.',
  }),
  attack({
    id: 'yesterdays-header',
    title: 'Hold a request back until its nonce has died',
    stoppedBy: 'nonce-fresh',
    parties,
    arrange: async (world) => signedBy(world, await challengeFor(world, 'user-agent')),
    play(world, caught) {
      world.wait(24 * 60 * 60)
      return world.send('attacker', caught.request)
    },
    got: (last) => letIn(last) && 'Ada’s data, with a proof from yesterday.',
  }),
  attack({
    id: 'strip-qop',
    title: 'Take qop out of the challenge',
    stoppedBy: 'qop-present',
    parties,
    async arrange(world) {
      const real = await challengeFor(world, 'attacker')
      const bare = request('GET', targetIn(world))
      const { nonce, opaque = '', algorithm } = real
      const stripped = `Digest realm=${quote(real.realm)}, nonce=${quote(nonce)}, algorithm=${algorithm.name}, opaque=${quote(opaque)}`
      world.forge('user-agent', 'attacker', bare, forgedAnswer(401, [['WWW-Authenticate', stripped]]))
      return signedBy(world, real, { qop: undefined })
    },
    async play(world, captured) {
      const once = await world.send('attacker', captured.request)
      return letIn(once) ? [once, await world.send('attacker', captured.request)] : [once]
    },
    got: (sent) =>
      sent.length > 1 && sent.every(letIn)
        ? 'Ada’s data, twice with one proof: without nc there is nothing to count.'
        : null,
  }),
  attack({
    id: 'other-target',
    title: 'Use a proof for another target',
    stoppedBy: 'uri-matches-target',
    parties,
    arrange: async (world) =>
      signedBy(world, await challengeFor(world, 'user-agent'), { target: `${targetIn(world)}?view=public` }),
    play: (world, caught) =>
      world.send('attacker', { ...caught.request, target: `${targetIn(world)}?view=private` }),
    got: (last) => letIn(last) && 'The private view, with a proof that Ada made for the public one.',
  }),
  attack({
    id: 'lent-nonce',
    title: 'Have Ada answer a nonce of Mallory’s choosing',
    stoppedBy: 'nonce-is-ours',
    parties,
    async arrange(world) {
      const real = await challengeFor(world, 'attacker')
      const chosen: DigestChallenge = { ...real, nonce: 'chosen-by-mallory-long-before-ada-came-by---' }
      const { opaque = '', algorithm } = chosen
      const challenge = `Digest realm=${quote(chosen.realm)}, qop="auth", algorithm=${algorithm.name}, nonce=${quote(chosen.nonce)}, opaque=${quote(opaque)}`
      const bare = request('GET', targetIn(world))
      world.forge('user-agent', 'attacker', bare, forgedAnswer(401, [['WWW-Authenticate', challenge]]))
      const answered = signedBy(world, chosen)
      world.forge('user-agent', 'attacker', answered.request, forgedAnswer(200, []))
      return answered
    },
    play: (world, answered) => world.send('attacker', answered.request),
    got: (last) => letIn(last) && 'Ada’s data, with a proof that she made for another host.',
  }),
  attack({
    id: 'md5-downgrade',
    title: 'Answer with MD5 where SHA-256 was asked for',
    stoppedBy: 'algorithm-offered',
    parties,
    async arrange(world) {
      // An old file: MD5 was offered once, and its records are still there.
      const stolen = fileOf(world, 'MD5')
      await changeOffer(world.server, { ...standardOffer, algorithms: ['SHA-256'] })
      return stolen
    },
    async play(world, passwordHash) {
      const challenge = await challengeFor(world, 'attacker')
      const md5 = digestAlgorithm('MD5') ?? challenge.algorithm
      return world.send('attacker', signedFromFile(world, { ...challenge, algorithm: md5 }, passwordHash))
    },
    got: (last) => letIn(last) && 'Ada’s data, with a record that should have been worthless.',
  }),
  attack({
    id: 'any-response',
    title: 'Make up a response',
    stoppedBy: 'response-matches',
    parties,
    arrange: (world) => challengeFor(world, 'attacker'),
    play(world, challenge) {
      const guess = { userId: adaIn(world).userId, password: 'a guess' }
      const honest = signedBy(world, challenge, { user: guess })
      const { digestResponse } = honest.signed.proof
      const made = honest.signed.authorization.replace(digestResponse, guessedHash(world, challenge))
      return world.send('attacker', withField(honest.request, 'Authorization', made))
    },
    got: (last) => letIn(last) && 'Ada’s data, for the price of her user name.',
  }),
  attack({
    id: 'counterfeit-server',
    title: 'Answer in the server’s place',
    endpoint: 'page',
    stoppedBy: 'server-proved-itself',
    parties,
    arrange: async (world) => signedBy(world, await challengeFor(world, 'user-agent')),
    async play(world, { request: sent, signed }) {
      const { inputs, proof } = signed
      const info = `rspauth=${quote(guessedHash(world, inputs))}, qop=${inputs.qop}, cnonce=${quote(inputs.cnonce ?? '')}, nc=${inputs.nc}`
      const answer = forgedAnswer(200, [['Authentication-Info', info]])
      const verdict = await verifyAnswer(
        answer,
        { inputs, proof, userId: adaIn(world).userId },
        world.without,
      )
      world.forge('user-agent', 'attacker', sent, answer, verdict)
      return verdict.outcome === 'accepted'
    },
    got: (believed) =>
      believed ? 'Ada’s trust: her user agent takes Mallory’s answer for the server’s.' : null,
  }),
  attack({
    id: 'swap-body',
    title: 'Change the body on its way',
    stoppedBy: null,
    instead:
      'qop=auth-int, at the price of hashing every body; or a signature over Content-Digest, as HMAC request signing has it.',
    parties,
    arrange: async (world) =>
      signedBy(world, await challengeFor(world, 'user-agent'), {
        method: 'POST',
        body: '{"lend":"the atlas","to":"ada"}',
      }),
    play: (world, caught) =>
      world.send('attacker', { ...caught.request, body: octets('{"lend":"the atlas","to":"mallory"}') }),
    got: (last) => letIn(last) && 'A request in Ada’s name with Mallory’s content.',
  }),
  attack({
    id: 'dictionary',
    title: 'Try a thousand passwords at home',
    stoppedBy: null,
    instead:
      'A random secret of 128 bits, which nobody can remember; or mutual TLS, where no password exists to be guessed.',
    parties,
    search: {
      title: '1,000 passwords against one response',
      words: () => candidatePasswords,
      caught: caughtDigest,
      fits: isPasswordOf,
    },
    async arrange(world) {
      const { weak } = credentialsIn(world)
      const captured = signedBy(world, await challengeFor(world, 'user-agent'), { user: weak })
      await world.send('user-agent', captured.request)
      return { userId: weak.userId, signed: captured.signed }
    },
    async play(world, { userId, signed: { inputs, proof } }) {
      // Nothing is sent while she tries: no limit of the server sees any of it.
      const password = candidatePasswords.find((candidate) => {
        const passwordHash = passwordHashOf(inputs.algorithm, userId, realm, candidate)
        return proofOf(passwordHash, inputs).digestResponse === proof.digestResponse
      })
      if (password === undefined) return null
      const signed = signedBy(world, await challengeFor(world, 'attacker'), { user: { userId, password } })
      return letIn(await world.send('attacker', signed.request)) && password
    },
    got: (password) => password && `Kit’s password, “${password}”, and with it everything that Kit may do.`,
  }),
  attack({
    id: 'stolen-password-file',
    title: 'Sign in from the password file',
    stoppedBy: null,
    instead:
      'A slow, salted hash, as Basic can have: it must be cracked first. Mutual TLS keeps nothing secret at the server at all.',
    parties,
    arrange: (world) => fileOf(world, 'SHA-256'),
    async play(world, passwordHash) {
      const challenge = await challengeFor(world, 'attacker')
      return world.send('attacker', signedFromFile(world, challenge, passwordHash))
    },
    got: (last) => letIn(last) && 'Ada’s data, at once. The password was not needed.',
  }),
]

type World = Parameters<Attack['play']>[0]

/** Ada's line of the server's password file. */
function fileOf(world: World, hashName: 'MD5' | 'SHA-256'): string {
  const record = worldKeys(world.server).users.find(({ userId }) => userId === adaIn(world).userId)
  if (!record) throw new Error('Unexpected password file: it has no line for Ada')
  return record.hashes[hashName].passwordHash
}

function signedFromFile(world: World, challenge: DigestChallenge, passwordHash: string) {
  const unsigned = request('GET', targetIn(world))
  const { authorization } = signWithPasswordHash(
    {
      challenge,
      userId: adaIn(world).userId,
      ...unsigned,
      qop: 'auth',
      count: 1,
      cnonce: 'mallorys-cnonce',
    },
    passwordHash,
  )
  return withField(unsigned, 'Authorization', authorization)
}
