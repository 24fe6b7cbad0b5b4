/** Messages that two readers could read in two ways: a proxy and this server, say. */
import { expect } from 'vitest'
import type { Probe } from './probe.ts'

export const framingProbes: readonly Probe[] = [
  {
    id: 'HTTP-13',
    title: 'a message without a Host is refused',
    async run(world) {
      const answer = await world.raw(`GET ${world.at('/basic/whoami')} HTTP/1.1\r\n\r\n`)
      // Node answers by itself, and says nothing.
      expect([answer.status, answer.lines('connection')]).toEqual([400, ['close']])
    },
  },
  ...(
    [
      ['a bare line feed for a line end', (target) => `GET ${target} HTTP/1.1\nHost: a\n\n`, 400],
      [
        'a length and chunks both',
        (target) =>
          `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        400,
      ],
      [
        'two lengths that differ',
        (target) => `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
        400,
      ],
      [
        'an Authorization that is folded',
        (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic\r\n Og==\r\n\r\n`,
        400,
      ],
      [
        'white space before the colon',
        (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization : Basic Og==\r\n\r\n`,
        400,
      ],
      [
        'two Hosts',
        (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
        400,
      ],
      [
        'a Host that is no host',
        (target) => `GET ${target} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`,
        400,
      ],
      [
        'a NUL in a field',
        (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic \0\r\n\r\n`,
        400,
      ],
      [
        'a chunk size that is no number',
        (target) => `POST ${target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
        400,
      ],
    ] as const satisfies readonly (readonly [string, (target: string) => string, number])[]
  ).map(
    ([title, text, status]): Probe => ({
      id: 'HTTP-13',
      title: `a message that two readers could read in two ways is refused: ${title}`,
      async run(world) {
        const answer = await world.raw(text(world.at('/basic/whoami')))
        expect([answer.status, answer.lines('content-type')]).toEqual([status, ['application/problem+json']])
        expect(answer.lines('connection')).toEqual(['close'])
      },
    }),
  ),
  ...(
    [
      ['a dot segment', '/./basic/whoami', 'target'],
      ['two dots', '/x/../basic/whoami', 'target'],
      ['an encoded slash', '/basic%2fwhoami', 'target'],
      ['an encoded dot', '/%2e/basic/whoami', 'target'],
      ['a backslash', '\\basic/whoami', 'malformed'],
      ['a fragment', '/basic/whoami#top', 'target'],
    ] as const
  ).map(
    ([title, path, problem]): Probe => ({
      id: 'HTTP-13',
      title: `a path that two readers could read in two ways is refused: ${title}`,
      async run(world) {
        const answer = await world.ask({ target: world.at(path), lines: ['Authorization: Basic Og=='] })
        expect([answer.status, answer.problem]).toEqual([400, problem])
      },
    }),
  ),
]
