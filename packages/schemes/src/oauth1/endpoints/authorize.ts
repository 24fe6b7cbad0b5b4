/** The second leg (RFC 5849 §2.2): log-in, consent, and back to the client. */
import { decodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import {
  type FieldLine,
  field,
  type HttpRequest,
  type HttpResponse,
  splitTarget,
} from '@lockstep/http/message'
import { redirectTo, withQuery } from '../../redirect-to.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { formText } from '../request-parameters.ts'
import { clientOnRecord, site } from '../sandbox.ts'
import { findSession, logIn, type Session, sessionCookie } from '../session.ts'
import {
  approve,
  claimDecision,
  deny,
  findPending,
  type TemporaryCredentials,
} from '../temporary-credentials.ts'
import { type Decision, verifyAuthorize } from '../verify/authorize.ts'
import { consentPage, deniedPage, logInPage, scopes, stopPage, verifierPage } from './pages.ts'

export const authorize: Endpoint = {
  name: 'authorize',
  methods: ['GET', 'POST'],
  path: '/authorize',
  page: true,
  summary:
    'The pages on which a resource owner logs in and decides. The forms are posted to the same address.',
  lists: verifyAuthorize.lists,
  handle,
}

async function handle(request: HttpRequest, server: Server): Promise<Handled> {
  const fields = readFields(request)
  const temporary = await findPending(server, firstOf(fields, 'oauth_token') ?? '')
  const entry = temporary ? await enter(request, server, fields) : {}
  const decision = readDecision(fields)
  const visit = { server, temporary, session: entry.session, decision }
  const verdict = await verifyAuthorize(null, visit, server.without)
  const answered = (response: HttpResponse) => ({ response: withFields(response, entry.headers), verdict })
  if (!temporary) return answered(nothingOpen())
  const saidNo = verdict.outcome === 'refused' && verdict.end === 'consent-given'
  const decides = verdict.value !== undefined || saidNo
  if (decides && !(await claimDecision(server, temporary))) {
    // Another decision was made while this one was on its way.
    const late = await verifyAuthorize(null, { ...visit, temporary: undefined }, server.without)
    return { response: nothingOpen(), verdict: late }
  }
  const asking = { server, temporary, client: clientOnRecord(server, temporary.client) }
  if (verdict.value) return answered(await finish(server, temporary, verdict.value))
  if (verdict.asked === 'log-in' || !entry.session)
    return answered(logInPage(asking, entry.status ?? 200, entry.message, entry.fields))
  if (verdict.asked === 'consent')
    return answered(consentPage(asking, entry.session, decision && nothingTicked))
  if (verdict.end === 'decision-from-own-page')
    return answered(stopPage(403, 'This decision is not yours', foreign))
  await deny(server, temporary)
  if (temporary.callback === 'oob') return answered(deniedPage(asking))
  // RFC 5849 does not say how a client learns of a no. The word is the Problem Reporting extension's.
  const told: FormPair[] = [
    ['oauth_token', temporary.token],
    ['oauth_problem', 'permission_denied'],
  ]
  return answered(redirectTo(server, withQuery(temporary.callback, told), site))
}

/** What was decided, has expired or never was. */
function nothingOpen(): HttpResponse {
  return stopPage(400, 'This link leads nowhere', unknown)
}

const unknown =
  'Nothing waits for your decision under this address. It may have been decided already, or ten minutes have passed. Begin again at the client.'
const foreign = 'It did not come from the page that Notes showed to you, so it does not count.'
const nothingTicked = 'Tick at least one box to approve, or deny.'
const messages = {
  wrong: 'This user name and password do not go together.',
  'too-many': 'Too many wrong passwords. Try again in a minute.',
  elsewhere: 'This log-in came from a page of another site. Log in here.',
}

type Entry = {
  readonly session?: Session | undefined
  readonly headers?: readonly FieldLine[]
  readonly status?: number
  readonly message?: string
  readonly fields?: readonly FieldLine[]
}

/** Logs in whoever posts a name and a password, whoever was logged in before; else looks for the session. */
async function enter(request: HttpRequest, server: Server, fields: readonly FormPair[]): Promise<Entry> {
  const [userId, password] = [firstOf(fields, 'userId'), firstOf(fields, 'password')]
  if (request.method !== 'POST' || userId === undefined || password === undefined)
    return { session: await findSession(request, server) }
  // A form elsewhere must not log anybody in as somebody else. Origin says nothing here: our pages send no referrer.
  const from = field(request, 'sec-fetch-site')
  if (from !== undefined && from !== 'same-origin') return { status: 403, message: messages.elsewhere }
  const session = await logIn(server, { userId, password })
  if (session === 'wrong') return { status: 403, message: messages.wrong }
  if (session === 'too-many')
    return { status: 429, message: messages['too-many'], fields: [['Retry-After', '60']] }
  return { session, headers: [sessionCookie(server, session)] }
}

/** Back to the client, with the verifier; what the callback's query held is kept (§2.2). */
async function finish(
  server: Server,
  temporary: TemporaryCredentials,
  { principal, scope }: { principal: { id: string }; scope: string },
): Promise<HttpResponse> {
  const { verifier } = await approve(server, temporary, { userId: principal.id, scope })
  if (temporary.callback === 'oob')
    return verifierPage({ client: clientOnRecord(server, temporary.client) }, verifier)
  const told: FormPair[] = [
    ['oauth_token', temporary.token],
    ['oauth_verifier', verifier],
  ]
  return redirectTo(server, withQuery(temporary.callback, told), site)
}

/** GET brings them in the query, POST in the form. A link must not decide anything, so the query of a POST is not read. */
function readFields(request: HttpRequest): readonly FormPair[] {
  if (request.method === 'POST') return decodeForm(formText(request) ?? '') ?? []
  return (decodeForm(splitTarget(request.target).query ?? '') ?? []).filter(
    ([name]) => name === 'oauth_token',
  )
}

function readDecision(fields: readonly FormPair[]): Decision | undefined {
  const decision = firstOf(fields, 'decision')
  if (decision !== 'approve' && decision !== 'deny') return undefined
  const ticked = fields.filter(([name]) => name === 'scope').map(([, value]) => value)
  return {
    approved: decision === 'approve',
    scope: scopes
      .map(([scope]) => scope)
      .filter((scope) => ticked.includes(scope))
      .join(' '),
    token: firstOf(fields, 'decisionToken') ?? '',
  }
}

function firstOf(fields: readonly FormPair[], name: string): string | undefined {
  return fields.find(([given]) => given === name)?.[1]
}

function withFields(response: HttpResponse, headers: readonly FieldLine[] = []): HttpResponse {
  return { ...response, headers: [...response.headers, ...headers] }
}
