import { empty, json } from '@lockstep/http/response'
import { countedAs } from './addresses.ts'
import type { Call } from './call.ts'
import { jsonBody } from './json-body.ts'
import { needOwner } from './owner.ts'
import { publicSandbox } from './public-sandbox.ts'
import { refuse, refuseFor } from './refusal.ts'
import type { PlatformRoute } from './route.ts'
import type { Sandbox } from './sandboxes.ts'
import type { Services } from './services.ts'
import { serverAt } from './worlds.ts'

/** The sandbox with this id. Throws where there is none. */
export async function needSandbox({ sandboxes }: Services, id = ''): Promise<Sandbox> {
  const sandbox = await sandboxes.find(id)
  if (!sandbox) throw refuse('sandbox-unknown')
  return sandbox
}

/** Making, reading, resetting, moving on and ending sandboxes. */
export function sandboxRoutes(services: Services): PlatformRoute[] {
  const { sandboxes, rates, limits } = services
  const answers = {
    401: 'The owner token is missing or wrong.',
    403: 'The public sandbox has no owner.',
    404: 'There is no such sandbox.',
  }
  const owned = async (call: Call, id: string | undefined) => {
    const sandbox = await needSandbox(services, id)
    needOwner(sandboxes, sandbox, call.received)
    return sandbox
  }
  return [
    {
      method: 'POST',
      path: '/api/sandboxes',
      summary: 'Makes a sandbox. Its owner token is shown in this answer and never again.',
      answers: { 201: 'The sandbox.', 429: 'Too many were made.' },
      async handle(call) {
        const wait = rates.creation.take(countedAs(call.connection.address))
        if (wait > 0) throw refuseFor(wait, 'too-many-sandboxes', 'This address made too many.')
        const { sandbox, ownerToken } = await sandboxes.create()
        const { id, ...rest } = await tell(services, call, sandbox)
        return json(201, { id, ownerToken, ...rest }, [['Location', `/api/sandboxes/${id}`]])
      },
    },
    {
      method: 'GET',
      path: '/api/sandboxes/:id',
      summary: 'Tells a sandbox with its seeded credentials. The public one needs no token.',
      owner: true,
      answers: { ...answers, 200: 'The sandbox.' },
      async handle(call, _request, { id }) {
        const sandbox = id === publicSandbox ? await needSandbox(services, id) : await owned(call, id)
        return json(200, await tell(services, call, sandbox))
      },
    },
    {
      method: 'POST',
      path: '/api/sandboxes/:id/reset',
      summary: 'Drops what happened in a sandbox. Its id, owner and seeded credentials stay.',
      owner: true,
      answers: { ...answers, 200: 'The sandbox.' },
      async handle(call, _request, { id }) {
        const sandbox = await owned(call, id)
        await sandboxes.reset(sandbox)
        return json(200, await tell(services, call, sandbox))
      },
    },
    {
      method: 'POST',
      path: '/api/sandboxes/:id/clock',
      summary: 'Moves the clock of a sandbox forward by a number of seconds.',
      owner: true,
      body: {
        type: 'object',
        required: ['advance'],
        properties: { advance: { type: 'integer', minimum: 1, maximum: limits.clock } },
      },
      answers: { ...answers, 200: 'The time in the sandbox.', 400: 'No such number of seconds.' },
      async handle(call, request, { id }) {
        const sandbox = await owned(call, id)
        const { advance } = jsonBody(request, limits)
        const left = limits.clock - sandbox.row.ahead / 1000
        if (typeof advance !== 'number' || !Number.isInteger(advance) || advance < 1)
          throw refuse(
            'json',
            '"advance" is a whole number of seconds, at least 1: a clock goes forward only.',
          )
        if (advance > left) throw refuse('json', `"advance" can be ${left} seconds at the most.`)
        await sandboxes.advance(sandbox, advance)
        return json(200, clockOf(services, sandbox))
      },
    },
    {
      method: 'DELETE',
      path: '/api/sandboxes/:id',
      summary: 'Ends a sandbox.',
      owner: true,
      answers: { ...answers, 204: 'It is gone.' },
      async handle(call, _request, { id }) {
        await sandboxes.remove(await owned(call, id))
        return empty(204)
      },
    },
  ]
}

function clockOf({ sandboxes }: Services, sandbox: Sandbox) {
  return { now: new Date(sandboxes.now(sandbox)).toISOString(), ahead: sandbox.row.ahead / 1000 }
}

async function tell(services: Services, call: Call, sandbox: Sandbox) {
  const { platform, sandboxes, shared } = services
  const base = `/s/${sandbox.id}`
  const server = serverAt(
    shared,
    sandbox,
    { sandbox: sandbox.id, without: null, base, path: '/' },
    {
      now: sandboxes.now(sandbox),
      origin: call.origin,
      connection: call.connection,
    },
  )
  const credentials = await Promise.all(
    platform.schemes.map(async ({ slug, sandbox }) => [
      slug,
      (await sandbox.withKeyPairs?.(server)) ?? sandbox.credentials(server),
    ]),
  )
  return {
    id: sandbox.id,
    expiresAt: sandbox.id === publicSandbox ? null : new Date(sandboxes.expires(sandbox)).toISOString(),
    clock: clockOf(services, sandbox),
    credentials: Object.fromEntries(credentials),
  }
}
