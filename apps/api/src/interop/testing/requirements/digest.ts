import { expect } from 'vitest'
import { parameterOf, withoutParameter, withParameter } from '../parameters.ts'
import { hashOf, signDigest } from '../sign-digest.ts'
import { nonceProbes } from './digest-nonces.ts'
import { algorithms, digestParties, expectEnd, offering, send, signed, whoami } from './digest-world.ts'
import { written } from './keys.ts'
import type { NotProbed, Probe } from './probe.ts'

const credentialsProbes: readonly Probe[] = [
  {
    id: 'DIG-09',
    title: 'uri is the target as it stands, escapes and all; anything else is 400',
    async run(world) {
      const parties = await digestParties(world)
      const target = `${whoami(world)}?x=%C3%A9&y=%7e&z=a+b//.&empty`
      expect((await signed(world, { ...parties, uri: target })).status).toBe(200)
      for (const uri of [
        whoami(world),
        target.replace('%7e', '~'),
        target.replace('%C3%A9', '%c3%a9'),
        `${world.lab.running.origin}${target}`,
        `${target}&`,
        '*',
      ]) {
        const { line } = signDigest({ ...parties, uri })
        await expectEnd(world, await send(world, line, 'GET', target), [400, 'uri-matches-target'], uri)
      }
    },
  },
  {
    id: 'DIG-10',
    title: 'each parameter is missed, and the log says which check and no more',
    async run(world) {
      const parties = await digestParties(world)
      const { line, response } = signDigest({ ...parties, uri: whoami(world) })
      for (const [name, status, failed] of [
        ['username', 400, 'parameters-well-formed'],
        ['realm', 400, 'parameters-well-formed'],
        ['nonce', 400, 'parameters-well-formed'],
        ['uri', 400, 'parameters-well-formed'],
        ['response', 400, 'parameters-well-formed'],
        ['qop', 400, 'qop-present'],
        ['nc', 400, 'qop-present'],
        ['cnonce', 400, 'qop-present'],
        ['opaque', 401, 'realm-and-opaque-echoed'],
        // Without it the algorithm is MD5 (RFC 7616 §3.3), for which this nonce was not offered.
        ['algorithm', 401, 'algorithm-offered'],
      ] as const) {
        const answer = await send(world, withoutParameter(line, name))
        await expectEnd(world, answer, [status, failed], name)
        const note = world.lab.logged.findLast((text) => text.includes('digest/whoami'))
        expect(note).toContain(`"check":"${failed}"`)
      }
      const logged = world.lab.logged.join('\n')
      for (const secret of [parties.password, response, parties.nonce]) expect(logged).not.toContain(secret)
    },
  },
  {
    id: 'DIG-11',
    title: 'username* names a user beyond ASCII; both forms at once are 400',
    async run(world) {
      const parties = await digestParties(world)
      const { userId, password } = world.sandbox.credentials.digest.awkward
      const { line } = signDigest({ ...parties, userId, password, uri: whoami(world) })
      const extended = `username*=UTF-8''${encodeURIComponent(userId)}`
      const only = line.replace(/username="(?:[^"\\]|\\.)*"/, extended)
      const accepted = await send(world, only)
      expect([accepted.status, (await world.verdict(accepted)).principal]).toEqual([200, userId])
      await expectEnd(world, await send(world, `${line}, ${extended}`), [400, 'parameters-well-formed'])
      for (const bad of ["username*=ISO-8859-1''ada", "username*=UTF-8''%zz", 'username*=ada'])
        await expectEnd(
          world,
          await send(world, only.replace(extended, bad)),
          [400, 'parameters-well-formed'],
          bad,
        )
    },
  },
  {
    id: 'DIG-12',
    title: 'a hashed name is taken with userhash=true; the proof still has the real one',
    async run(world) {
      for (const algorithm of ['SHA-256', 'MD5']) {
        const parties = await digestParties(world, algorithm)
        const { line } = signDigest({ ...parties, uri: whoami(world) })
        const userhash = hashOf(algorithm)(`${parties.userId}:reading room`)
        const hashed = withParameter(line, 'username', () => userhash)
        // Called a name, the hash is nobody's.
        await expectEnd(world, await send(world, hashed), [401, 'user-known'])
        expect((await send(world, `${hashed}, userhash=true`)).status).toBe(200)
        const { line: plain } = signDigest({ ...parties, nc: '00000002', uri: whoami(world) })
        expect((await send(world, `${plain}, userhash=false`)).status).toBe(200)
        await expectEnd(world, await send(world, `${plain}, userhash=maybe`), [400, 'parameters-well-formed'])
      }
    },
  },
  ...algorithms.map(
    (algorithm): Probe => ({
      id: 'DIG-13',
      title: `${algorithm} opens, with auth and with auth-int`,
      async run(before) {
        const world = await offering(before, { algorithms: [algorithm] })
        const parties = await digestParties(world, algorithm)
        for (const [nc, qop] of [
          ['00000001', 'auth'],
          ['00000002', 'auth-int'],
        ] as const) {
          const answer = await signed(world, { ...parties, nc, qop })
          expect([answer.status, (await world.verdict(answer)).principal], qop).toEqual([200, 'ada'])
        }
      },
    }),
  ),
  {
    id: 'DIG-14',
    title: 'a nonce is for the algorithm that it was offered with',
    async run(world) {
      const strong = await digestParties(world, 'SHA-256')
      const weak = await digestParties(world, 'MD5')
      for (const [nonce, algorithm] of [
        [strong.nonce, 'MD5'],
        [weak.nonce, 'SHA-256'],
        [strong.nonce, 'SHA-256-sess'],
      ] as const)
        await expectEnd(
          world,
          await signed(world, { ...strong, nonce, algorithm }),
          [401, 'algorithm-offered'],
          algorithm,
        )
      const unknown = signDigest({ ...strong, uri: whoami(world) }).line.replace('SHA-256', 'SHA-1')
      await expectEnd(world, await send(world, unknown), [401, 'algorithm-offered'])
    },
  },
  {
    id: 'DIG-15',
    title: 'a qop that is not offered, and the form of RFC 2069 without one, are 400',
    async run(before) {
      const world = await offering(before, { qop: ['auth-int'] })
      const parties = await digestParties(world)
      const { line } = signDigest({ ...parties, uri: whoami(world) })
      const refused = await send(world, line)
      expect([refused.status, await world.failed(refused)]).toEqual([400, 'qop-offered'])
      expect((await signed(world, { ...parties, qop: 'auth-int' })).status).toBe(200)

      const hash = hashOf('SHA-256')
      const hashA1 = hash(`${parties.userId}:reading room:${parties.password}`)
      const old = hash(`${hashA1}:${parties.nonce}:${hash(`GET:${whoami(world)}`)}`)
      const bare = ['qop', 'nc', 'cnonce'].reduce(withoutParameter, line)
      const legacy = await send(
        world,
        withParameter(bare, 'response', () => old),
      )
      expect([legacy.status, await world.failed(legacy)]).toEqual([400, 'qop-present'])
    },
  },
  {
    id: 'DIG-16',
    title: 'auth-int covers the content to the octet, and empty content too',
    async run(world) {
      const parties = { ...(await digestParties(world)), qop: 'auth-int' }
      const body = '{"note":"Note G"}'
      const { line } = signDigest({ ...parties, method: 'POST', body, uri: whoami(world) })
      await expectEnd(world, await send(world, line, 'POST', whoami(world), body.replace('G', 'g')), [
        401,
        'response-matches',
      ])
      await expectEnd(world, await send(world, line, 'POST'), [401, 'response-matches'])
      expect((await send(world, line, 'POST', whoami(world), body)).status).toBe(200)
      expect((await signed(world, { ...parties, nc: '00000002' })).status).toBe(200)
    },
  },
  {
    id: 'DIG-17',
    title: 'the answer proves the server: rspauth over an empty method, qop and nc without quotes',
    async run(world) {
      for (const [qop, nc] of [
        ['auth', '00000001'],
        ['auth-int', '00000002'],
      ] as const) {
        const parties = await digestParties(world)
        const { line, rspauth } = signDigest({ ...parties, qop, nc, uri: whoami(world) })
        const answer = await send(world, line)
        expect(answer.lines('authentication-info')).toEqual([
          `rspauth="${rspauth(answer.body)}", qop=${qop}, cnonce="${parameterOf(line, 'cnonce')}", nc=${nc}`,
        ])
      }
    },
  },
  {
    id: 'DIG-19',
    title: 'quotes and backslashes are escaped on the wire and not in the hash',
    async run(world) {
      const parties = await digestParties(world)
      const { userId, password } = world.sandbox.credentials.digest.awkward
      expect(userId).toMatch(/["\\]/)
      const answer = await signed(world, { ...parties, userId, password })
      expect([answer.status, (await world.verdict(answer)).principal]).toEqual([200, userId])
    },
  },
  {
    id: 'DIG-20',
    title: 'quotes around algorithm, qop and nc, as requests sends them, are taken; so is a bare uri',
    async run(world) {
      const parties = await digestParties(world)
      const { line } = signDigest({ ...parties, uri: whoami(world) })
      const quoted = line
        .replace('algorithm=SHA-256', 'algorithm="SHA-256"')
        .replace('qop=auth', 'qop="auth"')
        .replace('nc=00000001', 'nc="00000001"')
      expect((await send(world, quoted)).status).toBe(200)
    },
  },
  {
    id: 'DIG-21',
    title: 'opaque comes back as it was',
    async run(world) {
      const parties = await digestParties(world)
      const { opaque } = await digestParties(await world.fresh())
      for (const other of [opaque, '', `${parties.opaque} `])
        await expectEnd(
          world,
          await signed(world, { ...parties, opaque: other }),
          [401, 'realm-and-opaque-echoed'],
          other,
        )
    },
  },
  {
    id: 'DIG-22',
    title: 'no password is in what the server writes down',
    async run(world) {
      expect((await signed(world, await digestParties(world))).status).toBe(200)
      const { password, awkward } = world.sandbox.credentials.digest
      for (const secret of [password, awkward.password])
        expect(written(world.lab.directory)).not.toContain(secret)
    },
  },
  {
    id: 'DIG-23',
    title: 'a seeded password has 128 bits, and only the one that is there to be guessed has not',
    async run(world) {
      const { password, awkward, weak } = world.sandbox.credentials.digest
      for (const strong of [password, awkward.password]) expect(strong).toMatch(/^[\w-]{22}$/)
      expect(weak.password).not.toMatch(/^[\w-]{22}$/)
    },
  },
]

/** All of Digest. */
export const digestProbes: readonly Probe[] = [...nonceProbes, ...credentialsProbes]

export const digestNotProbed: readonly NotProbed[] = [
  {
    id: 'DIG-02',
    why: 'That a client ignores a qop that it does not know: packages/schemes/src/digest/digest.test.ts.',
  },
  {
    id: 'DIG-04',
    why: 'Which challenge to take is the client half: packages/schemes/src/digest/digest.test.ts.',
  },
  {
    id: 'DIG-07',
    why: 'The reason nc_replay is the check nonce-count-unused, and the answer has stale=true: only the nonce is spent.',
  },
  { id: 'DIG-17', why: 'That the client half refuses a tampered rspauth is the attack counterfeit-server.' },
  {
    id: 'DIG-19',
    why: 'The realm here has no quotes in it; the challenge is built by the same function that quotes user names.',
  },
  {
    id: 'DIG-22',
    why: 'Superseded: H(A1) is derived from the installation key with everything else that is seeded, and kept in memory only.',
  },
  {
    id: 'DIG-23',
    why: 'TLS is there for every scheme (interop/tls.test.ts); that it should be used is a lesson.',
  },
]
