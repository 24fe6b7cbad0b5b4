import { expect, it } from 'vitest'
import { plainCurl } from './plain-curl.ts'

it('shows the head, and drops what serves a program only', () => {
  expect(
    plainCurl(
      `curl --silent --show-error --user 'ada:se cret' --write-out '\\n%{http_code}\\n' 'http://localhost:8787/s/demo/x/whoami'\n`,
    ),
  ).toBe(`curl -i --user 'ada:se cret' http://localhost:8787/s/demo/x/whoami`)
})

it('puts it on one line', () => {
  expect(plainCurl(`curl -sS -H 'X-Key: k' \\\n  -w '\\n%{http_code}\\n' 'http://h/a'\n`)).toBe(
    `curl -i -H 'X-Key: k' http://h/a`,
  )
})

it('keeps quotes wherever a shell would read something else without them', () => {
  for (const value of [
    'a b',
    'a$b',
    'a`b',
    'a;b',
    'a*b',
    "a'\\''b",
    'a&b',
    '~a',
    '#a',
    'a?b',
    'a!b',
    'a=b',
    'ä',
    '',
  ])
    expect(plainCurl(`curl --user '${value}' -v`)).toBe(`curl -i --user '${value}' -v`)
})
