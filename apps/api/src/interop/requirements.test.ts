/** The requirements, row by row, each seen from outside, over a socket. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, startInteropLab } from './testing/interop-lab.ts'
import { basicNotProbed, basicProbes } from './testing/requirements/basic.ts'
import { digestNotProbed, digestProbes } from './testing/requirements/digest.ts'
import { hmacNotProbed, hmacProbes } from './testing/requirements/hmac.ts'
import { httpNotProbed, httpProbes } from './testing/requirements/http.ts'
import { framingProbes } from './testing/requirements/http-framing.ts'
import { jwtNotProbed, jwtProbes } from './testing/requirements/jwt.ts'
import { keyNotProbed, keyProbes } from './testing/requirements/keys.ts'
import { oauth1NotProbed, oauth1Probes } from './testing/requirements/oauth1.ts'
import { apiProbes } from './testing/requirements/oauth2-api.ts'
import { backProbes, oauth2NotProbed } from './testing/requirements/oauth2-back.ts'
import { frontProbes } from './testing/requirements/oauth2-front.ts'
import { tokenProbes } from './testing/requirements/oauth2-token.ts'
import { oidcNotProbed, oidcProbes } from './testing/requirements/oidc.ts'
import { ProbeWorld } from './testing/requirements/probe.ts'

const probes = [
  ...httpProbes,
  ...framingProbes,
  ...keyProbes,
  ...basicProbes,
  ...digestProbes,
  ...oauth1Probes,
  ...jwtProbes,
  ...frontProbes,
  ...tokenProbes,
  ...backProbes,
  ...apiProbes,
  ...oidcProbes,
  ...hmacProbes,
]
const notProbed = [
  ...httpNotProbed,
  ...keyNotProbed,
  ...basicNotProbed,
  ...digestNotProbed,
  ...oauth1NotProbed,
  ...jwtNotProbed,
  ...oauth2NotProbed,
  ...oidcNotProbed,
  ...hmacNotProbed,
]

const all = [
  ['HTTP', 13],
  ['KEY', 8],
  ['BAS', 9],
  ['DIG', 23],
  ['OA1', 22],
  ['OA2', 77],
  ['OIDC', 21],
  ['JWT', 20],
  ['SIG', 15],
] as const
/** Numbers that nothing has: these rows stand in groups. */
const gaps = (id: string) => /^OA2-(?:1[4-9]|3[89]|6\d)$/.test(id)
const ids = all.flatMap(([name, last]) =>
  Array.from({ length: last }, (_, i) => `${name}-${String(i + 1).padStart(2, '0')}`).filter(
    (id) => !gaps(id),
  ),
)

// A key is rolled over under load.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
let world: ProbeWorld
beforeAll(async () => {
  lab = await startInteropLab()
  world = new ProbeWorld(lab, await lab.newSandbox())
})
afterAll(() => lab.close())

describe('the requirements', () => {
  it('are all probed, or listed with the reason', () => {
    const told = new Set([...probes.map(({ id }) => id), ...notProbed.map(({ id }) => id)])
    expect([...told].toSorted()).toEqual(ids.toSorted())
    for (const { id, why } of notProbed) expect(why, id).toMatch(/^.{20,}\.$/)
  })

  it.each(probes)('$id: $title', ({ run }) => run(world))
})
