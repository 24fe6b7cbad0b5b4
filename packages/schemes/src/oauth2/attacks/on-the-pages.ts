/** Attacks on the pages: a yes that nobody gave, a page about another request, a yes given to the wrong one. */
import type { HttpResponse } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { readHtmlForm } from '../../html-form.ts'
import { html, htmlPage } from '../../html-page.ts'
import { attack, type Exchange, type World } from '../../scheme.ts'
import { ada, authorizationServer, mallory, reader, resourceServer, userAgent } from './cast.ts'
import {
  at,
  authorizeAt,
  bodyOf,
  type Confidential,
  call,
  codeRequest,
  confidential,
  credentialsIn,
  expected,
  type Fields,
  jsonIn,
  leadsTo,
  letIn,
  parameterOf,
  pkcePair,
  post,
  tokensIn,
} from './moves.ts'
import { adaApproves, approve, logIn, userAgentOf } from './people.ts'

const parties = [ada, userAgent, reader, mallory, authorizationServer, resourceServer]

/** What a client of Mallory's asks for. */
function mallorysRequest(world: World, client_id: string, scope = 'notes:read') {
  const { verifier, challenge } = pkcePair(world)
  const asked = codeRequest({ client_id, redirect_uri: callbackOf(world), scope, ...challenge })
  return { verifier, asked }
}

/** Where it takes its redirects: an address of hers. */
function callbackOf({ origin, base }: World): string {
  return `${origin}${base}/mallory/callback`
}

/** The end of such a flow, wherever Ada's user agent was led. */
async function redeemedByMallory(
  world: World,
  led: string | undefined,
  more: Fields,
  by?: Confidential,
): Promise<Exchange | undefined> {
  const code = parameterOf(led, 'code')
  if (code === undefined) return undefined
  const form = { grant_type: 'authorization_code', code, redirect_uri: callbackOf(world), ...more }
  const answer = await post(world, 'attacker', 'token', form, by ? { by } : {})
  const tokens = tokensIn(answer)
  return tokens && call(world, 'attacker', tokens, tokens.scope?.includes('write') ? { method: 'POST' } : {})
}

export const swappedRequestUri = attack({
  id: 'swapped-request-uri',
  title: 'Show one client’s name on another’s request',
  endpoint: 'authorize',
  stoppedBy: 'request-uri-issued-to-client',
  parties,
  async arrange(world) {
    const { verifier, asked } = mallorysRequest(world, 'clipper')
    const pushed = await post(world, 'attacker', 'par', asked, { by: confidential(world, 'clipper') })
    return { verifier, request_uri: expected(jsonIn(pushed).request_uri as string, 'a request_uri') }
  },
  async play(world, { verifier, request_uri }) {
    const led = await adaApproves(world, authorizeAt(world, { client_id: 'reader', request_uri }))
    return redeemedByMallory(world, led, { code_verifier: verifier }, confidential(world, 'clipper'))
  },
  got: (last) => letIn(last) && 'A token for Ada’s notes. The page that she read said Reader.',
})

export const friendlyApp = attack({
  id: 'friendly-app',
  title: 'Register a client with a name to trust',
  stoppedBy: null,
  instead:
    'People, at a price: clients are reviewed before anybody is asked, the page says what has not been verified, and little can be asked for at once.',
  parties: [ada, userAgent, mallory, authorizationServer, resourceServer],
  arrange: (world) => mallorysRequest(world, 'game', 'notes:read notes:write'),
  async play(world, { verifier, asked }) {
    const led = await adaApproves(world, authorizeAt(world, asked))
    return redeemedByMallory(world, led, { client_id: 'game', code_verifier: verifier })
  },
  got: (last) => letIn(last) && 'The right to read and change Ada’s notes. She was asked, and she said yes.',
})

export const forgedConsent = attack({
  id: 'forged-consent',
  title: 'Say yes from another site',
  endpoint: 'decision',
  stoppedBy: 'decision-from-own-page',
  parties,
  async arrange(world) {
    // Mallory looks at the page for a client of her own, and sees how its form is made.
    const { verifier, asked } = mallorysRequest(world, 'clipper')
    const page = await userAgentOf(world, 'attacker').visit(authorizeAt(world, asked))
    const shown = readHtmlForm(bodyOf(page))
    const [, interaction] = expected(
      shown?.fields.find(([name]) => name === 'interaction'),
      'a form',
    )
    // Ada is logged in: she has just let Reader in.
    const hers = userAgentOf(world, 'user-agent', ({ target }) =>
      target.endsWith('/prize') ? prizePage(at(world, 'authorize'), interaction) : empty(204),
    )
    await hers.visit(authorizeAt(world, codeRequest(pkcePair(world).challenge)))
    await logIn(hers, credentialsIn(world).resourceOwner)
    await approve(hers)
    return { hers, verifier }
  },
  async play(world, { hers, verifier }) {
    await hers.visit(`${world.base}/mallory/prize`)
    // A script of the page sends the form off as soon as it is there.
    const led = leadsTo(await hers.submit([]))
    return redeemedByMallory(world, led, { code_verifier: verifier }, confidential(world, 'clipper'))
  },
  got: (last) => letIn(last) && 'A token for Ada’s notes. She saw no page that asked her anything.',
})

function prizePage(action: string, interaction: string): HttpResponse {
  return htmlPage(200, {
    site: 'Mallory',
    title: 'A prize',
    main: html`<form method="post" action="${action}">
<input type="hidden" name="interaction" value="${interaction}">
<input type="hidden" name="scope" value="notes:read">
<input type="hidden" name="decision" value="approve">
</form>`,
  })
}
