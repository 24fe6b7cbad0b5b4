/** Digest: what is offered, and what a nonce and its count are good for. */
import { expect } from 'vitest'
import { parameterOf } from '../parameters.ts'
import { challengesFor, digestChallenges } from '../tampered-digest.ts'
import { algorithms, digestParties, expectEnd, offering, signed, whoami } from './digest-world.ts'
import type { Probe } from './probe.ts'

export const nonceProbes: readonly Probe[] = [
  {
    id: 'DIG-01',
    title: 'realm, nonce, opaque and qop are quoted; algorithm and stale are not',
    async run(world) {
      const { challenges } = await world.ask({ target: whoami(world) })
      expect(challenges).toEqual(digestChallenges(false).map((line) => expect.stringMatching(line)))
    },
  },
  {
    id: 'DIG-02',
    title: 'every challenge offers qop, the ones of a stale answer too',
    async run(world) {
      const parties = await digestParties(world)
      await signed(world, parties)
      const spent = await signed(world, parties)
      const bare = await world.ask({ target: whoami(world) })
      for (const line of [...spent.challenges, ...bare.challenges])
        expect(parameterOf(line, 'qop')).toBe('auth, auth-int')
      expect(spent.challenges.length).toBe(2)
    },
  },
  {
    id: 'DIG-03',
    title: 'one challenge for each algorithm, best first, each with a nonce of its own',
    async run(before) {
      const world = await offering(before, { algorithms })
      const { challenges } = await world.ask({ target: whoami(world) })
      expect(challenges).toEqual(challengesFor(algorithms, false).map((line) => expect.stringMatching(line)))
      expect(new Set(challenges.map((line) => parameterOf(line, 'nonce'))).size).toBe(algorithms.length)
    },
  },
  {
    id: 'DIG-05',
    title: 'no nonce comes twice',
    async run(world) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => world.ask({ target: whoami(world) })),
      )
      const nonces = answers.flatMap(({ challenges }) => challenges.map((line) => parameterOf(line, 'nonce')))
      expect(new Set(nonces).size).toBe(40)
    },
  },
  {
    id: 'DIG-05',
    title: 'a dead nonce is stale=true under a right digest, and under a wrong one it is not',
    async run(before) {
      const world = await before.fresh()
      const parties = await digestParties(world)
      await world.sandbox.advance(301)
      await expectEnd(world, await signed(world, parties), [401, 'nonce-fresh', true])
      await expectEnd(world, await signed(world, { ...parties, password: 'wrong' }), [
        401,
        'response-matches',
      ])
      expect((await signed(world, await digestParties(world))).status).toBe(200)
    },
  },
  {
    id: 'DIG-06',
    title: 'a nonce that was made elsewhere, or that nobody made, is refused and not called stale',
    async run(world) {
      const parties = await digestParties(world)
      const { nonce: theirs } = await digestParties(await world.fresh())
      for (const nonce of [theirs, 'x', 'A'.repeat(44)])
        await expectEnd(world, await signed(world, { ...parties, nonce }), [401, 'nonce-is-ours'], nonce)
    },
  },
  {
    id: 'DIG-07',
    title: 'a count serves once; 3 after 1 is taken, and 2 after 3; one digit is no count',
    async run(world) {
      const parties = await digestParties(world)
      for (const nc of ['00000001', '00000003', '00000002', '0000000A'])
        expect((await signed(world, { ...parties, nc })).status, nc).toBe(200)
      for (const nc of ['00000001', '00000003', '00000002', '0000000a'])
        await expectEnd(world, await signed(world, { ...parties, nc }), [401, 'nonce-count-unused', true], nc)
      for (const nc of ['1', '000000001', '0000000g'])
        await expectEnd(world, await signed(world, { ...parties, nc }), [400, 'parameters-well-formed'], nc)
    },
  },
  {
    id: 'DIG-08',
    title: 'twenty counts at once, in any order: each is taken once',
    async run(world) {
      const parties = await digestParties(world)
      const counts = Array.from({ length: 20 }, (_, i) => (((i * 7) % 20) + 1).toString(16).padStart(8, '0'))
      expect(new Set(counts).size).toBe(20)
      // Each one twice, so that the two race.
      const answers = await Promise.all([...counts, ...counts].map((nc) => signed(world, { ...parties, nc })))
      const taken = counts.map((_, i) => [answers[i], answers[i + 20]].map((one) => one?.status).toSorted())
      expect(taken).toEqual(counts.map(() => [200, 401]))
    },
  },
  {
    id: 'DIG-18',
    title: 'with one-time nonces each answer brings the next, and the old one is stale',
    async run(before) {
      const world = await offering(before, { oneTime: true })
      const parties = await digestParties(world)
      const first = await signed(world, parties)
      expect(first.status).toBe(200)
      const nonce = parameterOf(first.lines('authentication-info')[0] ?? '', 'nextnonce')
      expect(nonce).toMatch(/^[\w-]{44}$/)
      await expectEnd(world, await signed(world, { ...parties, nc: '00000002' }), [
        401,
        'nonce-count-unused',
        true,
      ])
      expect((await signed(world, { ...parties, nonce })).status).toBe(200)
    },
  },
]
