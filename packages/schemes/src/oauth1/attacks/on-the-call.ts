/** Attacks on signed requests: what a signature holds together, and what it leaves out. */
import { octets } from '@lockstep/http/message'
import { attack } from '../../scheme.ts'
import { ada, client, mallory, server } from '../parties.ts'
import { adasToken, callWith, credentialsIn, letIn } from './moves.ts'

const parties = [client, mallory, server, ada]

export const changeQuery = attack({
  id: 'change-query',
  title: 'Change the query on its way',
  stoppedBy: 'signature-matches',
  parties,
  arrange: async (world) => callWith(world, await adasToken(world), { query: 'view=public' }),
  play: (world, caught) =>
    world.send(
      'attacker',
      { ...caught, target: caught.target.replace('view=public', 'view=private') },
      { says: 'Reader signed view=public' },
    ),
  got: (last) => letIn(last) && 'The private view, with a signature that Reader made for the public one.',
})

export const changeForm = attack({
  id: 'change-form',
  title: 'Change a form on its way',
  stoppedBy: 'signature-matches',
  parties,
  arrange: async (world) => callWith(world, await adasToken(world), { form: 'lend=the+atlas&to=kit' }),
  play: (world, caught) =>
    world.send(
      'attacker',
      { ...caught, body: octets('lend=the+atlas&to=mallory') },
      { says: 'Reader signed to=kit' },
    ),
  got: (last) => letIn(last) && 'The atlas, lent to Mallory in Ada’s name.',
})

export const replay = attack({
  id: 'replay',
  title: 'Send a captured request again',
  stoppedBy: 'nonce-unused',
  parties,
  async arrange(world) {
    const captured = await callWith(world, await adasToken(world))
    await world.send('client', captured)
    return captured
  },
  play(world, captured) {
    world.wait(5)
    return world.send('attacker', captured, { says: 'the same octets' })
  },
  got: (last) => letIn(last) && 'Ada’s data, and again with each repetition.',
})

export const heldRequest = attack({
  id: 'held-request',
  title: 'Hold a request back',
  stoppedBy: 'timestamp-recent',
  parties,
  arrange: async (world) => callWith(world, await adasToken(world)),
  play(world, caught) {
    world.wait(30 * 60)
    return world.send('attacker', caught, { says: 'half an hour later' })
  },
  got: (last) => letIn(last) && 'Ada’s data, with a request from half an hour ago.',
})

export const borrowedToken = attack({
  id: 'borrowed-token',
  title: 'Use a token that another client lost',
  stoppedBy: 'issued-to-this-client',
  parties,
  arrange: adasToken,
  play: async (world, found) =>
    world.send('attacker', await callWith(world, found, { client: credentialsIn(world).otherClient })),
  got: (last) => letIn(last) && 'Ada’s data, under the name of another client.',
})

export const plaintextSniffed = attack({
  id: 'plaintext-sniffed',
  title: 'Read the secrets off plain HTTP',
  stoppedBy: 'plaintext-only-over-tls',
  parties,
  async arrange(world) {
    const token = await adasToken(world)
    const slip = await callWith(world, token, { method: 'PLAINTEXT' })
    await world.send('client', slip, { transport: 'http', says: 'Mallory reads along' })
    const signature = /oauth_signature="([^"]*)"/.exec(slip.headers[0]?.[1] ?? '')?.[1] ?? ''
    const [clientSecret = '', tokenSecret = ''] = decodeURIComponent(signature)
      .split('&')
      .map(decodeURIComponent)
    const { identifier } = credentialsIn(world).client
    return {
      client: { identifier, secret: clientSecret },
      token: { ...token, secret: tokenSecret },
    }
  },
  play: async (world, { client: read, token }) =>
    world.send(
      'attacker',
      await callWith(world, token, { client: read, method: 'PLAINTEXT', query: 'view=private' }),
      { transport: 'http' },
    ),
  got: (last) => letIn(last) && 'Ada’s data, with both secrets: any request, by any method.',
})

export const swapJsonBody = attack({
  id: 'swap-json-body',
  title: 'Exchange a JSON body on its way',
  stoppedBy: null,
  instead:
    'A signature over Content-Digest, as HMAC request signing has it, at the price of hashing every body.',
  parties,
  arrange: async (world) =>
    callWith(world, await adasToken(world), { json: '{"lend":"the atlas","to":"kit"}' }),
  play: (world, caught) =>
    world.send(
      'attacker',
      { ...caught, body: octets('{"lend":"the atlas","to":"mallory"}') },
      { says: 'Reader wrote "to":"kit"' },
    ),
  got: (last) => letIn(last) && 'A request in Reader’s name with Mallory’s content.',
})
