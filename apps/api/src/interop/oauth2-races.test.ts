/** What can be used once has one winner over HTTP too, with the server's own store in a file. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kinds, SingleUses } from '../testing/single-use.ts'
import { type InteropLab, startInteropLab } from './testing/interop-lab.ts'

/** A tenth of those in process: each request goes through two sockets and a file. */
const rounds = Math.ceil(Number(process.env.ROUNDS) / 10)

let lab: InteropLab
let uses: SingleUses

beforeAll(async () => {
  lab = await startInteropLab()
  uses = new SingleUses(await lab.newSandbox())
})
afterAll(() => lab.close())

it.each(kinds)(`%s: of eight at once one wins, ${rounds} times`, async (kind) => {
  expect(rounds).toBeGreaterThan(0)
  for (let round = 0; round < rounds; round++) {
    const one = await uses.make(kind)
    const ends = await Promise.all(Array.from({ length: 8 }, () => one.use()))
    expect(ends.filter(({ won }) => won)).toHaveLength(1)
    expect((await one.use()).won).toBe(false)
    // RFC 6749 §4.1.2: the code came again, so what its first use gave is dead. The same goes for a refresh token.
    if (kind !== 'code' && kind !== 'refresh token') continue
    for (const { token } of ends) if (token !== undefined) expect(await uses.call(token)).toBe(401)
  }
})
