import { field, type HttpRequest, type HttpResponse, readable, request } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import { expect, it } from 'vitest'
import { tellBody } from './exchange.ts'
import { html, htmlPage } from './html-page.ts'
import type { Exchange } from './scheme.ts'
import { UserAgent } from './user-agent.ts'

const at = { origin: 'http://localhost:8787', base: '/s/lab' }
const page = htmlPage(200, {
  site: 'Notes',
  title: 'Log in',
  main: html`<form method="post" action="/s/lab/in"><input type="hidden" name="h" value="1"><input type="checkbox" name="scope" value="a" checked><input name="userId"></form>`,
})

/** A server of a few fixed answers, and what it was asked. */
function made(answers: Readonly<Record<string, HttpResponse>>) {
  const asked: HttpRequest[] = []
  const send = async (message: HttpRequest): Promise<Exchange> => {
    asked.push(message)
    const response = answers[message.target.split('?', 1)[0] ?? ''] ?? empty(404)
    const told = { ...response, body: tellBody(response.body) }
    return { request: { ...message, body: tellBody(message.body) }, response: told } as Exchange
  }
  return { asked, agent: new UserAgent(at, send) }
}

it('follows redirects below the sandbox, with the cookies of their paths', async () => {
  const { asked, agent } = made({
    '/s/lab/a': empty(302, [
      ['Location', '/s/lab/b?x=1'],
      ['Set-Cookie', 'one=1; Path=/s/lab/b'],
    ]),
    '/s/lab/b': empty(303, [['Location', 'http://localhost:8787/s/lab/c']]),
    '/s/lab/c': empty(200),
  })
  expect((await agent.visit('http://localhost:8787/s/lab/a')).response.status).toBe(200)
  expect(asked.map(({ method, target }) => `${method} ${target}`)).toEqual([
    'GET /s/lab/a',
    'GET /s/lab/b?x=1',
    'GET /s/lab/c',
  ])
  expect(asked.map((message) => field(message, 'cookie'))).toEqual([undefined, 'one=1', undefined])
})

it('stops before another origin, another sandbox, and after a few in a circle', async () => {
  const { asked, agent } = made({
    '/s/lab/a': empty(302, [['Location', 'http://localhost:9999/s/lab/b']]),
    '/s/lab/o': empty(302, [['Location', '/s/other/b']]),
    '/s/lab/r': empty(302, [['Location', '/s/lab/r']]),
  })
  expect((await agent.visit('/s/lab/a')).response.status).toBe(302)
  expect((await agent.visit('/s/lab/o')).response.status).toBe(302)
  expect(asked).toHaveLength(2)
  await agent.visit('/s/lab/r')
  expect(asked).toHaveLength(8)
})

it('posts the form of its page: what is ticked and hidden, what is filled in, and not what is left out', async () => {
  const { asked, agent } = made({ '/s/lab/log-in': page })
  await agent.visit('/s/lab/log-in')
  await agent.submit([['userId', 'ada']])
  expect(asked[1]).toEqual(
    request(
      'POST',
      '/s/lab/in',
      [['Content-Type', 'application/x-www-form-urlencoded']],
      'h=1&scope=a&userId=ada',
    ),
  )
  await expect(async () => agent.submit([])).rejects.toThrow('without a form')
  await agent.visit('/s/lab/log-in')
  await agent.submit([['scope', 'b']], { without: ['h'] })
  expect(readable(asked.at(-1)?.body ?? new Uint8Array())).toBe('scope=b')
})
