/** Where a person lets a device in: the code, a log-in, a decision (RFC 8628 §3.3). */
import { decodeForm, type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { type FieldLine, type HttpRequest, type HttpResponse, splitTarget } from '@lockstep/http/message'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import { findClient } from '../clients/clients.ts'
import { decideDevice } from '../device/device-codes.ts'
import { codeTryWindow } from '../device/user-code-tries.ts'
import type { Door } from '../door.ts'
import { stopPage } from '../pages/authorization-page.ts'
import { decidedPage, deviceConsentPage, userCodePage } from '../pages/device-pages.ts'
import { logInPage } from '../pages/log-in-page.ts'
import { type Approval, approvalSecret, type Deciding } from '../verify/device-approval.ts'
import { readForm } from '../verify/form.ts'
import { type Entry, enter } from './enter.ts'

type ApprovalVerify = Verify<Deciding, Approval>

export function deviceApprovalEndpoint(door: Door, verify: ApprovalVerify): Endpoint {
  return {
    name: 'device-approval',
    methods: ['GET', 'POST'],
    path: '/device',
    page: true,
    summary:
      'The pages on which somebody types the code of a device, logs in and decides. Their forms are posted to the same address.',
    lists: verify.lists,
    handle: (request, server) => handle(request, server, door, verify),
  }
}

async function handle(
  request: HttpRequest,
  server: Server,
  { slug }: Door,
  verify: ApprovalVerify,
): Promise<Handled> {
  const target = `${server.base}/${slug}/device`
  const pairs = readPairs(request)
  const typed = onlyValue(pairs, 'user_code')
  if (typed === undefined) return { response: userCodePage(target), verdict: null }
  const entry = await enter(request, server, pairs)
  const decision = readDecision(pairs)
  const approval = { typed, session: entry.session, decision }
  const verdict = await verify(approval, server)
  const { value, end } = verdict
  const answered = (response: HttpResponse) => ({ response: withFields(response, entry.headers), verdict })
  if (end === 'user-code-attempts-left') return answered(tooManyCodes(target))
  if (end === 'user-code-known')
    return answered(userCodePage(target, { status: 400, message: messages.unknown }))
  if (end === 'decision-from-own-page')
    return answered(stopPage(403, 'This decision is not yours', messages.foreign))
  if (!value) return answered(askLogIn(target, typed, entry))

  const { device, session } = value
  const clientName = (await findClient(server, device.client_id))?.client_name ?? 'A device'
  const asked = scopeValues(device.scope)
  const scope = asked.filter((one) => one === 'openid' || decision?.ticked.includes(one))
  if (!decision || (decision.approved && scope.length === 0)) {
    return answered(
      deviceConsentPage({
        target,
        hidden: [
          ['user_code', device.userCode],
          ['pageSecret', approvalSecret(server, session, device)],
        ],
        clientName,
        userId: session.userId,
        userCode: device.userCode,
        scope: asked,
        message: decision && messages.nothingTicked,
      }),
    )
  }
  const { approved } = decision
  const decided = { approved, sub: session.userId, scope: scope.join(' '), authTime: session.authTime }
  // Another decision may have been made while this one was on its way. Then no device waits with this code any more.
  if (!(await decideDevice(server, device, decided))) {
    const late = await verify(approval, server)
    return { response: userCodePage(target, { status: 400, message: messages.unknown }), verdict: late }
  }
  return answered(decidedPage(clientName, approved))
}

const messages = {
  unknown:
    'No device waits with this code. Look at the device again: a code is good for ten minutes and once.',
  foreign: 'It did not come from the page that Notes showed to you, so it does not count.',
  nothingTicked: 'Tick at least one box to approve, or deny.',
  tooMany: 'There were too many codes that no device waits with. Try again later.',
}

function tooManyCodes(target: string): HttpResponse {
  return userCodePage(target, {
    status: 429,
    message: messages.tooMany,
    headers: [['Retry-After', String(codeTryWindow)]],
  })
}

/** No client sent anybody here: a person came with a code. */
function askLogIn(target: string, typed: string, { status, message }: Entry): HttpResponse {
  return logInPage({ target, hidden: [['user_code', typed]], clientName: 'A device', status, message })
}

/** A link may bring the code (§3.3.1) and nothing else: it must not log anybody in, or decide. */
function readPairs(request: HttpRequest): readonly FormPair[] {
  if (request.method === 'POST') return readForm(request).pairs
  const query = decodeForm(splitTarget(request.target).query ?? '') ?? []
  return query.filter(([name, value]) => name === 'user_code' && value !== '')
}

function readDecision(pairs: readonly FormPair[]) {
  const said = onlyValue(pairs, 'decision')
  if (said !== 'approve' && said !== 'deny') return undefined
  return {
    approved: said === 'approve',
    pageSecret: onlyValue(pairs, 'pageSecret') ?? '',
    ticked: pairs.filter(([name]) => name === 'scope').map(([, value]) => value),
  }
}

function withFields(response: HttpResponse, headers: readonly FieldLine[] = []): HttpResponse {
  return { ...response, headers: [...response.headers, ...headers] }
}
