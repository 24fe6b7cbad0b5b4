import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { Agent, get as httpGet } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from './node/config.ts'
import { type Running, startNode } from './node.ts'
import { exchangeRaw } from './testing/exchange-raw.ts'
import { startChild } from './testing/start-child.ts'

const directory = mkdtempSync(join(tmpdir(), 'lockstep-node-'))
const environment = { PORT: '0', TLS_PORT: '0', DATA_DIR: join(directory, 'data'), LIMITS: 'off' }
let running: Running
let port: number
let sandbox: { id: string; ownerToken: string }
/** A request that never brings its fields, and how long it was waited for: it waits beside the other tests. */
let slow: Promise<{ answer: string; waited: number }>

async function createSandbox(origin: string): Promise<{ id: string; ownerToken: string }> {
  const response = await fetch(`${origin}/api/sandboxes`, { method: 'POST' })
  expect(response.status).toBe(201)
  return (await response.json()) as { id: string; ownerToken: string }
}

beforeAll(async () => {
  running = await startNode(readConfig(environment))
  port = Number(new URL(running.origin).port)
  sandbox = await createSandbox(running.origin)
  const begun = performance.now()
  slow = exchangeRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ').then((answer) => ({
    answer,
    waited: performance.now() - begun,
  }))
})
afterAll(async () => {
  await running.close()
  rmSync(directory, { recursive: true })
})

/** The exchange that an answer names, as the owner sees it. */
async function recorded(answer: string) {
  const id = /^exchange-id: (\S+)/im.exec(answer)?.[1]
  const response = await fetch(`${running.origin}/api/exchanges/${id}`, {
    headers: { authorization: `Bearer ${sandbox.ownerToken}` },
  })
  return (await response.json()) as {
    request: { target: string; headers: [string, string][]; body: { text?: string } }
    response: { headers: [string, string][] }
    transport: string
  }
}

const raw = (lines: readonly string[], body = '') => exchangeRaw(port, `${lines.join('\r\n')}\r\n\r\n${body}`)

describe('the wire', () => {
  it('is recorded as it stood: raw target, order and case of the fields, lines of one name apart', async () => {
    const target = `/s/${sandbox.id}/basic/whoami?a=%7e&&b=%zz+c`
    const answer = await raw([
      `GET ${target} HTTP/1.1`,
      'x-SECOND-word: 1',
      'Host: localhost',
      'Accept: a',
      'X-Second-Word:   2  ',
      'Connection: close',
    ])
    const { request, transport } = await recorded(answer)
    expect(transport).toBe('http')
    expect(request.target).toBe(target)
    expect(request.headers).toEqual([
      ['x-SECOND-word', '1'],
      ['Host', 'localhost'],
      ['Accept', 'a'],
      ['X-Second-Word', '2'],
      ['Connection', 'close'],
    ])
  })

  it('carries one challenge a line, in the order and the case of the answer', async () => {
    const target = `/s/${sandbox.id}/digest/whoami`
    const answer = await raw([`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close'])
    const head = answer.slice(0, answer.indexOf('\r\n\r\n')).split('\r\n').slice(1)
    expect(head.filter((line) => line.startsWith('WWW-Authenticate: Digest ')).length).toBeGreaterThan(1)
    const { response } = await recorded(answer)
    const told = response.headers.map(([name, value]) => `${name}: ${value}`)
    expect(told.length).toBeGreaterThan(3)
    expect(head.filter((line) => told.includes(line))).toEqual(told.filter((line) => head.includes(line)))
    for (const line of told) expect(head).toContain(line)
  })

  it('has chunked content as one', async () => {
    const fields = ['Host: localhost', 'Transfer-Encoding: chunked', 'Connection: close']
    const answer = await raw(
      [`POST /s/${sandbox.id}/basic/whoami HTTP/1.1`, ...fields],
      '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    )
    expect((await recorded(answer)).request.body.text).toBe('abcde')
  })

  it('names the listener that a request came by', async () => {
    expect(running.tlsOrigin).toMatch(/^https:\/\/localhost:\d+$/)
    expect(running.caFile).toBe(join(directory, 'data/tls/ca.pem'))
  })

  it('believes X-Forwarded-Proto of a proxy that is trusted', async () => {
    const settings = { ...environment, TLS_PORT: 'off', DATA_DIR: join(directory, 'proxied') }
    const behind = await startNode(readConfig({ ...settings, TRUSTED_PROXIES: '127.0.0.1' }))
    const made = await createSandbox(behind.origin)
    const lines = ['Host: localhost', 'X-Forwarded-Proto: https', 'Connection: close', '', '']
    const answer = await exchangeRaw(
      behind.port,
      [`GET /s/${made.id}/basic/whoami HTTP/1.1`, ...lines].join('\r\n'),
    )
    const id = /^exchange-id: (\S+)/im.exec(answer)?.[1]
    const exchange = await (await fetch(`${behind.origin}/api/exchanges/${id}`)).json()
    await behind.close()
    expect(exchange).toMatchObject({ transport: 'tls' })
  })

  it('does not believe X-Forwarded-Proto of anybody', async () => {
    const fields = ['Host: localhost', 'X-Forwarded-Proto: https', 'Connection: close']
    const answer = await raw([`GET /s/${sandbox.id}/basic/whoami HTTP/1.1`, ...fields])
    expect((await recorded(answer)).transport).toBe('http')
  })
})

describe('what is no request', () => {
  it.each([
    ['fields of more than 16 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['a folded field', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', 400],
    ['a tunnel', 'CONNECT example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n', 501],
  ])('is answered: %s', async (_, text, status) => {
    const answer = await exchangeRaw(port, text)
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/^connection: close/im)
  })

  it('is told in 413 when content is too long, with the connection in order', async () => {
    const answer = await fetch(`${running.origin}/s/${sandbox.id}/basic/whoami`, {
      method: 'POST',
      body: 'x'.repeat(1_000_000),
    })
    expect(answer.status).toBe(413)
    expect((await answer.json()) as object).toMatchObject({ status: 413 })
  })

  it.each([
    ['did not come to its end', 'Content-Length: 100', 'short', 408],
    ['has a chunk that is none', 'Transfer-Encoding: chunked', 'fffffffffffffffff\r\n', 400],
  ])('is recorded as it was told, where its content %s', async (_, field, body, status) => {
    const target = `/s/${sandbox.id}/basic/whoami?${status}`
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    let answer = ''
    socket.setEncoding('latin1').on('data', (more: string) => {
      answer += more
    })
    socket.write(`POST ${target} HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n${body}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.end()
    await once(socket, 'close')
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const response = await fetch(`${running.origin}/api/sandboxes/${sandbox.id}/exchanges`, {
      headers: { authorization: `Bearer ${sandbox.ownerToken}` },
    })
    const recorded = (await response.json()) as {
      request: { target: string }
      response: { status: number }
    }[]
    const cut = recorded.filter((exchange) => exchange.request.target === target)
    expect(cut.map((exchange) => exchange.response.status)).toEqual([status])
  })
})

describe('the start', () => {
  it('says which port is taken, and by which setting to choose another', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port: number } = taken.address() as AddressInfo
    for (const [setting, other] of [
      ['PORT', { TLS_PORT: '0' }],
      ['TLS_PORT', {}],
    ] as const) {
      const child = await startChild({
        DATA_DIR: join(directory, 'other'),
        ...other,
        [setting]: String(number),
      })
      expect(child.process.exitCode).toBe(1)
      expect(child.output()).toBe(
        `Port ${number} is taken by another program. End that one, or choose another port: ${setting}=${number + 1} npm start\n`,
      )
    }
    taken.close()
  }, 60_000)

  it('says what is wrong with a setting, in one line', async () => {
    const child = await startChild({ DATA_DIR: join(directory, 'other'), PUBLIC_ORIGIN: 'lab' })
    expect(child.process.exitCode).toBe(1)
    expect(child.output()).toMatch(/^Unexpected PUBLIC_ORIGIN "lab", expected an origin.*\n$/)
  })

  it('keeps what it made for its owner only', () => {
    const modes = ['', 'server.key', 'lockstep.sqlite', 'tls', 'tls/ca.key.pem'].map((name) =>
      (statSync(join(directory, 'data', name)).mode & 0o777).toString(8),
    )
    expect(modes).toEqual(['700', '600', '600', '700', '600'])
  })
})

describe('the end', () => {
  it('fails no request under way, ends live streams, and keeps sandboxes for the next start', async () => {
    const env = { DATA_DIR: join(directory, 'restart') }
    const first = await startChild(env)
    const made = await createSandbox(first.origin)
    const stream = await fetch(`${first.origin}/api/sandboxes/${made.id}/exchanges`, {
      headers: { authorization: `Bearer ${made.ownerToken}`, accept: 'text/event-stream' },
    })
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const streamed = stream.text()

    const load = Array.from({ length: 8 }, () => new Asker(`${first.origin}/s/${made.id}/basic/whoami`))
    while (load.some(({ answered }) => answered < 10)) await new Promise((resolve) => setTimeout(resolve, 20))
    first.process.kill('SIGTERM')
    const [code] = await once(first.process, 'close')
    const failures = await Promise.all(load.map(({ failure }) => failure))
    expect(code).toBe(0)
    expect(failures).toEqual(Array(8).fill('nobody to connect to'))
    expect(await streamed).toContain('event: exchange')

    const second = await startChild(env)
    const response = await fetch(`${second.origin}/api/sandboxes/${made.id}`, {
      headers: { authorization: `Bearer ${made.ownerToken}` },
    })
    expect(response.status).toBe(200)
    second.process.kill('SIGINT')
    expect((await once(second.process, 'close'))[0]).toBe(0)
  }, 60_000)
})

// Last, so that most of the ten seconds have gone by.
it('a request is given up after ten seconds without its fields', async () => {
  const { answer, waited } = await slow
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
  expect(waited).toBeGreaterThan(9500)
})

/** Sends one request after the other on one connection, until there is nobody to connect to any more. */
class Asker {
  answered = 0
  /** How it ended. */
  readonly failure: Promise<string>
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  constructor(url: string) {
    this.failure = this.#ask(url)
  }

  async #ask(url: string): Promise<string> {
    for (;;) {
      const failed = await new Promise<string | undefined>((resolve) => {
        httpGet(url, { agent: this.#agent }, (response) => {
          response.on('error', ({ message }) => resolve(message)).on('end', () => resolve(undefined))
          response.resume()
        }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      })
      if (failed !== undefined) return failed === 'ECONNREFUSED' ? 'nobody to connect to' : failed
      this.answered++
    }
  }
}
