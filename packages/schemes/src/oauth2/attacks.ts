import { request } from '@lockstep/http/message'
import { type Attack, attack, type Exchange, type World } from '../scheme.ts'
import { build } from './credentials.ts'
import { attacker, client, server } from './walkthrough.ts'

const parties = [client, attacker, server]
const whoami = ({ base }: World) => `${base}/oauth2/whoami`
const rights = ({ response }: Exchange) => (response.status === 200 ? 'what the client may do' : null)

const askBare = attack({
  id: 'ask-bare',
  title: 'Ask without a secret',
  stoppedBy: 'field-present',
  parties: [attacker, server],
  arrange: () => null,
  play: (world) => world.send('attacker', request('GET', whoami(world))),
  got: rights,
})

const guess = attack({
  id: 'guess',
  title: 'Guess the secret',
  stoppedBy: 'secret-matches',
  parties: [attacker, server],
  arrange: () => null,
  play: (world) => world.send('attacker', build('GET', whoami(world), 'letmein', '1').request),
  got: rights,
})

const replay = attack({
  id: 'replay',
  title: 'Send a copy',
  stoppedBy: 'number-unused',
  parties,
  arrange: async (world) => {
    const honest = build('GET', whoami(world), world.credentials.secret, '1').request
    await world.send('client', honest, { says: 'the honest request, copied on the way' })
    return honest
  },
  play: (world, copy) => world.send('attacker', copy),
  got: rights,
})

const read = attack({
  id: 'read',
  title: 'Read the secret on the way',
  stoppedBy: null,
  instead: 'TLS keeps the field from being read. A scheme that sends a MAC never shows the secret.',
  parties,
  arrange: async (world) => {
    const { secret } = world.credentials as { secret: string }
    await world.send('client', build('GET', whoami(world), secret, '1').request)
    return secret
  },
  play: (world, secret) => world.send('attacker', build('POST', whoami(world), secret, '2').request),
  got: rights,
})

const overtake = attack({
  id: 'overtake',
  title: 'Be there first',
  stoppedBy: null,
  instead: 'A proof over method and content would tie the credentials to one request.',
  parties,
  arrange: (world) => world.credentials.secret as string,
  play: (world, secret) => world.send('attacker', build('POST', whoami(world), secret, '1').request),
  got: rights,
})

export const attacks: readonly Attack[] = [askBare, guess, replay, read, overtake]
