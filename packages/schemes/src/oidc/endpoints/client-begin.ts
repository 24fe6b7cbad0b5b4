/** The client's log-in button: makes what this login will be known by, and sends the user agent to the provider. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { decodeForm, type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, octets, splitTarget } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { redirectTo, withQuery } from '../../redirect-to.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { type Json, verifyDiscovery } from '../client.ts'
import { keepFlow, remembered } from '../relying-party/flows.ts'
import { discover } from '../relying-party/login.ts'
import { clientId, configured, type Program, redirectUri } from '../relying-party/program.ts'
import { relyingPartyPage } from './relying-party-page.ts'

/** `byPage` begins a flow whose page does the back channel itself (`by=page`). */
export function clientBegin(program: Program, byPage: Endpoint): Endpoint {
  return {
    name: 'client-begin',
    methods: ['GET'],
    path: '/client/begin',
    page: true,
    summary:
      'The client’s own: begins a login and sends the user agent to the provider. Takes scope, prompt, max_age, login_hint, acr_values, response_mode; with by=page the authorization request itself.',
    lists: verifyDiscovery.lists,
    handle(request, server, params) {
      const query = decodeForm(splitTarget(request.target).query ?? '') ?? []
      if (onlyValue(query, 'by') === 'page') return byPage.handle(withoutBy(request), server, params)
      return begin(program, request, server, query)
    },
  }
}

async function begin(
  program: Program,
  request: HttpRequest,
  server: Server,
  query: readonly FormPair[],
): Promise<Handled> {
  // Another site must not begin a login here, or it could finish one of its own in this user agent.
  const from = field(request, 'sec-fetch-site')
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    return unjudged(relyingPartyPage(403, 'No login was begun', foreign))
  const wishes = readWishes(query)
  if (typeof wishes === 'string')
    return unjudged(relyingPartyPage(400, 'No login was begun', html`<p class="problem">${wishes}</p>`))

  const metadata = await discover(program, server)
  const verdict = await verifyDiscovery(
    { configured: configured(program, server), metadata },
    null,
    server.without,
  )
  if (verdict.outcome !== 'accepted' || !metadata)
    return { response: relyingPartyPage(400, 'No login was begun', otherProvider), verdict }
  const { flow, target } = sendOff(program, server, metadata, wishes)
  const cookie = await keepFlow(request, server, flow)
  return {
    response: redirectTo(server, target, 'Relying Party', { status: 302, headers: [cookie] }),
    verdict,
  }
}

/** Who does the back channel is no matter of the provider's. */
function withoutBy(request: HttpRequest): HttpRequest {
  const { path, query = '' } = splitTarget(request.target)
  const rest = query.split('&').filter((pair) => pair !== 'by=page')
  return { ...request, target: `${path}?${rest.join('&')}` }
}

function unjudged(response: Handled['response']): Handled {
  return { response, verdict: null }
}

const foreign = html`<p class="problem">This link was followed on another site. Begin at the client itself.</p>`
const otherProvider = html`<p class="problem">The provider’s document is missing, or names another issuer. Nobody is sent to where it points.</p>`

type Wishes = { readonly pairs: readonly FormPair[]; readonly maxAge?: number; readonly acrValues?: string[] }

const passedOn = ['prompt', 'max_age', 'login_hint', 'acr_values', 'response_mode', 'ui_locales'] as const

/** What of the login the caller may choose, or a sentence about what cannot be. */
function readWishes(query: readonly FormPair[]): Wishes | string {
  const repeated = query.find(([name], i) => query.findIndex(([other]) => other === name) !== i)
  if (repeated) return `Unexpected second ${repeated[0].slice(0, 40)}, expected one.`
  const maxAge = onlyValue(query, 'max_age')
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    return 'Unexpected max_age, expected a number of seconds.'
  const acr = (onlyValue(query, 'acr_values') ?? '').split(' ').filter((value) => value !== '')
  return {
    pairs: [
      ['scope', onlyValue(query, 'scope') ?? 'openid profile email notes:read notes:write'],
      ...query.filter(([name]) => passedOn.some((known) => known === name)),
    ],
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    ...(acr.length === 0 ? {} : { acrValues: acr }),
  }
}

function sendOff(program: Program, server: Server, metadata: Json, { pairs, ...asked }: Wishes) {
  const [state, nonce, verifier] = [fresh(server), fresh(server), fresh(server)]
  const flow = {
    state,
    nonce,
    ...(program.pkce ? { verifier } : {}),
    ...asked,
    startedAt: Math.floor(server.now / 1000),
    endsAt: server.now + remembered * 1000,
    metadata,
  }
  const challenge = base64url.encode(sha256(octets(verifier)))
  const target = withQuery(String(metadata.authorization_endpoint), [
    ['response_type', 'code'],
    ['client_id', clientId],
    ['redirect_uri', redirectUri(server)],
    ...pairs,
    ['state', state],
    ['nonce', nonce],
    ...(program.pkce
      ? ([
          ['code_challenge', challenge],
          ['code_challenge_method', 'S256'],
        ] as const)
      : []),
  ])
  return { flow, target }
}

function fresh(server: Server): string {
  return base64url.encode(server.random(32))
}
