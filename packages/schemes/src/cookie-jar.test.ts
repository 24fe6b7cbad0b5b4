import { field, request } from '@lockstep/http/message'
import { expect, test } from 'vitest'
import { CookieJar } from './cookie-jar.ts'

const answer = (...lines: string[]) => ({ headers: lines.map((line) => ['Set-Cookie', line] as const) })
const cookies = (jar: CookieJar, target: string) => field(jar.sent(request('GET', target)), 'cookie')

test('sends a cookie back below its path, and nowhere else', () => {
  const jar = new CookieJar()
  jar.keep(answer('session=a=b; Path=/s/1/oauth1; HttpOnly', 'theme=dark'))
  expect(cookies(jar, '/s/1/oauth1/authorize?x=1')).toBe('session=a=b; theme=dark')
  expect(cookies(jar, '/s/1/oauth1')).toBe('session=a=b; theme=dark')
  expect(cookies(jar, '/s/1/oauth10')).toBe('theme=dark')
  expect(cookies(new CookieJar(), '/s/1/oauth1')).toBeUndefined()
})

test('takes a newer value, and takes away what has ended', () => {
  const jar = new CookieJar()
  jar.keep(answer('a=1; path=/'))
  jar.keep(answer('a=2; Path=/', 'a=3; Path=/deep/'))
  expect(cookies(jar, '/deep/er')).toBe('a=2; a=3')
  jar.keep(answer('a=; Path=/; Max-Age=0'))
  expect(cookies(jar, '/deep/er')).toBe('a=3')
})
