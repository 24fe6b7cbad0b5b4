/** Every world without a check, and every attack, with its check and without. */
import { loadSchemes } from '@lockstep/schemes/list'
import type { Exchange } from '@lockstep/schemes/scheme'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { jsonCall } from './testing/json-call.ts'

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const call = (path: string, init?: RequestInit) => jsonCall(lab, path, init)

const schemes = await loadSchemes()
const attacks = schemes.flatMap(({ slug, rules, attacks: all }) =>
  all.map(({ id, stoppedBy, endpoint }) => ({
    slug,
    id,
    stoppedBy,
    /** The world without the check exists only where the check can be taken away. */
    removable: stoppedBy !== null && rules[stoppedBy]?.structural !== true,
    atServer: endpoint !== 'page',
  })),
)

describe('a weakened world', () => {
  const removable = schemes.flatMap(({ slug, rules }) =>
    Object.entries(rules).map(([id, { structural }]) => ({ slug, id, removable: structural !== true })),
  )

  it.each(removable)('without $slug, $id: $removable', async ({ slug, id, removable: there }) => {
    const { answer, status, body } = await call(`${sandbox.base}/without/${slug}.${id}/${slug}/whoami`)
    if (!there) {
      expect([status, body.type]).toEqual([404, '/problems/not-found'])
      return
    }
    expect([200, 401]).toContain(status)
    expect(answer.headers.get('lockstep-without')).toBe(`${slug}.${id}`)
    const { without } = await sandbox.exchange(answer.headers.get('exchange-id'))
    expect(without).toBe(`${slug}.${id}`)
  })

  it('is 404 for what is unknown, nested, or another scheme’s', async () => {
    for (const path of [
      '/without/digest.nothing/digest/whoami',
      '/without/nothing.nonce-fresh/digest/whoami',
      '/without/digest.nonce-fresh/basic/whoami',
      '/without/digest.nonce-fresh/without/digest.qop-present/digest/whoami',
      '/without/digest/digest/whoami',
      '/without/digest.toString/digest/whoami',
    ])
      expect((await call(`${sandbox.base}${path}`)).status, path).toBe(404)
  })
})

describe('an attack', () => {
  it.each(attacks)(
    '$slug/$id: stopped by $stoppedBy, and in without it',
    async ({ slug, id, stoppedBy, removable, atServer }) => {
      const own = await lab.newSandbox()
      const answer = await own.owner('POST', `/api/sandboxes/${own.id}/attacks/${slug}/${id}`)
      expect(answer.status).toBe(200)
      const runs = (await answer.json()) as {
        with: { exchanges: Exchange[]; stoppedBy: string | null; got: string | null }
        without?: { exchanges: Exchange[]; got: string | null }
      }
      expect(runs.with.exchanges.length).toBeGreaterThan(0)
      expect(runs.with.exchanges.length).toBeLessThanOrEqual(40)
      if (stoppedBy === null) {
        expect(runs).not.toHaveProperty('without')
        expect(runs.with.got).toEqual(expect.any(String))
      } else {
        expect([runs.with.stoppedBy, runs.with.got]).toEqual([stoppedBy, null])
        expect(runs.without === undefined).toBe(!removable)
      }
      if (runs.without) {
        expect(runs.without.got).toEqual(expect.any(String))
        expect(runs.without.exchanges.length).toBeLessThanOrEqual(40)
        if (atServer)
          expect(runs.without.exchanges.map(({ without }) => without)).toContain(`${slug}.${stoppedBy}`)
      }
      // Both runs are on record.
      const kept = new Set((await own.exchanges()).map((exchange) => exchange.id))
      for (const run of [runs.with, runs.without])
        for (const exchange of run?.exchanges ?? []) expect(kept).toContain(exchange.id)
    },
  )

  it('that nobody knows is 404', async () => {
    for (const path of ['digest/nothing', 'nothing/replay', 'basic/replay']) {
      const answer = await sandbox.owner('POST', `/api/sandboxes/${sandbox.id}/attacks/${path}`)
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ type: '/problems/attack-unknown' }),
      ])
    }
  })
})
