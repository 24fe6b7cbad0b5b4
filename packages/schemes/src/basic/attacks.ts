import { field, type HttpRequest, octets, request } from '@lockstep/http/message'
import { type Attack, attack, type Exchange, type Party } from '../scheme.ts'
import { build, encode, type UserPass } from './credentials.ts'
import { readUserPass } from './listener.ts'
import { attacker, server, userAgent } from './walkthrough.ts'

const parties: readonly Party[] = [userAgent, attacker, server]
/** Ada and Mallory are not at one address: each has tries of her own. */
const adas = { address: '192.0.2.10' } as const
const mallorys = { address: '203.0.113.66' } as const

const nameIsEnough = attack({
  id: 'name-is-enough',
  title: 'Know only the name',
  stoppedBy: 'password-matches',
  parties: [attacker, server],
  arrange: ({ credentials }) => ({ userId: credentials.userId as string, password: 'letmein' }),
  play: (world, guess) =>
    world.send('attacker', build('GET', `${world.base}/basic/whoami`, guess).request, mallorys),
  got: (exchange) => (isOk(exchange) ? 'every right that Ada has, with any password at all' : null),
})

/** What people choose, from lists of leaked passwords. */
const leaked = [
  ...['123456', 'password', 'qwerty', 'iloveyou', 'dragon', 'sunshine', 'princess', 'football', 'monkey'],
  ...['shadow', 'master', 'superman', 'trustno1', 'whatever', 'starwars', 'letmein', 'welcome', 'ada1815'],
  'lovelace',
]

const leakedList = attack({
  id: 'leaked-list',
  title: 'Try a leaked list',
  stoppedBy: 'attempts-left',
  parties: [attacker, server],
  // The last pair is the good one: Ada used her password elsewhere too, and it leaked there.
  arrange: ({ credentials }): UserPass[] =>
    [...leaked, credentials.password as string].map((password) => ({ userId: credentials.userId, password })),
  play: async (world, pairs) => {
    for (const [i, pair] of pairs.entries()) {
      const tried = await world.send('attacker', build('GET', `${world.base}/basic/whoami`, pair).request, {
        ...mallorys,
        says: `pair ${i + 1} of ${pairs.length}`,
      })
      if (isOk(tried)) return i + 1
    }
    return undefined
  },
  got: (pair) => (pair ? `Ada’s password: it was pair ${pair} of the list` : null),
})

const crossSitePost = attack({
  id: 'cross-site-post',
  title: 'Post from another site',
  stoppedBy: 'origin-expected',
  parties,
  arrange: async (world) => {
    const honest = build('GET', `${world.base}/basic/whoami`, world.credentials).request
    await world.send('user-agent', honest, { ...adas, says: 'Ada logs in; her user agent remembers' })
    return field(honest, 'authorization') ?? ''
  },
  play: (world, remembered) => {
    const page = `<form method="post" action="${world.origin}${world.base}/basic/whoami"><script>document.forms[0].submit()</script>`
    world.forge('user-agent', 'attacker', request('GET', '/prize', [['Host', 'evil.test']]), {
      status: 200,
      headers: [['Content-Type', 'text/html']],
      body: octets(page),
    })
    // The user agent sends what it remembers, whichever page made the form (RFC 9110 §11.5).
    const post = request('POST', `${world.base}/basic/whoami`, [
      ['Origin', 'https://evil.test'],
      ['Authorization', remembered],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ])
    return world.send('user-agent', post, { ...adas, says: 'sent by Mallory’s form' })
  },
  got: (exchange) => (isOk(exchange) ? 'one change made as Ada, by her own user agent' : null),
})

const sniffAndDecode = attack({
  id: 'sniff-and-decode',
  title: 'Listen, then decode',
  stoppedBy: null,
  instead:
    'TLS hides the field from the line, at the price of certificates. Digest and HMAC signing never send the secret at all.',
  parties,
  arrange: (world) => sendHonestly(world.send, world.base, world.credentials),
  play: async (world, captured) => {
    const userPass = readUserPass(field(captured, 'authorization') ?? '') ?? ''
    const colon = userPass.indexOf(':')
    const stolen = { userId: userPass.slice(0, colon), password: userPass.slice(colon + 1) }
    const own = request('GET', `${world.base}/basic/notes`, [
      ['Authorization', encode(stolen).authorization],
      ['User-Agent', 'mallory/1.0'],
    ])
    return { stolen, exchange: await world.send('attacker', own, mallorys) }
  },
  got: ({ stolen, exchange }) =>
    isOk(exchange) ? `Ada’s password, all ${stolen.password.length} characters, until she changes it` : null,
})

const replayAnywhere = attack({
  id: 'replay-anywhere',
  title: 'One header, any request',
  stoppedBy: null,
  instead:
    'Digest’s uri-matches-target binds the proof to one target, HMAC signing’s signature-matches to the body too. Both cost a computation on each request.',
  parties,
  arrange: (world) => sendHonestly(world.send, world.base, world.credentials),
  play: async (world, captured) => {
    const authorization = field(captured, 'authorization') ?? ''
    const read = request('GET', `${world.base}/basic/notes`, [['Authorization', authorization]])
    const write = request(
      'POST',
      `${world.base}/basic/whoami`,
      [
        ['Authorization', authorization],
        ['Content-Type', 'application/json'],
      ],
      '{"note":"Mallory was here."}',
    )
    return [
      await world.send('attacker', read, { ...mallorys, says: 'another path' }),
      await world.send('attacker', write, { ...mallorys, says: 'another method, with a body' }),
    ]
  },
  got: (exchanges) =>
    exchanges.every(isOk) ? 'Ada’s notes and a write, with the header of one harmless read' : null,
})

export const attacks: readonly Attack[] = [
  nameIsEnough,
  leakedList,
  crossSitePost,
  sniffAndDecode,
  replayAnywhere,
]

/** Ada's own request: what Mallory captures is what arrived. */
async function sendHonestly(
  send: (from: string, sent: HttpRequest, how: { address: string; says: string }) => Promise<Exchange>,
  base: string,
  credentials: UserPass,
): Promise<HttpRequest> {
  const { request: sent } = build('GET', `${base}/basic/whoami`, credentials)
  const arrived = await send('user-agent', sent, { ...adas, says: 'Ada’s own request, captured' })
  return request(arrived.request.method, arrived.request.target, arrived.request.headers)
}

function isOk({ response }: Exchange): boolean {
  return response.status === 200
}
