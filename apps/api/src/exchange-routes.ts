import { field } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { ownerNeeded } from '@lockstep/schemes/answer'
import { tellExchange } from '@lockstep/schemes/exchange'
import type { Call } from './call.ts'
import { bearerToken, isOwner, needOwner } from './owner.ts'
import { publicSandbox } from './public-sandbox.ts'
import { Refusal, refuse } from './refusal.ts'
import type { PlatformRoute } from './route.ts'
import { needSandbox } from './sandbox-routes.ts'
import type { Sandbox } from './sandboxes.ts'
import type { Services } from './services.ts'

/** What the recorder kept: of a sandbox, live, and one by one. */
export function exchangeRoutes(services: Services): PlatformRoute[] {
  const { exchanges, sandboxes, streams, limits, onLoopback } = services
  /** Throws unless this caller may see all exchanges of the sandbox. */
  const needEyes = (sandbox: Sandbox, { received }: Call) => {
    if (sandbox.id !== publicSandbox) needOwner(sandboxes, sandbox, received)
    else if (!onLoopback) throw refuse('public-stream')
  }
  return [
    {
      method: 'GET',
      path: '/api/sandboxes/:id/exchanges',
      summary:
        'Tells the exchanges of a sandbox, newest last. With "Accept: text/event-stream" it stays open and tells each as it happens.',
      owner: true,
      answers: {
        200: 'The exchanges.',
        401: 'The owner token is missing or wrong.',
        403: 'The public sandbox shows its exchanges on loopback only.',
        404: 'There is no such sandbox.',
        429: 'Too many streams are open.',
      },
      async handle(call, request, { id }) {
        const sandbox = await needSandbox(services, id)
        needEyes(sandbox, call)
        if (!/\btext\/event-stream\b/i.test(field(request, 'accept') ?? ''))
          return json(
            200,
            exchanges.of(sandbox.id).map((recorded) => tellExchange(recorded, 'owner')),
          )
        const stream = streams.open({
          sandbox: sandbox.id,
          eyes: 'owner',
          after: field(request, 'last-event-id'),
          most: sandbox.id === publicSandbox ? limits.allStreams : limits.streams,
        })
        return new Response(stream, {
          headers: {
            'Content-Type': 'text/event-stream',
            'Cache-Control': 'no-store',
            // A proxy that collects an answer before it passes it on would hold every event back.
            'X-Accel-Buffering': 'no',
          },
        })
      },
    },
    {
      method: 'GET',
      path: '/api/exchanges/:id',
      summary:
        'Tells one exchange with its verdict. With the owner token of its sandbox also what each check expected and saw.',
      answers: {
        200: 'The exchange.',
        401: 'The token is not the owner’s.',
        404: 'There is no such exchange.',
      },
      async handle(call, _request, { id = '' }) {
        const recorded = exchanges.get(id)
        const sandbox = recorded && (await sandboxes.find(recorded.sandbox))
        if (!recorded || !sandbox) throw refuse('exchange-unknown')
        return json(200, tellExchange(recorded, eyesOf(services, sandbox, call)))
      },
    },
  ]
}

function eyesOf(
  { sandboxes, onLoopback }: Services,
  sandbox: Sandbox,
  { received }: Call,
): 'owner' | 'anybody' {
  if (sandbox.id === publicSandbox) return onLoopback ? 'owner' : 'anybody'
  if (bearerToken(received) === undefined) return 'anybody'
  // A wrong token is told so: whoever sends one expects to see more than anybody does.
  if (!isOwner(sandboxes, sandbox, received)) throw new Refusal(ownerNeeded())
  return 'owner'
}
