import { Buffer } from 'node:buffer'
import { parseChallenges } from '@lockstep/http/authentication'
import { list } from '@lockstep/schemes/list'
import { expect } from 'vitest'
import { signDigest } from '../sign-digest.ts'
import { digestParties } from './digest-world.ts'
import type { Asked, NotProbed, Probe, ProbeWorld } from './probe.ts'

const basicLine = ({ sandbox }: ProbeWorld, scheme = 'Basic') => {
  const { userId, password } = sandbox.credentials.basic
  return `Authorization: ${scheme} ${Buffer.from(`${userId}:${password}`).toString('base64')}`
}
const keyLine = ({ sandbox }: ProbeWorld) => `X-API-Key: ${sandbox.credentials['api-key'].key}`

/** The bare refusal of every scheme's endpoint, by both methods. */
const bareRefusals = (world: ProbeWorld): Promise<Asked[]> =>
  Promise.all(
    list.flatMap(({ slug }) =>
      ['GET', 'POST'].map((method) => world.ask({ method, target: world.at(`/${slug}/whoami`) })),
    ),
  )

export const httpProbes: readonly Probe[] = [
  {
    id: 'HTTP-01',
    title: 'each 401 has a challenge that follows the grammar',
    async run(world) {
      const answers = await bareRefusals(world)
      const owner = await world.ask({ target: `/api/sandboxes/${world.sandbox.id}` })
      const wrong = await world.ask({
        target: world.at('/basic/whoami'),
        lines: ['Authorization: Basic Og=='],
      })
      for (const { status, challenges } of [...answers, owner, wrong]) {
        expect(status).toBe(401)
        expect(challenges.length).toBeGreaterThan(0)
        for (const line of challenges) expect(parseChallenges(line)?.length).toBe(1)
      }
    },
  },
  {
    id: 'HTTP-02',
    title: 'wrong is 401, right but not enough is 403, and a 403 challenges nobody',
    async run(world) {
      const target = world.at('/api-key/whoami')
      const wrong = await world.ask({ target, lines: [`${keyLine(world)}x`] })
      expect([wrong.status, wrong.challenges.length]).toEqual([401, 1])
      const made = await world.sandbox.owner('POST', world.at('/api-key/keys'), { scope: 'notes:read' })
      const { key } = (await made.json()) as { key: string }
      const narrow = await world.ask({ method: 'POST', target, lines: [`X-API-Key: ${key}`] })
      expect([narrow.status, narrow.challenges.length]).toEqual([403, 0])
    },
  },
  {
    id: 'HTTP-03',
    title: 'the name of a scheme has no case',
    async run(world) {
      const { key } = world.sandbox.credentials['api-key']
      const digest = await digestParties(world)
      const uri = world.at('/digest/whoami')
      for (const [target, line] of [
        ['/basic/whoami', basicLine(world, 'bAsIc')],
        ['/api-key/whoami', `authorization: aPIKEY ${key}`],
        [
          '/digest/whoami',
          `AUTHORIZATION: ${signDigest({ ...digest, uri }).line.replace('Digest', 'dIgEsT')}`,
        ],
      ] as const) {
        const { status, body } = await world.ask({ target: world.at(target), lines: [line] })
        expect([status, body], line).toEqual([200, expect.any(String)])
      }
    },
  },
  {
    id: 'HTTP-04',
    title: 'parameter names have no case, values may be token or quoted-string, and none comes twice',
    async run(world) {
      const digest = await digestParties(world)
      const uri = world.at('/digest/whoami')
      const { line } = signDigest({ ...digest, uri })
      const shouted = line
        .replace('username=', 'USERNAME=')
        .replace('nonce=', 'Nonce=')
        .replace('algorithm=SHA-256', 'algorithm="SHA-256"')
        .replace('qop=auth', 'qop="auth"')
        .replace('nc=00000001', 'nc="00000001"')
        .replace('realm="reading room"', 'realm = "reading\\ room"')
      const accepted = await world.ask({ target: uri, lines: [`Authorization: ${shouted}`] })
      expect(accepted.status).toBe(200)
      const twice = await world.ask({
        target: uri,
        lines: [`Authorization: ${line}, NONCE="${digest.nonce}"`],
      })
      expect([twice.status, await world.failed(twice)]).toEqual([400, 'parameters-well-formed'])
    },
  },
  {
    id: 'HTTP-05',
    title: 'realm is a quoted-string in every challenge that has one, and each refusal has one',
    async run(world) {
      for (const { challenges } of await bareRefusals(world)) {
        // RFC 9449 §7.1 gives the DPoP challenge no realm of its own: the Bearer line beside it has it.
        const withRealm = challenges.filter((line) => !line.startsWith('DPoP '))
        expect(withRealm.length).toBeGreaterThan(0)
        for (const line of withRealm) expect(line).toMatch(/^\S+ (?:.*, )?realm="[^"]+"/)
      }
    },
  },
  {
    id: 'HTTP-06',
    title: 'several challenges stand on lines of their own, for clients that read one of a line',
    async run(world) {
      const { challenges } = await world.ask({ target: world.at('/digest/whoami') })
      expect(challenges.map((line) => parseChallenges(line)?.length)).toEqual([1, 1])
    },
  },
  {
    id: 'HTTP-08',
    title: 'TRACE is refused on every path that there is, and shows nothing of what came',
    async run(world) {
      const answer = await world.lab.call('/api/openapi.json')
      const { paths } = (await answer.json()) as { paths: Record<string, object> }
      const targets = Object.keys(paths).map((path) =>
        path.replaceAll(/\{(?:sandbox|id)\}/g, world.sandbox.id).replaceAll(/\{[a-z]+\}/g, 'x'),
      )
      expect(targets.length).toBeGreaterThan(10)
      const canary = 'canary-trace-3141'
      for (const target of ['/', '/a-path-of-the-page', ...targets]) {
        const { status, text, lines } = await world.ask({
          method: 'TRACE',
          target,
          lines: [`Authorization: Bearer ${canary}`, `X-API-Key: ${canary}`],
        })
        expect([405, 501], target).toContain(status)
        if (status === 405) expect(lines('allow').join(), target).not.toContain('TRACE')
        expect(text, target).not.toContain(canary)
      }
    },
  },
  {
    id: 'HTTP-09',
    title: '405 lists what is allowed; a method that nobody knows is 501',
    async run(world) {
      for (const { slug } of list) {
        const target = world.at(`/${slug}/whoami`)
        for (const method of ['PUT', 'DELETE', 'PATCH']) {
          const { status, lines } = await world.ask({ method, target })
          expect([status, lines('allow')], `${method} ${slug}`).toEqual([405, ['GET, HEAD, POST']])
        }
        for (const method of ['PROPFIND', 'BREW', 'get', "M'X"])
          expect((await world.ask({ method, target })).status, `${method} ${slug}`).toBe(501)
      }
    },
  },
  {
    id: 'HTTP-09',
    title: 'HEAD is GET without the content',
    async run(world) {
      for (const [target, credentials] of [
        ['/basic/whoami', [basicLine(world)]],
        ['/basic/whoami', []],
        ['/api-key/whoami', [keyLine(world)]],
        ['/digest/whoami', []],
      ] as const) {
        const [head, get] = await Promise.all(
          ['HEAD', 'GET'].map((method) =>
            world.ask({ method, target: world.at(target), lines: credentials }),
          ),
        )
        const names = (answer?: Asked) =>
          answer?.headers.map(([name]) => name).filter((name) => name !== 'Content-Length')
        expect(head?.status).toBe(get?.status)
        expect(names(head)).toEqual(names(get))
        expect([head?.body, get?.body]).toEqual(['', expect.stringContaining('{')])
      }
    },
  },
  {
    id: 'HTTP-10',
    title: 'two Authorization lines, or two keys, are 400 and not joined',
    async run(world) {
      for (const [target, line, failed] of [
        ['/basic/whoami', basicLine(world), 'authorization-single'],
        ['/digest/whoami', 'Authorization: Digest username="ada"', 'authorization-single'],
        ['/api-key/whoami', keyLine(world), 'key-sent-once'],
      ] as const) {
        const answer = await world.ask({ target: world.at(target), lines: [line, line] })
        expect([answer.status, await world.failed(answer)], target).toEqual([400, failed])
        expect(answer.challenges).toEqual([])
      }
    },
  },
  {
    id: 'HTTP-11',
    title: 'what answers credentials is for no cache',
    async run(world) {
      const answers = [
        ...(await bareRefusals(world)),
        await world.ask({ target: world.at('/basic/whoami'), lines: [basicLine(world)] }),
        await world.ask({ target: world.at('/api-key/whoami'), lines: [keyLine(world)] }),
        await world.ask({ method: 'POST', target: '/api/sandboxes' }),
      ]
      for (const { lines } of answers) expect(lines('cache-control')).toEqual(['no-store'])
    },
  },
  {
    id: 'HTTP-12',
    title: 'a target with user information, or any absolute one, is refused',
    async run(world) {
      const path = world.at('/basic/whoami')
      const { userId, password } = world.sandbox.credentials.basic
      for (const target of [`http://${userId}:${password}@localhost${path}`, `http://localhost${path}`]) {
        const { status, problem, body } = await world.ask({ target })
        expect([status, problem]).toEqual([400, 'target'])
        expect(body).not.toContain(password)
      }
    },
  },
  {
    id: 'HTTP-13',
    title: 'fields of 17 KB are 431, a target over 4 KiB is 414',
    async run(world) {
      const target = world.at('/basic/whoami')
      const big = await world.ask({ target, lines: [`X-Big: ${'x'.repeat(17_000)}`] })
      expect([big.status, big.problem]).toEqual([431, 'fields-too-large'])
      const long = await world.ask({ target: `${target}?${'x'.repeat(4096)}` })
      expect([long.status, long.problem]).toEqual([414, 'target-too-long'])
      const fits = await world.ask({ target: `${target}?${'x'.repeat(4095 - target.length)}` })
      expect(fits.status).toBe(401)
    },
  },
  {
    id: 'HTTP-13',
    title: 'content of 64 KiB and one octet is 413, chunked as well, and 64 KiB is not',
    async run(world) {
      const target = world.at('/basic/whoami')
      const most = 64 * 1024
      for (const [size, status] of [
        [most, 401],
        [most + 1, 413],
      ] as const) {
        const body = 'x'.repeat(size)
        const whole = await world.ask({ method: 'POST', target, body })
        expect(whole.status).toBe(status)
        const chunks = `${most.toString(16)}\r\n${body.slice(0, most)}\r\n${size > most ? '1\r\nx\r\n' : ''}0\r\n\r\n`
        const chunked = await world.raw(
          `POST ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
        )
        expect(chunked.status).toBe(status)
      }
    },
  },
  {
    id: 'HTTP-13',
    title: 'content of a type that the call does not take is 415',
    async run(world) {
      const { status, problem } = await world.ask({
        method: 'POST',
        target: world.at('/api-key/keys'),
        lines: [`Authorization: Bearer ${world.sandbox.ownerToken}`, 'Content-Type: text/plain'],
        body: '{}',
      })
      expect([status, problem]).toEqual([415, 'media-type'])
    },
  },
]

export const httpNotProbed: readonly NotProbed[] = [
  {
    id: 'HTTP-06',
    why: 'The client half is packages/http/src/authentication.test.ts. An endpoint with two schemes does not exist yet.',
  },
  {
    id: 'HTTP-07',
    why: 'Nothing here is a proxy, so nothing answers 407. CONNECT is 501 (runtimes/node.test.ts).',
  },
  {
    id: 'HTTP-12',
    why: 'The page has no field for an address: it sends to its own origin only, and fetch refuses user information by itself.',
  },
  { id: 'HTTP-13', why: 'Fields that do not come within ten seconds: runtimes/node.test.ts waits for it.' },
]
