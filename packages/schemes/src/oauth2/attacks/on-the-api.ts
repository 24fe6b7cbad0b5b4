/** Attacks on the API: tokens that were read, copied or passed on, with and without something that binds them. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { attack, type ClientCertificate, type World } from '../../scheme.ts'
import { issuerOf } from '../door.ts'
import { ada, mallory, reader, resourceServer } from './cast.ts'
import { call, letIn } from './moves.ts'
import { boundTo, nonceFor, provenCall } from './proofs.ts'
import { adasTokens } from './tokens.ts'

const parties = [ada, reader, mallory, resourceServer]

export const otherApi = attack({
  id: 'other-api',
  title: 'Pass a token on to another API',
  stoppedBy: 'audience-is-us',
  parties,
  async arrange(world) {
    // Mallory runs an API that trusts this authorization server too. Reader calls it, with a token that is for it.
    const tokens = await adasTokens(world, { audience: `${world.origin}${world.base}/mallory` })
    const fields: FieldLine[] = [['Authorization', `Bearer ${tokens.access_token}`]]
    world.forge('client', 'attacker', request('GET', `${world.base}/mallory/albums`, fields), empty(204))
    return tokens
  },
  play: (world, tokens) => call(world, 'attacker', tokens, { says: 'the token was made for Mallory’s API' }),
  got: (last) => letIn(last) && 'Ada’s notes, with the token that Ada’s Reader brought to Mallory’s API.',
})

export const dpopStripped = attack({
  id: 'dpop-stripped',
  title: 'Send a bound token as a bearer token',
  stoppedBy: 'bound-token-not-as-bearer',
  parties,
  arrange: async (world) => (await readersCall(world)).tokens,
  play: (world, stolen) => call(world, 'attacker', { ...stolen, token_type: 'Bearer' }),
  got: (last) => letIn(last) && 'Ada’s notes: the key that the token is bound to was not asked for.',
})

export const dpopReplay = attack({
  id: 'dpop-replay',
  title: 'Send a request with its proof again',
  stoppedBy: 'dpop-jti-unused',
  parties,
  arrange: async (world) => (await readersCall(world)).sent,
  play(world, recorded) {
    world.wait(2)
    return world.send('attacker', recorded, { to: 'resource-server', says: 'the same octets' })
  },
  got: (last) => letIn(last) && 'Ada’s notes, by a proof that Reader made, until the proof is too old.',
})

export const dpopOwnKey = attack({
  id: 'dpop-own-key',
  title: 'Prove possession of another key',
  stoppedBy: 'dpop-key-matches',
  parties,
  arrange: async (world) => (await readersCall(world)).tokens,
  async play(world, stolen) {
    const nonce = await nonceFor(world, 'attacker', 'mallory', stolen)
    return world.send('attacker', await provenCall(world, 'mallory', stolen, nonce), {
      to: 'resource-server',
    })
  },
  got: (last) => letIn(last) && 'Ada’s notes: any key at all will do, if nobody asks which.',
})

export const wrongCertificate = attack({
  id: 'wrong-certificate',
  title: 'Show another certificate',
  stoppedBy: 'certificate-matches-token',
  parties,
  async arrange(world) {
    const readers = certificateOf('Reader')
    const tokens = await adasTokens(world, { x5t: readers.thumbprint, audience: issuerByTls(world) })
    await call(world, 'client', tokens, { certificate: readers, says: 'by TLS, with Reader’s certificate' })
    return tokens
  },
  play: (world, stolen) =>
    call(world, 'attacker', stolen, {
      certificate: certificateOf('Mallory'),
      says: 'by TLS, with a certificate of Mallory’s',
    }),
  got: (last) =>
    letIn(last) && 'Ada’s notes: a certificate was shown, and nobody compared it with the token.',
})

export const copiedBearer = attack({
  id: 'copied-bearer',
  title: 'Copy a bearer token out of a log',
  stoppedBy: null,
  instead:
    'A token bound to a key: with DPoP (dpop-key-matches) or with a client certificate, a copy alone is of no use. The client has to ask for it and keep a key.',
  parties,
  async arrange(world) {
    const tokens = await adasTokens(world)
    await call(world, 'client', tokens, { says: 'a proxy logs the Authorization field' })
    return tokens
  },
  play: (world, copied) => call(world, 'attacker', copied, { method: 'POST' }),
  got: (last) => letIn(last) && 'Ada’s notes, to read and to change, for as long as the token lives.',
})

/** Reader calls with a token that is bound to its key. Mallory reads along. */
async function readersCall(world: World) {
  const tokens = await adasTokens(world, await boundTo(world, 'reader'))
  const nonce = await nonceFor(world, 'client', 'reader', tokens)
  const sent = await provenCall(world, 'reader', tokens, nonce)
  await world.send('client', sent, { to: 'resource-server', says: 'Mallory reads along' })
  return { tokens, sent }
}

/** Stands for a certificate: the API compares nothing of it but the hash (RFC 8705 §3.1). */
function certificateOf(holder: string): ClientCertificate {
  return { thumbprint: base64url.encode(sha256(octets(`The certificate of ${holder}`))) }
}

/** What comes by TLS is judged under the https origin, and so that is where the token has to be for. */
function issuerByTls({ origin, base }: World): string {
  return issuerOf({ origin: origin.replace(/^http:/, 'https:'), base })
}
