/** What the floor plan does not ask of the attacks: one thing is wrong in each, and all who act in it are introduced. */
import { expect, it } from 'vitest'
import { loadSchemes } from '../list.ts'
import { requestsAnAttack } from '../play-attack.ts'
import type { Attack } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { attacks } from './attacks.ts'

const schemes = await loadSchemes()
const scheme = schemes.find(({ slug }) => slug === 'oidc')
if (!scheme) throw new Error('Unexpected list without oidc')
const lab = new Lab(schemes)
const { resourceOwner, otherOwner, clients } = lab.credentials(scheme)
const secrets: string[] = [
  resourceOwner.password,
  otherOwner.password,
  ...clients.flatMap((client: { client_secret?: string }) => client.client_secret ?? []),
]

it.each(attacks.map((attack) => [attack.id, attack] as const))(
  '%s: one thing is wrong, its parties act, no secret is told',
  async (_, attack) => {
    const run = await lab.attack(scheme, attack)
    if (attack.stoppedBy !== null) expectOneFlaw(run.with.exchanges, attack)
    const parties = attack.parties.map(({ id }) => id)
    for (const { exchanges } of [run.with, run.without ?? run.with]) {
      expect(exchanges.length).toBeLessThan(requestsAnAttack - 10)
      for (const { from, to } of exchanges) {
        expect(parties).toContain(from)
        expect(parties).toContain(to)
      }
    }
    const told = JSON.stringify(run.with.exchanges.map(({ verdict }) => verdict))
    for (const secret of secrets) expect(told).not.toContain(secret)
  },
)

type Exchanges = Awaited<ReturnType<Lab['attack']>>['with']['exchanges']

function expectOneFlaw(exchanges: Exchanges, attack: Attack): void {
  const refused = exchanges.findLast(({ verdict }) => verdict?.outcome === 'refused')
  const outcomes = refused?.verdict?.checks.map(({ id, outcome }) => [id, outcome] as const) ?? []
  const at = outcomes.findIndex(([id]) => id === attack.stoppedBy)
  expect(refused?.verdict?.endpoint).toBe(attack.endpoint)
  expect(outcomes.slice(0, at).every(([, outcome]) => outcome === 'passed')).toBe(true)
  expect(outcomes[at]?.[1]).toBe('failed')
  expect([400, 401]).toContain(refused?.response.status)
}
