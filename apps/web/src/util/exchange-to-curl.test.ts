import type { Exchange } from '@lockstep/schemes/scheme'
import { describe, expect, it } from 'vitest'
import { exchangeToCurl } from './exchange-to-curl.ts'

type Asked = Partial<Exchange['request']>

function exchange(request: Asked, transport: Exchange['transport'] = 'http'): Exchange {
  const body = { text: '', bytes: 0, truncated: false }
  return {
    id: 'x',
    sandbox: 's',
    scheme: null,
    endpoint: null,
    without: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMicros: 1,
    transport,
    request: { method: 'GET', target: '/a', headers: [['Host', 'h:1']], body, ...request },
    response: { status: 200, headers: [], body },
    verdict: null,
  }
}

const command = (asked: Asked, transport?: Exchange['transport']) =>
  exchangeToCurl(exchange(asked, transport), 'http://here')

describe('exchangeToCurl', () => {
  it('sends the same method, target and fields, and leaves to curl what curl sets', () => {
    expect(
      command({
        target: '/s/x/whoami?a=1&b=$c',
        headers: [
          ['Host', 'h:1'],
          ['User-Agent', 'curl/8'],
          ['Authorization', 'Basic YTpi'],
          ['X-Empty', ''],
        ],
      }),
    ).toEqual({
      command: [
        "curl -i 'http://h:1/s/x/whoami?a=1&b=$c'",
        "  -H 'Authorization: Basic YTpi'",
        "  -H 'X-Empty;'",
      ].join(' \\\n'),
    })
  })

  it('closes and opens the quotes around a quote', () => {
    expect(command({ headers: [['X-Name', "it's"]] })).toEqual({
      command: `curl -i http://here/a \\\n  -H 'X-Name: it'\\''s'`,
    })
  })

  it('sends content as it stands', () => {
    const body = { text: '{"a":"@file"}\n', bytes: 14, truncated: false }
    expect(command({ method: 'POST', body })).toEqual({
      command: `curl -i -X POST http://h:1/a \\\n  --data-raw '{"a":"@file"}\n'`,
    })
  })

  it('follows the listener', () => {
    expect(command({}, 'tls')).toEqual({ command: 'curl -i https://h:1/a' })
  })

  it('says why there is none where the content is not all here, or not text', () => {
    expect(command({ body: { text: 'a', bytes: 20_000, truncated: true } })).toHaveProperty('why')
    expect(command({ body: { base64: '/w==', bytes: 1, truncated: false } })).toHaveProperty('why')
  })
})
