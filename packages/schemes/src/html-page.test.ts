import { field, readable } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { readHtmlForm } from './html-form.ts'
import { html, htmlPage } from './html-page.ts'
import { heldTarget, isLoopback, redirectTo, withQuery } from './redirect-to.ts'

const evil = `"><script>alert('1')</script>&`

describe('html', () => {
  it('escapes every value, but for HTML that was made the same way', () => {
    const list = [html`<b>${'<i>'}</b>`, html`<hr>`]
    expect(html`<p title="${evil}">${list}${undefined}${false}${0}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"><b>&lt;i&gt;</b><hr>0</p>',
    )
  })
})

describe('a page', () => {
  const page = htmlPage(
    400,
    { site: evil, title: evil, main: html`<p>${evil}</p>`, leadsTo: new URL('http://localhost:1/cb?a=b') },
    [['X-More', '1']],
  )
  const text = readable(page.body)

  it('is a whole document in a language, with one heading, and nothing of what was put in runs', () => {
    expect(page.status).toBe(400)
    expect(field(page, 'content-type')).toBe('text/html; charset=utf-8')
    expect(field(page, 'cache-control')).toBe('no-store')
    expect(field(page, 'x-more')).toBe('1')
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text.match(/<h1>/g)).toHaveLength(1)
    expect(text).not.toContain('<script')
  })

  it('allows its one style sheet by its hash, and its form where it leads', async () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? ''
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)))
    const hash = btoa(String.fromCharCode(...digest))
    expect(field(page, 'content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' http://localhost:1; frame-ancestors 'self'; base-uri 'none'`,
    )
  })

  it('allows the scheme where its form leads to an address that a policy cannot write', () => {
    const leading = (to: string) =>
      field(
        htmlPage(200, { site: '', title: '', main: html``, leadsTo: new URL(to) }),
        'content-security-policy',
      )
    expect(leading('http://[::1]:5000/cb')).toContain("; form-action 'self' http:; ")
    expect(leading('https://[::1]/cb')).toContain("; form-action 'self' https:; ")
    expect(leading('http://127.0.0.1:5000/cb')).toContain("; form-action 'self' http://127.0.0.1:5000; ")
  })

  it('shows its form to whoever reads it', () => {
    const form = html`<form method="post" action="/a?b=${'&'}"><input type="hidden" name="h" value="${evil}"><input id="u" name="userId"><input type="checkbox" name="scope" value="a" checked><input type="checkbox" name="scope" value="b"><button name="decision" value="approve">Yes</button></form>`
    expect(readHtmlForm(form.text)).toEqual({
      action: '/a?b=&',
      method: 'POST',
      fields: [
        ['h', evil],
        ['scope', 'a'],
      ],
    })
    expect(readHtmlForm('<p>none</p>')).toBeUndefined()
  })
})

describe('a redirect', () => {
  const server = { origin: 'https://lab.example' }

  it.each([
    'https://lab.example/s/x/cb',
    'http://localhost/cb',
    'http://localhost:5000/cb?a=b#c',
    'https://127.0.0.1/cb',
    'http://[::1]:1/cb',
    'http://localhost/cb?a=(~*!)&b=%2f',
  ])('goes to %s', (target) => {
    const answer = redirectTo(server, target, 'Notes', { status: 302, headers: [['Set-Cookie', 'a=b']] })
    expect([answer.status, field(answer, 'location'), field(answer, 'set-cookie')]).toEqual([
      302,
      target,
      'a=b',
    ])
    expect(redirectTo(server, target, 'Notes').status).toBe(303)
    expect(field(answer, 'content-type'), 'a page, not an answer of the API').toBe('text/html; charset=utf-8')
    expect(field(answer, 'content-security-policy')).toContain("frame-ancestors 'self'")
  })

  it.each([
    ['http:localhost:5000/cb', 'http://localhost:5000/cb'],
    ['http:\\\\localhost\\@evil.test/', 'http://localhost/@evil.test/'],
    ['http://%6cocalhost/\r\nX: 1', 'http://localhost/X:%201'],
  ])('goes where it found that %j leads, and not where another reader might', (target, place) => {
    expect(field(redirectTo(server, target, 'Notes'), 'location')).toBe(place)
  })

  it.each([
    'https://evil.test/?a=1&b="><script>',
    'http://lab.example/s/x/cb',
    'https://lab.example:444/',
    'https://lab.example@evil.test/',
    'https://localhost.evil.test/',
    '//evil.test/',
    '/s/x/cb',
    'javascript:alert(1)',
    'myapp://localhost/cb',
    'http://',
    '',
  ])('only shows %s', (target) => {
    const answer = redirectTo(server, target, 'Notes')
    expect(answer.status).toBe(200)
    expect(field(answer, 'location')).toBeUndefined()
    expect(readable(answer.body)).not.toContain('<script')
    expect(heldTarget(answer.body)).toBe(target)
  })

  it('knows this machine by all its names', () => {
    const hosts = [
      'http://localhost',
      'http://127.0.0.1',
      'http://127.9.9.9',
      'http://[::1]',
      'http://0x7f.1',
    ]
    for (const host of hosts) expect(isLoopback(new URL(host)), host).toBe(true)
    for (const host of ['http://a.localhost.test', 'http://10.0.0.1', 'http://[::2]', 'http://128.0.0.1'])
      expect(isLoopback(new URL(host)), host).toBe(false)
  })

  it('keeps the query that is there', () => {
    const pairs = [['a b', 'é']] as const
    expect(withQuery('http://x/', pairs)).toBe('http://x/?a+b=%C3%A9')
    expect(withQuery('http://x/?', pairs)).toBe('http://x/?a+b=%C3%A9')
    expect(withQuery('http://x/?y=1&', pairs)).toBe('http://x/?y=1&a+b=%C3%A9')
    expect(withQuery('http://x/?y=1#z?', pairs)).toBe('http://x/?y=1&a+b=%C3%A9#z?')
  })
})
