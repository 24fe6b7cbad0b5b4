/** The authorization endpoint (RFC 6749 §3.1): from a request to a log-in, a decision, and back to the client. */
import { type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import type { FieldLine, HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint, Handled, Server, Verdict } from '../../scheme.ts'
import { type AuthorizationVisit, firstVisit, laterVisit } from '../authorization/authorization-visit.ts'
import { rememberConsent } from '../authorization/consents.ts'
import {
  claimDecision,
  findInteraction,
  type Interaction,
  markLoggedIn,
  startInteraction,
} from '../authorization/interactions.ts'
import { authorizationPairs } from '../authorization/read-authorization-request.ts'
import { authorizationResponse } from '../authorization/response-modes.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import { findSession } from '../authorization/sessions.ts'
import type { Door } from '../door.ts'
import { stopPage } from '../pages/authorization-page.ts'
import type { Authorized } from '../verify/authorize.ts'
import type { Consented, Decision } from '../verify/decision.ts'
import { type AuthorizationError, authorizationError } from './authorization-errors.ts'
import { askConsent, askLogIn } from './authorization-pages.ts'
import { type Entry, enter } from './enter.ts'
import { grantedMembers } from './granted-members.ts'

export type AuthorizeVerifiers = {
  readonly authorize: Verify<Authorized, AuthorizationVisit>
  readonly decision: Verify<Consented, Decision>
  /** What to say where a check failed that only this door has. */
  errorOf?(end: string, visit: AuthorizationVisit, server: Server): Promise<AuthorizationError | undefined>
}

export function authorizeEndpoint(door: Door, verifiers: AuthorizeVerifiers): Endpoint {
  return {
    name: 'authorize',
    methods: ['GET', 'POST'],
    path: '/authorize',
    page: true,
    summary:
      'Takes an authorization request; shows the pages on which a resource owner logs in and decides. Their forms are posted to the same address.',
    lists: [...verifiers.authorize.lists, ...verifiers.decision.lists],
    handle: (request, server) => new Visit(door, verifiers, request, server).handle(),
  }
}

/** One request to the endpoint, from its fields to its answer. */
class Visit {
  readonly #door: Door
  readonly #verifiers: AuthorizeVerifiers
  readonly #request: HttpRequest
  readonly #server: Server
  readonly #pairs: readonly FormPair[]

  constructor(door: Door, verifiers: AuthorizeVerifiers, request: HttpRequest, server: Server) {
    this.#door = door
    this.#verifiers = verifiers
    this.#request = request
    this.#server = server
    this.#pairs = authorizationPairs(request)
  }

  async handle(): Promise<Handled> {
    // A link must not log anybody in or decide anything: the fields of our forms count in a POST alone.
    const id = this.#request.method === 'POST' ? onlyValue(this.#pairs, 'interaction') : undefined
    const session = await findSession(this.#request, this.#server)
    if (id === undefined) return this.#judge(await firstVisit(this.#server, this.#door, this.#pairs, session))
    const interaction = await findInteraction(this.#server, this.#door, id)
    if (!interaction) return this.#nothingOpen()
    const decides = onlyValue(this.#pairs, 'decision')
    const later = await laterVisit(this.#server, this.#door, interaction, session)
    if (decides === 'approve' || decides === 'deny') return this.#decide(later, interaction, decides)
    return this.#logIn(interaction)
  }

  async #logIn(interaction: Interaction): Promise<Handled> {
    const [server, door] = [this.#server, this.#door]
    const entry = await enter(this.#request, server, this.#pairs)
    const { session } = entry
    const marked = entry.fresh && session ? await markLoggedIn(server, interaction, session) : interaction
    return this.#judge(await laterVisit(server, door, marked, session), entry)
  }

  /** Runs the authorize list, and shows what it comes to. */
  async #judge(visit: AuthorizationVisit, entry: Entry = {}): Promise<Handled> {
    const server = this.#server
    const verdict = await this.#verifiers.authorize(visit, server)
    const answered = (response: HttpResponse) => ({ response: withFields(response, entry.headers), verdict })
    if (verdict.outcome === 'refused') return answered(await this.#refuse(visit, verdict))
    const { value } = verdict
    if (value?.consented !== undefined) return answered(await this.#finish(value, value.consented))
    const { door, read, pushed } = visit
    const asked = { door: door.slug, read, ...(pushed ? { pushed } : {}) }
    const interaction = visit.interaction ?? (await startInteraction(server, asked))
    if (value) return answered(askConsent(server, door, interaction, value))
    return answered(askLogIn(server, { ...visit, interaction }, entry))
  }

  async #decide(
    visit: AuthorizationVisit,
    interaction: Interaction,
    decides: 'approve' | 'deny',
  ): Promise<Handled> {
    const server = this.#server
    // What was asked, as it was judged when the page was shown. Without a session there is nobody to decide.
    const asked = (await this.#verifiers.authorize(visit, server)).value
    if (!asked) return this.#judge(visit)
    const { session, client, request } = asked
    const scope = tickedOf(request.scope, this.#pairs)
    const decision: Decision = {
      interaction,
      session,
      clientId: client.client_id,
      approved: decides === 'approve',
      scope,
      pageSecret: onlyValue(this.#pairs, 'pageSecret') ?? '',
    }
    const verdict = await this.#verifiers.decision(decision, server)
    if (verdict.end === 'decision-from-own-page')
      return { response: stopPage(403, 'This decision is not yours', foreign), verdict }
    if (verdict.outcome === 'interaction') {
      return { response: askConsent(server, this.#door, interaction, asked, nothingTicked), verdict }
    }
    // Another decision may have been made while this one was on its way.
    if (!(await claimDecision(server, interaction))) return this.#nothingOpen()
    if (verdict.value) return { response: await this.#finish(asked, verdict.value.scope), verdict }
    const { error, because } = authorizationError('consent-given', visit, server)
    return { response: authorizationResponse(server, request, errorMembers({ error, because })), verdict }
  }

  /** Back to the client, with what was granted. */
  async #finish(asked: Authorized, scope: string): Promise<HttpResponse> {
    const { session, client, named } = asked
    await rememberConsent(this.#server, session.userId, named.client_id, scope)
    const members = await grantedMembers(this.#server, this.#door, { ...asked, client, scope })
    return authorizationResponse(this.#server, asked.request, members)
  }

  /**
   * RFC 6749 §4.1.2.1: where the client or the redirect URI is what is wrong, nobody is sent there. A response mode that
   * nobody knows leaves no way to send an answer either.
   */
  async #refuse(visit: AuthorizationVisit, { end = '' }: Verdict): Promise<HttpResponse> {
    const { read, request } = visit
    const own = await this.#verifiers.errorOf?.(end, visit, this.#server)
    const found = own ?? authorizationError(end, visit, this.#server)
    const noWayBack =
      beforeRedirect.has(end) ||
      (end === 'parameters-unique' && read.repeated.some((name) => where.has(name))) ||
      (end === 'response-type-supported' && read.malformed.includes('response_mode'))
    if (!noWayBack) return authorizationResponse(this.#server, request, errorMembers(found))
    const detail = { error: found.error, because: found.because }
    return stopPage(
      400,
      'This link leads nowhere',
      'The request that brought you here cannot be trusted, so nobody is sent anywhere.',
      detail,
    )
  }

  /** What was decided, has expired or never was: a request without anything in it. */
  async #nothingOpen(): Promise<Handled> {
    const visit = await firstVisit(this.#server, this.#door, [], undefined)
    const verdict = await this.#verifiers.authorize(visit, this.#server)
    return { response: stopPage(400, 'This page is no longer open', unknown), verdict }
  }
}

const beforeRedirect = new Set([
  'request-uri-known',
  'request-uri-not-expired',
  'request-uri-issued-to-client',
  'request-uri-unused',
  'client-known',
  'redirect-uri-registered',
])
const where = new Set(['client_id', 'redirect_uri', 'response_mode'])

const unknown =
  'Nothing waits for your decision here. It may have been decided already, or ten minutes have passed. Begin again at the client.'
const foreign = 'It did not come from the page that Notes showed to you, so it does not count.'
const nothingTicked = 'Tick at least one box to approve, or deny.'

/** What was ticked, of what was asked for. `openid` has no box. */
function tickedOf(asked: string, pairs: readonly FormPair[]): string {
  const ticked = pairs.flatMap(([name, value]) => (name === 'scope' ? [value] : []))
  return scopeValues(asked)
    .filter((value) => value === 'openid' || ticked.includes(value))
    .join(' ')
}

function errorMembers({ error, because }: AuthorizationError): FormPair[] {
  return [
    ['error', error],
    ['error_description', because],
  ]
}

function withFields(response: HttpResponse, headers: readonly FieldLine[] = []): HttpResponse {
  return { ...response, headers: [...response.headers, ...headers] }
}
