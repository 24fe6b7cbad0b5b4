/** Where the server sends the resource owner's user agent back to: Reader's own page. */
import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpResponse, splitTarget } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { html } from '../../html-page.ts'
import type { Endpoint } from '../../scheme.ts'
import { verifyClientCallback } from '../verify/client-callback.ts'
import { begunFlows } from './client-begin.ts'
import { readerPage } from './reader-page.ts'

/**
 * Checks that the flow was begun here, and says what came. The exchange that follows is made by Reader's back end, which
 * in this sandbox is the page of the lesson, a test or a script.
 */
export const clientCallback: Endpoint = {
  name: 'client-callback',
  methods: ['GET'],
  path: '/client/callback',
  page: true,
  summary: 'Reader’s own: takes the callback of a flow that this user agent began, and no other.',
  lists: verifyClientCallback.lists,
  async handle(request, server) {
    const query = decodeForm(splitTarget(request.target).query ?? '') ?? []
    const token = onlyValue(query, 'oauth_token') ?? ''
    const verdict = await verifyClientCallback(
      { token, begun: begunFlows(request, server) },
      null,
      server.without,
    )
    const came = {
      token,
      verifier: onlyValue(query, 'oauth_verifier'),
      problem: onlyValue(query, 'oauth_problem'),
    }
    const asJson = field(request, 'accept')?.includes('application/json') ?? false
    if (verdict.outcome === 'refused')
      return { response: readerPage(400, 'Reader stops here', unexpected), verdict }
    return { response: asJson ? told(came) : page(came), verdict }
  },
}

const unexpected = html`<p class="problem">Reader began no flow in this user agent that this callback could belong to. Nothing was done with it.</p>`

type Came = {
  readonly token: string
  readonly verifier?: string | undefined
  readonly problem?: string | undefined
}

function told({ token, verifier, problem }: Came): HttpResponse {
  return json(200, {
    oauth_token: token,
    ...(verifier === undefined ? {} : { oauth_verifier: verifier }),
    ...(problem === undefined ? {} : { oauth_problem: problem }),
  })
}

function page({ token, verifier }: Came): HttpResponse {
  if (verifier === undefined) {
    return readerPage(
      200,
      'Back without access',
      html`<p>The server sent you back without a verifier, so Reader asks for nothing more.</p>`,
    )
  }
  return readerPage(
    200,
    'Back at Reader',
    html`<p>Reader has what it needs to fetch its token credentials.</p>
<dl>
<dt>oauth_token</dt><dd><code>${token}</code></dd>
<dt>oauth_verifier</dt><dd><code>${verifier}</code></dd>
</dl>`,
  )
}
