/** Mallory logs in as herself and changes what the provider answers on its way to the client. */
import { attack, type Exchange, type World } from '../../scheme.ts'
import { mallory, openidProvider, relyingParty } from '../parties.ts'
import { credentialsIn, editedUnder, loggedIn, logIn, profileOf, signedAnew, unsigned } from './moves.ts'
import { clientOf, userAgentOf } from './stage.ts'

const parties = [mallory, relyingParty, openidProvider]
const asAda = (page: Exchange) =>
  loggedIn(page) === 'ada' ? 'A session at the client as Ada. Mallory typed her own password.' : null

/** Mallory's login, with an ID Token and a UserInfo answer that speak of Ada. */
function withToken(world: World, rewrite: (idToken: unknown) => string | Promise<string>): Promise<Exchange> {
  const client = clientOf(world, {
    tokens: async (honest) => ({ ...honest, id_token: await rewrite(honest.id_token) }),
    userInfo: () => profileOf(world, 'ada'),
  })
  return logIn(userAgentOf(world, 'attacker', client), world, credentialsIn(world).otherOwner)
}

export const unsignedLogin = attack({
  id: 'unsigned-login',
  title: 'Log in with an ID Token that nobody signed',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-alg-registered',
  parties,
  arrange: () => null,
  play: (world) => withToken(world, (idToken) => unsigned(idToken, { sub: 'ada' })),
  got: asAda,
})

export const editedClaim = attack({
  id: 'edited-claim',
  title: 'Write another name into the ID Token',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-signature-matches',
  parties,
  arrange: () => null,
  play: (world) => withToken(world, (idToken) => editedUnder(idToken, { sub: 'ada' })),
  got: asAda,
})

export const otherTenant = attack({
  id: 'other-tenant',
  title: 'Log in through another tenant of the same provider',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-issuer-exact',
  parties,
  arrange: () => null,
  play: (world) =>
    withToken(world, (idToken) =>
      signedAnew(world, idToken, { sub: 'ada', iss: `${world.origin}${world.base}/tenants/mallory` }),
    ),
  got: (page) =>
    loggedIn(page) === 'ada'
      ? 'A session at the client as Ada. In Mallory’s own tenant, who is called Ada is up to Mallory.'
      : null,
})

export const otherClient = attack({
  id: 'other-client',
  title: 'Use the ID Token that Ada’s login gave to another client',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-audience-is-us',
  parties,
  arrange: () => null,
  play: (world) => withToken(world, (idToken) => signedAnew(world, idToken, { sub: 'ada', aud: 'clipper' })),
  got: (page) =>
    loggedIn(page) === 'ada'
      ? 'A session at this client as Ada, who logged in at Mallory’s client and nowhere else.'
      : null,
})
