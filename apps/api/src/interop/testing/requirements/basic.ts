import { Buffer } from 'node:buffer'
import { expect } from 'vitest'
import { startInteropLab } from '../interop-lab.ts'
import { rawAnswer } from '../raw-answer.ts'
import { written } from './keys.ts'
import type { NotProbed, Probe, ProbeWorld } from './probe.ts'

const send = (world: ProbeWorld, token68: string) =>
  world.ask({ target: world.at('/basic/whoami'), lines: [`Authorization: Basic ${token68}`] })

const base64 = (userPass: string | Uint8Array) => Buffer.from(userPass).toString('base64')

/** The user-id that the server read out of the octets. */
async function userIdOf(world: ProbeWorld, token68: string): Promise<string | undefined> {
  const answer = await send(world, token68)
  const { verdict } = await world.sandbox.exchange(answer.lines('exchange-id')[0])
  return verdict?.derivation
    ?.find(({ name }) => name === 'userId')
    ?.parts.map(({ text }) => text)
    .join('')
}

export const basicProbes: readonly Probe[] = [
  {
    id: 'BAS-01',
    title: 'the challenge has realm and charset, and nothing else',
    async run(world) {
      const { status, challenges } = await world.ask({ target: world.at('/basic/whoami') })
      expect([status, challenges]).toEqual([
        401,
        [`Basic realm="Notes at ${world.sandbox.base}/basic", charset="UTF-8"`],
      ])
    },
  },
  {
    id: 'BAS-02',
    title: 'the first colon splits, later ones are the password’s, and no colon is 400',
    async run(world) {
      const answer = await send(world, base64('ada:a:b:c'))
      expect([answer.status, await world.failed(answer)]).toEqual([401, 'password-matches'])
      expect(await userIdOf(world, base64('ada:a:b:c'))).toBe('ada')
      const none = await send(world, base64('ada'))
      expect([none.status, await world.failed(none)]).toEqual([400, 'user-pass-has-colon'])
    },
  },
  {
    id: 'BAS-03',
    title: 'each control character of ASCII, in either part, is 400',
    async run(world) {
      const controls = [...Array.from({ length: 32 }, (_, octet) => octet), 127]
      for (const octet of controls)
        for (const userPass of [
          [97, octet, 58, 98],
          [97, 58, octet],
        ]) {
          const answer = await send(world, base64(Uint8Array.from(userPass)))
          expect([octet, answer.status, answer.problem]).toEqual([octet, 400, 'bad-request'])
        }
    },
  },
  {
    id: 'BAS-04',
    title: 'octets are UTF-8: RFC 7617 §2.1’s "test:123£" is read, its ISO 8859-1 form is not',
    async run(world) {
      const utf8 = await send(world, 'dGVzdDoxMjPCow==')
      expect([utf8.status, await world.failed(utf8)]).toEqual([401, 'user-known'])
      const latin1 = await send(world, 'dGVzdDoxMjOj')
      expect([latin1.status, await world.failed(latin1)]).toEqual([401, 'user-pass-is-utf-8'])
      expect(latin1.challenges).toEqual(utf8.challenges)
    },
  },
  {
    id: 'BAS-04',
    title: 'é as one character and as two are one name (NFC)',
    async run(world) {
      const names = [
        await userIdOf(world, base64('ad\u00e9:x')),
        await userIdOf(world, base64('ade\u0301:x')),
      ]
      expect(names).toEqual(['ad\u00e9', 'ad\u00e9'])
    },
  },
  {
    id: 'BAS-05',
    title: 'what is no single canonical token68 is 400, whatever it is',
    async run(world) {
      for (const token68 of [
        '',
        '=',
        'Og',
        'Og=',
        'Og===',
        'Oh==',
        '!!!!',
        'Og== Og==',
        'Og==, x=1',
        'x="Og=="',
        'O g==',
        '-_8=',
      ])
        expect([token68, (await send(world, token68)).status]).toEqual([token68, 400])
    },
  },
  {
    id: 'BAS-06',
    title: 'an empty user-id and an empty password are credentials like others',
    async run(world) {
      for (const [userPass, failed] of [
        [':', 'user-known'],
        ['ada:', 'password-matches'],
        [':x', 'user-known'],
      ] as const) {
        const answer = await send(world, base64(userPass))
        expect([userPass, answer.status, await world.failed(answer)]).toEqual([userPass, 401, failed])
      }
    },
  },
  {
    id: 'BAS-07',
    title: 'credentials that were not asked for are taken, on every path of the realm',
    async run(before) {
      const world = await before.fresh()
      const { userId, password } = world.sandbox.credentials.basic
      for (const path of ['/basic/notes', '/basic/whoami']) {
        const lines = [`Authorization: Basic ${base64(`${userId}:${password}`)}`]
        expect((await world.ask({ target: world.at(path), lines })).status).toBe(200)
      }
    },
  },
  {
    id: 'BAS-08',
    title: 'where the public address is https, plain HTTP is 403 and opens nothing',
    async run() {
      const lab = await startInteropLab({
        HOST: '127.0.0.1',
        PUBLIC_ORIGIN: 'https://lab.example',
        TLS_PORT: 'off',
      })
      try {
        for (const target of ['/s/demo/basic/whoami', '/api/sandboxes/demo', '/api/health', '/']) {
          const { status, body, lines } = await rawAnswer(
            lab.running.port,
            `GET ${target} HTTP/1.1\r\nHost: lab.example\r\nConnection: close\r\nAuthorization: Basic Og==\r\n\r\n`,
          )
          expect([target, status, JSON.parse(body).type]).toEqual([target, 403, '/problems/tls-needed'])
          // RFC 6797 §7.2: never in the clear.
          expect(lines('strict-transport-security')).toEqual([])
        }
      } finally {
        await lab.close()
      }
    },
  },
  {
    id: 'BAS-09',
    title: 'an unknown user and a wrong password get one answer, to the octet',
    async run(world) {
      const given = [base64('eve:wrong'), base64('ada:wrong')]
      const answers = await Promise.all(given.map((token68) => send(world, token68)))
      const changing = /^(?:date|exchange-id): .*$/gim
      const [first, second] = answers.map(({ text }) => text.replaceAll(changing, ''))
      expect(first).toBe(second)
      expect(answers.map(({ status }) => status)).toEqual([401, 401])
    },
  },
  {
    id: 'BAS-09',
    title: 'no password is in the log, in an answer, or in what the server writes down',
    async run(world) {
      const { userId, password } = world.sandbox.credentials.basic
      const token68 = base64(`${userId}:${password}`)
      const { text } = await send(world, token68)
      for (const place of [text, world.lab.logged.join('\n'), written(world.lab.directory)]) {
        expect(place).not.toContain(password)
        expect(place).not.toContain(token68)
      }
    },
  },
]

export const basicNotProbed: readonly NotProbed[] = [
  {
    id: 'BAS-01',
    why: 'That other parameters are ignored is the client half: packages/schemes/src/basic/basic.test.ts.',
  },
  {
    id: 'BAS-07',
    why: 'The client half sends unasked in the walkthrough; CI plays it (packages/schemes/src/floor-plan.test.ts).',
  },
  {
    id: 'BAS-08',
    why: 'Superseded in part: on loopback plain HTTP answers as usual, or no tool could be tried. What it gives away is a lesson.',
  },
  { id: 'BAS-09', why: 'Time is measured by bench/, not by a test that a busy machine would fail.' },
]
