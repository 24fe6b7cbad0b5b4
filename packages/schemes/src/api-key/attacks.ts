/** What Mallory tries, and the check that stops her. The stories stand in attacks.md. */
import { request } from '@lockstep/http/message'
import { type Attack, attack, type Exchange, type World } from '../scheme.ts'
import { callWithKey } from './credentials.ts'
import { claimedId, keyNamed } from './key.ts'
import { type Asked, createRequest, type IssuedKey, issuedBy, keyAction } from './walkthrough/messages.ts'
import { parties } from './walkthrough.ts'

/** The owner has a key made for somebody. */
async function issue(world: World, asked: Asked, says: string): Promise<IssuedKey> {
  const issued = issuedBy(
    await world.send('user-agent', createRequest(world.base, asked), { owner: true, says }),
  )
  if (!issued) throw new Error('Unexpected refusal, expected a key')
  return issued
}

function honestCall(world: World, key: string): Promise<Exchange> {
  return world.send('user-agent', callWithKey({ base: world.base, key }).request, { says: 'An honest call.' })
}

/** Whose answer it is, where it is one. */
function answered(exchange: Exchange, words: (client: string) => string): string | null {
  return exchange.response.status === 200 ? words(exchange.verdict?.principal?.id ?? '') : null
}

/** A key whose prefix is known and whose rest is invented. The checksum fits: anybody can compute it. */
function inventedKey(world: World, id: string): string {
  return keyNamed(id, world.random(20))
}

const linkFromTheLog = attack({
  id: 'link-from-the-log',
  title: 'A link found in a log',
  stoppedBy: 'key-place-allowed',
  parties,
  arrange: async (world) => {
    const { request: link } = callWithKey({ base: world.base, key: world.credentials.key, carrier: 'query' })
    await world.send('user-agent', link, { says: 'Somebody tries a header key in the address bar.' })
    return link
  },
  play: (world, link) => world.send('attacker', link, { says: 'Mallory opens the same link.' }),
  got: (exchange) => answered(exchange, (client) => `${client}’s key, and its answer`),
})

const prefixIsEnough = attack({
  id: 'prefix-is-enough',
  title: 'The prefix, and an invented rest',
  stoppedBy: 'key-matches',
  parties,
  arrange: (world) => claimedId(world.credentials.key) ?? '',
  play: (world, id) =>
    world.send('attacker', callWithKey({ base: world.base, key: inventedKey(world, id) }).request),
  got: (exchange) => answered(exchange, (client) => `an answer as ${client}`),
})

const revokedKeyReturns = attack({
  id: 'revoked-key-returns',
  title: 'A revoked key returns',
  stoppedBy: 'key-not-revoked',
  parties,
  arrange: async (world) => {
    const { key, id } = await issue(world, { label: 'contractor' }, 'A key for a contractor.')
    await honestCall(world, key)
    await world.send('user-agent', keyAction(world.base, id, 'revoke'), {
      owner: true,
      says: 'The contract ends.',
    })
    return key
  },
  play: (world, key) => world.send('attacker', callWithKey({ base: world.base, key }).request),
  got: (exchange) => answered(exchange, (client) => `an answer as ${client}, after the contract`),
})

const lastYearsKey = attack({
  id: 'last-years-key',
  title: 'Last year’s key',
  stoppedBy: 'key-not-expired',
  parties,
  arrange: async (world) => {
    const day = 86_400
    const { key } = await issue(world, { label: 'report-job', lifetime: day }, 'A key for one day.')
    await honestCall(world, key)
    world.wait(365 * day)
    return key
  },
  play: (world, key) => world.send('attacker', callWithKey({ base: world.base, key }).request),
  got: (exchange) => answered(exchange, (client) => `an answer as ${client}, a year on`),
})

const readKeyWrites = attack({
  id: 'read-key-writes',
  title: 'A read key writes',
  stoppedBy: 'scope-covers-request',
  parties,
  arrange: (world) => issue(world, { label: 'dashboard', scope: 'notes:read' }, 'A key that may read.'),
  play: (world, { key }) =>
    world.send('attacker', callWithKey({ base: world.base, key, method: 'POST' }).request),
  got: (exchange) => answered(exchange, (client) => `a write as ${client}`),
})

const billedToAnother = attack({
  id: 'billed-to-another',
  title: 'Billed to another',
  stoppedBy: 'key-sent-once',
  parties,
  arrange: async (world) => {
    const ada = await issue(world, { label: 'ada-app' }, 'A key for Ada’s program.')
    const mallory = await issue(world, { label: 'mallory-app' }, 'A key for Mallory’s program.')
    await honestCall(world, ada.key)
    return { ada, mallory }
  },
  play: async (world, { ada, mallory }) => {
    const twoKeys = request('GET', `${world.base}/api-key/whoami`, [
      ['X-API-Key', inventedKey(world, ada.id)],
      ['Authorization', `ApiKey ${mallory.key}`],
    ])
    for (let i = 0; i < 5; i++) await world.send('attacker', twoKeys)
    return honestCall(world, ada.key)
  },
  got: (exchange) => {
    const count = exchange.verdict?.checks.find(({ id }) => id === 'quota-left')?.actual ?? ''
    // Ada has made two calls herself. Whatever the meter says beyond that is Mallory's.
    const others = Number(/\d+/.exec(count)?.[0] ?? 2) - 2
    return others > 0 ? `${others} calls that Ada’s program pays for` : null
  },
})

const runTheMeter = attack({
  id: 'run-the-meter',
  title: 'Run the meter',
  stoppedBy: 'quota-left',
  parties,
  arrange: (world) => issue(world, { label: 'mallory-app', quota: 10 }, 'A key with ten calls a minute.'),
  play: async (world, { key }) => {
    const calls: Exchange[] = []
    for (let i = 0; i < 30; i++)
      calls.push(await world.send('attacker', callWithKey({ base: world.base, key }).request))
    return calls
  },
  got: (calls) => {
    const extra = calls.filter(({ response }) => response.status === 200).length - 10
    return extra > 0 ? `${extra} answers beyond the quota` : null
  },
})

const copiedKey = attack({
  id: 'copied-key',
  title: 'A key copied from a bundle',
  stoppedBy: null,
  instead:
    'Send nothing that can be used again. In hmac, signature-matches covers each request by itself; in mtls, possession-proven needs the private key. The price is a signature on every request, or a PKI.',
  parties,
  arrange: (world) => honestCall(world, world.credentials.key),
  play: (world, { request: { method, target, headers } }) =>
    world.send('attacker', request(method, target, headers), {
      address: '203.0.113.66',
      says: 'The same request, from another machine.',
    }),
  got: (exchange) => answered(exchange, (client) => `an answer as ${client}, until the key is revoked`),
})

export const attacks: readonly Attack[] = [
  linkFromTheLog,
  prefixIsEnough,
  revokedKeyReturns,
  lastYearsKey,
  readKeyWrites,
  billedToAnother,
  runTheMeter,
  copiedKey,
]
