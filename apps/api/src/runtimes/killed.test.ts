/** A process that is killed at any moment takes nothing with it that was spent. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { LabSandbox } from '../interop/testing/interop-lab.ts'
import { kinds, type SingleUse, SingleUses, type Used } from '../testing/single-use.ts'
import { startChild } from './testing/start-child.ts'

const rounds = Math.ceil(Number(process.env.ROUNDS) / 25)
const ofEachKind = 4
/** Connections, each of which tries everything, in an order of its own. */
const connections = 6

type Child = Awaited<ReturnType<typeof startChild>>
type Thing = SingleUse & { readonly ends: (Used | undefined)[] }

const directory = mkdtempSync(join(tmpdir(), 'lockstep-killed-'))
let child: Child | undefined

afterEach(async () => {
  if (child?.process.exitCode === null && child.process.signalCode === null) await kill(child)
  rmSync(directory, { recursive: true })
})

it(`after SIGKILL in the middle, what was used stays used, ${rounds} times`, {
  timeout: rounds * 30_000,
}, async () => {
  expect(rounds).toBeGreaterThan(0)
  const first = await startChild({ DATA_DIR: directory })
  child = first
  // The next ones listen on the same port: assertions and proofs name the address that they are for.
  const env = { DATA_DIR: directory, PORT: new URL(first.origin).port }
  const answer = await fetch(`${first.origin}/api/sandboxes`, { method: 'POST' })
  const sandbox = new LabSandbox(first, (await answer.json()) as ConstructorParameters<typeof LabSandbox>[1])
  const uses = new SingleUses(sandbox)
  let [tried, unanswered] = [0, 0]

  for (let round = 0; round < rounds; round++) {
    const [running, things] = [child, await makeAll(uses)]
    const spared = things.filter((_, i) => i % ofEachKind === 0)
    const used = things.filter((_, i) => i % ofEachKind > 0)
    // Killed after a few answers, another time after nearly all.
    const until = Math.ceil(used.length * connections * (0.1 + 0.8 * Math.random()))
    let answers = 0
    const onAnswer = () => {
      if (++answers === until) running.process.kill('SIGKILL')
    }
    const died = once(running.process, 'close')
    await Promise.all(Array.from({ length: connections }, () => useAll(shuffled(used), onAnswer)))
    await died

    child = await startChild(env)
    for (const { ends, kind, use } of used) {
      const answered = ends.filter((end) => end !== undefined)
      const again = [await use(), await use()]
      const wins = [...answered, ...again].filter(({ won }) => won)
      expect(wins.length, `${kind}: ${JSON.stringify({ ends, again })}`).toBeLessThanOrEqual(1)
      // Whoever was refused was refused because somebody was first; perhaps the answer to that one was lost.
      if (answered.length > 0) expect(again, kind).toEqual([{ won: false }, { won: false }])
      tried += ends.length
      unanswered += ends.length - answered.length
      if (kind !== 'code' && kind !== 'refresh token') continue
      for (const { token } of wins) if (token !== undefined) expect(await uses.call(token), kind).toBe(401)
    }
    // Not that all was lost: what nobody had used is good, once.
    for (const { kind, use } of spared) {
      expect((await use()).won, `${kind}, the first time`).toBe(true)
      expect((await use()).won, `${kind}, the second time`).toBe(false)
    }
  }
  expect(tried).toBeGreaterThan(unanswered)
  expect(unanswered).toBeGreaterThan(0)
})

async function makeAll(uses: SingleUses): Promise<Thing[]> {
  const things: Thing[] = []
  for (const kind of kinds)
    for (let i = 0; i < ofEachKind; i++) things.push({ ...(await uses.make(kind)), ends: [] })
  return things
}

/** Uses one after the other, until there is nobody to ask any more. */
async function useAll(things: readonly Thing[], onAnswer: () => void): Promise<void> {
  for (const { ends, use } of things) {
    const end = await use().catch((error: unknown) => {
      // `fetch` has no other error for a connection that is gone.
      if (error instanceof TypeError) return undefined
      throw error
    })
    ends.push(end)
    if (!end) return
    onAnswer()
  }
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => [Math.random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}

async function kill({ process }: Child): Promise<void> {
  process.kill('SIGKILL')
  await once(process, 'close')
}
