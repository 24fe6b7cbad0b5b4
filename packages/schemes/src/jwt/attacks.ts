import { octets, request } from '@lockstep/http/message'
import { candidatePasswords } from '../candidate-passwords.ts'
import { type Attack, attack, type World } from '../scheme.ts'
import {
  bearerTokenOf,
  callWith,
  forged,
  isSecretOf,
  issuedIn,
  legacyToken,
  letIn,
  logIn,
} from './attack-moves.ts'
import { buildBearer } from './credentials.ts'
import { confirmationType, otherApiOf, otherTenantOf } from './issuer.ts'
import { ada, mallory, server, userAgent } from './parties.ts'
import { licencePath, licenceText } from './public-files.ts'
import { publicKeyPem } from './public-key-pem.ts'
import { legacyKid } from './sandbox.ts'
import { withClaims } from './with-claims.ts'

const parties = [userAgent, mallory, server, ada]

export const attacks: readonly Attack[] = [
  attack({
    id: 'unsecured',
    title: 'Write a token that needs no signature',
    stoppedBy: 'alg-allowed',
    parties: [mallory, server],
    arrange: (world) =>
      forged(
        world,
        { header: { alg: 'none', kid: undefined }, claims: { sub: 'admin' } },
        'none',
        new Uint8Array(0),
      ),
    play: (world, token) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && `Everything that ${letIn(last)} may do, for a text that anybody can type.`,
  }),
  attack({
    id: 'key-confusion',
    title: 'Take the public key for a secret',
    stoppedBy: 'alg-fits-key',
    parties: [mallory, server],
    arrange: () => null,
    async play(world) {
      const { kid, ...jwk } = await publishedKey(world)
      const pem = octets(await publicKeyPem(jwk, 'ES256'))
      const token = await forged(
        world,
        { header: { alg: 'HS256', kid }, claims: { sub: 'admin' } },
        'HS256',
        pem,
      )
      return world.send('attacker', callWith(world, token))
    },
    got: (last) => letIn(last) && `Any user that she likes, here ${letIn(last)}: with a key that is public.`,
  }),
  attack({
    id: 'edit-the-role',
    title: 'Change a claim and keep the signature',
    stoppedBy: 'signature-matches',
    parties: [mallory, server],
    arrange: (world) => issuedIn(world, { claims: { sub: 'mallory', scope: 'notes:read' } }),
    play(world, { token, claims }) {
      const edited = withClaims(token, { ...claims, scope: 'notes:read notes:write' })
      return world.send('attacker', callWith(world, edited, 'POST'))
    },
    got: (last) => letIn(last) && 'The right to write, given to her by herself.',
  }),
  attack({
    id: 'bring-your-own-key',
    title: 'Hand over the key along with the token',
    stoppedBy: 'header-brings-no-key',
    parties: [mallory, server],
    // A key pair that is Mallory's; it only has to come from somewhere.
    arrange: (world) => world.server.worldKeyPair('jwt/of-mallory', 'p-256'),
    async play(world, { privateJwk, publicJwk }) {
      const byAddress = { jku: `${world.origin}${world.base}/mallory/jwks.json`, kid: 'mallory' }
      const inside = { jwk: publicJwk, kid: 'mallory' }
      let last = null
      for (const header of [byAddress, inside]) {
        const token = await forged(world, { header, claims: { sub: 'admin' } }, 'ES256', privateJwk)
        last = await world.send('attacker', callWith(world, token))
      }
      return last
    },
    got: (last) => last && letIn(last) && `Any user that she likes, here ${letIn(last)}: her key says so.`,
  }),
  attack({
    id: 'kid-as-path',
    title: 'Name a file that everybody has',
    stoppedBy: 'kid-is-plain',
    parties: [mallory, server],
    arrange: (world) => {
      const forgery = { header: { alg: 'HS256', kid: licencePath }, claims: { sub: 'admin' } }
      return forged(world, forgery, 'HS256', octets(licenceText))
    },
    play: (world, token) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && `Any user that she likes, here ${letIn(last)}: the key is a licence text.`,
  }),
  attack({
    id: 'guessed-secret',
    title: 'Try a thousand words on one token',
    stoppedBy: 'key-strong-enough',
    parties,
    search: {
      title: '1,000 words against the signature',
      words: () => candidatePasswords,
      caught: ([first]) => first && bearerTokenOf(first),
      fits: isSecretOf,
    },
    async arrange(world) {
      const caught = await legacyToken(world)
      const says = 'the older program calls, and Mallory copies its token'
      await world.send('user-agent', callWith(world, caught), { says })
      return caught
    },
    async play(world, caught) {
      // Nothing is sent while she tries: no limit of the server sees any of it.
      const word = candidatePasswords.find((candidate) => isSecretOf(candidate, caught))
      if (word === undefined) return null
      const forgery = { header: { alg: 'HS256', kid: legacyKid }, claims: { sub: 'admin' } }
      const token = await forged(world, forgery, 'HS256', octets(word))
      const last = await world.send('attacker', callWith(world, token))
      return letIn(last) && word
    },
    got: (word) => word && `The secret, “${word}”, and with it any token that she likes.`,
  }),
  attack({
    id: 'critical-ignored',
    title: 'Use a token that is good on another device',
    stoppedBy: 'crit-understood',
    parties,
    arrange: (world) => issuedIn(world, { header: { crit: ['device'], device: 'ada-tablet' } }),
    play: (world, { token }) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, from a device that the token was not made for.',
  }),
  attack({
    id: 'wrong-kind',
    title: 'Send the token from an e-mail',
    stoppedBy: 'type-is-access-token',
    parties,
    arrange: (world) => issuedIn(world, { header: { typ: confirmationType } }),
    play: (world, { token }) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, with a link that was mailed to her.',
  }),
  attack({
    id: 'other-tenant',
    title: 'Be ada on the staging system',
    stoppedBy: 'issuer-is-ours',
    parties: [mallory, server],
    arrange: (world) => issuedIn(world, { claims: { iss: otherTenantOf(world) } }),
    play: (world, { token }) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, with an account that Mallory made herself.',
  }),
  attack({
    id: 'other-api',
    title: 'Pass on a token for another API',
    stoppedBy: 'audience-is-us',
    parties,
    arrange: (world) => issuedIn(world, { claims: { aud: otherApiOf(world) } }),
    play: (world, { token }) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, with a token that Ada gave her for something else.',
  }),
  attack({
    id: 'yesterdays-token',
    title: 'Use a token from an old log',
    stoppedBy: 'not-expired',
    parties,
    arrange: logIn,
    play(world, token) {
      world.wait(24 * 60 * 60)
      return world.send('attacker', callWith(world, token))
    },
    got: (last) => letIn(last) && 'Ada’s notes, with a token that nobody thinks of any more.',
  }),
  attack({
    id: 'logged-out',
    title: 'Go on after Ada has logged out',
    stoppedBy: 'not-revoked',
    parties,
    async arrange(world) {
      const token = await logIn(world)
      const says = 'Ada logs out'
      const logOut = buildBearer('POST', `${world.base}/jwt/revoke`, token).request
      await world.send('user-agent', logOut, { says })
      return token
    },
    play: (world, token) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, until the token would have ended anyway.',
  }),
  attack({
    id: 'copied-token',
    title: 'Copy a token that is alive',
    stoppedBy: null,
    instead:
      'A token that is bound to a key: DPoP (oauth2) or mutual TLS. Every client then has a key to make, to keep and to prove.',
    parties,
    arrange: logIn,
    play: (world, token) => world.send('attacker', callWith(world, token)),
    got: (last) => letIn(last) && 'Ada’s notes, until the token ends or somebody revokes it.',
  }),
]

type PublishedKey = JsonWebKey & { readonly kid: string }

/** Mallory fetches the key set, as everybody may: its first key for ES256. */
async function publishedKey(world: World): Promise<PublishedKey> {
  const { response } = await world.send('attacker', request('GET', `${world.base}/jwt/jwks.json`))
  const { keys } = JSON.parse('text' in response.body ? response.body.text : '{}') as { keys: PublishedKey[] }
  const key = keys.find(({ alg }) => alg === 'ES256')
  if (!key) throw new Error('Unexpected key set, expected a key for ES256')
  return key
}
