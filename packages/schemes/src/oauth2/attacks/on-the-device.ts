/** Attacks on the device grant: the one channel that no protocol sees is between a screen and a person. */
import { attack, type Exchange, type World } from '../../scheme.ts'
import { ada, authorizationServer, kiosk, mallory, resourceServer, userAgent } from './cast.ts'
import { at, call, credentialsIn, expected, jsonIn, letIn, post, tokensIn, used } from './moves.ts'
import { approve, logIn, userAgentOf } from './people.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The first request of a device, and what it shows on its screen (RFC 8628 §3.1, §3.2). */
async function start(world: World, from: string, client_id: string) {
  const answer = await post(world, from, 'device_authorization', { client_id, scope: 'notes:read' })
  const { device_code, user_code, verification_uri_complete } = jsonIn(answer) as Record<string, string>
  return {
    device_code: expected(device_code, 'a device code'),
    user_code: expected(user_code, 'a user code'),
    link: expected(verification_uri_complete, 'an address to open'),
  }
}

/** Seconds between two polls, unless the server asks for more (RFC 8628 §3.5). */
const interval = 5

function poll(world: World, from: string, client_id: string, device_code: string): Promise<Exchange> {
  world.wait(interval + 1)
  return post(world, from, 'token', { grant_type: deviceGrant, client_id, device_code })
}

/** How many codes Mallory tries before the right one. */
const wrongGuesses = 20

export const guessedUserCode = attack({
  id: 'guessed-user-code',
  title: 'Guess the code on Ada’s screen',
  endpoint: 'device-approval',
  stoppedBy: 'user-code-attempts-left',
  parties: [ada, kiosk, mallory, authorizationServer, resourceServer],
  async arrange(world) {
    const shown = await start(world, 'client', 'kiosk-three-digits')
    // To fit on a page the search begins close to its end. A thousand codes are no more to a script than twenty.
    const first = Number(shown.user_code) - wrongGuesses
    return { ...shown, guesses: Array.from({ length: wrongGuesses + 1 }, (_, i) => digits(first + i)) }
  },
  async play(world, { device_code, guesses }) {
    const own = userAgentOf(world, 'attacker')
    for (const guess of guesses) {
      const answer = await own.visit(`${at(world, 'device')}?user_code=${guess}`)
      if (answer.response.status === 429) return undefined
    }
    await logIn(own, credentialsIn(world).otherOwner)
    await approve(own)
    const tokens = tokensIn(await poll(world, 'client', 'kiosk-three-digits', device_code))
    return used(world, 'client', tokens)
  },
  got: (last) => {
    const account = letIn(last)
    return (
      account && `Ada’s Kiosk works in the account “${account}”: what she writes there is Mallory’s to read.`
    )
  },
})

export const devicePhishing = attack({
  id: 'device-phishing',
  title: 'Send Ada a code of Mallory’s own',
  stoppedBy: null,
  instead:
    'The code grant, where there is a browser: it comes back to the user agent that began. For a screen without one, a page that says what is being let in, and a code that dies soon.',
  parties: [ada, userAgent, mallory, authorizationServer, resourceServer],
  arrange: (world) => start(world, 'attacker', 'kiosk'),
  async play(world, { device_code, link }) {
    // The link came by mail: “confirm your account”.
    const hers = userAgentOf(world, 'user-agent')
    await hers.visit(link)
    await logIn(hers, credentialsIn(world).resourceOwner)
    await approve(hers)
    const tokens = tokensIn(await poll(world, 'attacker', 'kiosk', device_code))
    return call(world, 'attacker', expected(tokens, 'tokens'))
  },
  got: (last) => letIn(last) && 'Ada’s notes, on a device that Mallory holds in her hand.',
})

function digits(number: number): string {
  return String((number + 1000) % 1000).padStart(3, '0')
}
