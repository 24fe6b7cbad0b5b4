/** Attacks on where the code is sent: one address that is Mallory's, and four that look like Reader's. */
import { attack, type Exchange, type World } from '../../scheme.ts'
import { ada, authorizationServer, mallory, resourceServer, userAgent } from './cast.ts'
import { at, authorizeAt, codeRequest, letIn, parameterOf, pkcePair, post, tokensIn, used } from './moves.ts'
import { adaApproves } from './people.ts'

const parties = [ada, userAgent, mallory, authorizationServer, resourceServer]

/** Mallory makes the link and so she makes the challenge: PKCE is hers, and only the address can stop her. */
function sentTo(id: string, title: string, redirectUri: (world: World) => string, got: string) {
  return attack({
    id,
    title,
    endpoint: 'authorize',
    stoppedBy: 'redirect-uri-registered',
    parties,
    arrange: (world) => ({ ...pkcePair(world), redirect_uri: redirectUri(world) }),
    async play(world, { verifier, challenge, redirect_uri }): Promise<Exchange | undefined> {
      const link = authorizeAt(world, codeRequest({ redirect_uri, ...challenge }))
      const code = parameterOf(await adaApproves(world, link), 'code')
      if (code === undefined) return undefined
      const answer = await post(world, 'attacker', 'token', {
        grant_type: 'authorization_code',
        client_id: 'reader',
        code,
        redirect_uri,
        code_verifier: verifier,
      })
      return used(world, 'attacker', tokensIn(answer))
    },
    got: (last) => letIn(last) && got,
  })
}

export const evilRedirect = sentTo(
  'evil-redirect',
  'Have the code sent to another site',
  () => 'https://mallory.example/caught',
  'Ada’s notes, by a token in Reader’s name. Ada saw the server’s own page and the name Reader.',
)

export const redirectByPrefix = sentTo(
  'redirect-by-prefix',
  'Begin like the registered address',
  () => 'http://localhost.mallory.example/callback',
  'A token for Ada’s notes, from a server that compares how an address begins.',
)

export const redirectBySubdomain = sentTo(
  'redirect-by-subdomain',
  'End like the registered host',
  () => 'http://mallory.localhost/callback',
  'A token for Ada’s notes, from a server that takes every subdomain for its parent.',
)

export const redirectByUserinfo = sentTo(
  'redirect-by-userinfo',
  'Put the registered host before an @',
  () => 'http://localhost@mallory.example/callback',
  'A token for Ada’s notes, from a server that looks for the host in the wrong place.',
)

export const redirectByPath = sentTo(
  'redirect-by-path',
  'Climb out of the registered path',
  (world) => `${world.origin}${at(world, 'client/callback')}/../../../mallory/caught`,
  'A token for Ada’s notes. Her user agent took the dots out, and went to Mallory’s page on the right host.',
)
