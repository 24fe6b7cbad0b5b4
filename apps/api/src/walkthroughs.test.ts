/** Every walkthrough of every scheme, played against the API as the page plays it; and with a stranger's credentials. */
import type { HttpRequest } from '@lockstep/http/message'
import { request } from '@lockstep/http/message'
import { CookieJar } from '@lockstep/schemes/cookie-jar'
import { loadSchemes } from '@lockstep/schemes/list'
import { playWalkthrough, type Stage } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Scheme, StepMessage } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { describe, expect, it } from 'vitest'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

type Sandbox = Awaited<ReturnType<TestApp['sandbox']>>

async function credentialsOf(app: TestApp, scheme: Scheme, { id, owner }: Sandbox) {
  return jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).credentials[scheme.slug]
}

function stage(
  app: TestApp,
  { id, owner }: Sandbox,
  credentials: unknown,
  told: (exchange: Exchange, message: StepMessage) => void,
  asOwner = true,
): Stage {
  const base = `/s/${id}`
  // Messages in front share one user agent, as they share a frame in the page.
  const jar = new CookieJar()
  return {
    origin: app.platform.publicOrigin,
    base,
    sandbox: id,
    credentials,
    now: () => app.clock,
    random: app.platform.random,
    async send(message: HttpRequest, step: StepMessage) {
      const headers = step.owner && asOwner ? [...message.headers, owner] : message.headers
      const isFront = step.channel === 'front'
      const sent = { ...message, headers }
      const answer = await app.send(isFront ? jar.sent(sent) : sent)
      if (isFront) jar.keep(answer)
      const exchange = jsonOf(await app.get(`/api/exchanges/${fieldOf(answer, 'exchange-id')}`, [owner]))
      told(exchange, step)
      return exchange
    },
    async wait(seconds) {
      const body = JSON.stringify({ advance: seconds })
      await app.send(
        request('POST', `/api/sandboxes/${id}/clock`, [owner, ['Content-Type', 'application/json']], body),
      )
    },
  }
}

describe.each([fixture, ...(await loadSchemes())])('$name', (scheme: Scheme) => {
  it.each(scheme.walkthroughs.map(({ id }) => id))('plays %s to its end over the API', async (id) => {
    const app = new TestApp([scheme])
    const sandbox = await app.sandbox()
    const statuses: [number, number][] = []
    const on = stage(app, sandbox, await credentialsOf(app, scheme, sandbox), ({ response }, { expect }) => {
      statuses.push([response.status, expect])
    })
    const walkthrough = scheme.walkthroughs.find((one) => one.id === id)
    if (walkthrough) await playWalkthrough(on, walkthrough)
    expect(statuses.length).toBeGreaterThan(0)
    for (const [status, expected] of statuses) expect(status).toBe(expected)
  })

  // The fixture has one word for all sandboxes, so that it can show that this test notices.
  it('takes nothing that belongs to another sandbox', async () => {
    const app = new TestApp([scheme])
    const [mine, other] = [await app.sandbox(), await app.sandbox()]
    let accepted = 0
    let sent = 0
    const on = stage(
      app,
      mine,
      await credentialsOf(app, scheme, other),
      ({ verdict }) => {
        sent++
        // Kiosk is a public client: it names itself with nothing that belongs to anybody, and gets no token for it.
        if (verdict?.accepted && verdict.endpoint !== 'device-authorization') accepted++
      },
      false,
    )
    for (const walkthrough of scheme.walkthroughs) {
      // A step can lean on the success of an earlier one, and gives up where there was none.
      await playWalkthrough(on, walkthrough).catch(() => {})
    }
    expect(sent).toBeGreaterThan(0)
    expect(accepted > 0).toBe(scheme === fixture)
  })
})
