import { json } from '@lockstep/http/response'
import { playAttack } from '@lockstep/schemes/play-attack'
import { needOwner } from './owner.ts'
import { refuse, refuseFor } from './refusal.ts'
import type { PlatformRoute } from './route.ts'
import { needSandbox } from './sandbox-routes.ts'
import type { Services } from './services.ts'
import { installationOf } from './worlds.ts'

/** Playing an attack: in the real world, and in the one without the check that it names. */
export function attackRoutes(services: Services): PlatformRoute[] {
  const { platform, sandboxes, exchanges, router, shared, rates } = services
  return [
    {
      method: 'POST',
      path: '/api/sandboxes/:id/attacks/:scheme/:attack',
      summary: 'Plays an attack with the check that it names and without it, and records both runs.',
      owner: true,
      answers: {
        200: 'Both runs; one, where the scheme does not stop the attack.',
        401: 'The owner token is missing or wrong.',
        403: 'The public sandbox has no owner.',
        404: 'There is no such sandbox, or no such attack.',
        429: 'Too many were played.',
      },
      async handle(call, _request, params) {
        const sandbox = await needSandbox(services, params.id)
        needOwner(sandboxes, sandbox, call.received)
        const scheme = platform.schemes.find(({ slug }) => slug === params.scheme)
        const attack = scheme?.attacks.find(({ id }) => id === params.attack)
        if (!scheme || !attack) throw refuse('attack-unknown')
        const wait = rates.attack.take(sandbox.id)
        if (wait > 0) throw refuseFor(wait, 'too-many-requests', 'This sandbox played too many attacks.')
        const { serverCaPem } = platform
        const runs = await playAttack(scheme, attack, {
          router,
          installation: installationOf(shared, sandbox),
          sandbox: sandbox.id,
          origin: call.origin,
          ...(serverCaPem === undefined ? {} : { serverCaPem }),
          now: () => sandboxes.now(sandbox),
          micros: platform.micros,
          recordedAt: platform.now,
          record: (recorded) => {
            if (sandboxes.lives(sandbox)) exchanges.record(recorded)
          },
        })
        const { exchanges: played, got } = runs.without ?? {}
        return json(200, {
          with: runs.with,
          ...(runs.without ? { without: { exchanges: played, got } } : {}),
        })
      },
    },
  ]
}
