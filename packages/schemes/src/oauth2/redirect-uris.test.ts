import { describe, expect, test } from 'vitest'
import { answerField, failedCheck } from '../testing/lab.ts'
import { bodyOf, FrontLab } from '../testing/oauth2-front.ts'
import { callbackFlaw, isRegistered, redirectUriFlaw } from './clients/redirect-uris.ts'

const own = 'http://localhost:8787/s/lab/oauth2/client/callback'

/** What somebody could take for one of the registered strings. */
const nearMisses = [
  // A path that is nearly the same.
  `${own}/`,
  `${own}//`,
  `${own}/x`,
  `${own}?`,
  `${own}?x=1`,
  `${own}#`,
  `${own}#x`,
  `${own}%2f`,
  `${own}%00`,
  `${own};x`,
  `${own} `,
  ` ${own}`,
  `${own}\n`,
  'http://localhost:8787/s/lab/oauth2/client/Callback',
  'http://localhost:8787/s/lab/oauth2/client/callbac',
  'http://localhost:8787/s/lab/oauth2/client/%63allback',
  'http://localhost:8787/s/lab/oauth2/client/./callback',
  'http://localhost:8787/s/lab/oauth2/x/../client/callback',
  'http://localhost:8787/s/lab/oauth2/client/callback/../../../mallory/caught',
  'http://localhost:8787/s/lab/oauth2/client/%2e%2e/client/callback',
  'http://localhost:8787/s/other/oauth2/client/callback',
  'http://localhost:8787//s/lab/oauth2/client/callback',
  'http://localhost:8788/s/lab/oauth2/client/callback',
  'http://localhost/s/lab/oauth2/client/callback',
  'http://127.0.0.1:8787/s/lab/oauth2/client/callback',
  // Another world's, or another client's.
  'http://localhost:8787/s/lab/without/oauth2.scope-known/oauth2/client/callback',
  'http://localhost:8787/s/lab/oidc/client/callback',
  'http://localhost:8787/s/lab/mallory/callback',
  // Another host that looks alike, or is one to some reader.
  'http://evil.test/s/lab/oauth2/client/callback',
  'http://localhost.evil.test/callback',
  'http://mallory.localhost/callback',
  'http://localhost@evil.test/callback',
  'http://user@localhost/callback',
  'http://:x@localhost/callback',
  'http://evil.test\\@localhost/callback',
  'http://localhost\\@evil.test/callback',
  'http://localhost:80@evil.test/callback',
  'http://localhost%2f@evil.test/callback',
  'http://localhost#@evil.test/callback',
  'http://localhost?@evil.test/callback',
  'http://loc\u0430lhost/callback',
  'http://xn--loclhost-hwf/callback',
  'http://localhost./callback',
  'http://LOCALHOST/callback',
  'http://127.0.0.2/callback',
  'http://127.1/callback',
  'http://0x7f.0.0.1/callback',
  'http://2130706433/callback',
  'http://127.0.0.1.evil.test/callback',
  'http://[::2]/callback',
  'http://[0:0:0:0:0:0:0:1]/callback',
  'http://[::ffff:127.0.0.1]/callback',
  // A port that is none.
  'http://localhost:/callback',
  'http://localhost:0/callback',
  'http://localhost:080/callback',
  'http://localhost:65536/callback',
  'http://localhost:99999/callback',
  'http://localhost:9999:1/callback',
  'http://localhost:9999x/callback',
  'http://localhost: 9999/callback',
  'http://localhost:٣/callback',
  // A path on loopback that is nearly the same.
  'http://localhost:9999/callback/',
  'http://localhost:9999/callback?x=1',
  'http://localhost:9999/callback#x',
  'http://localhost:9999/Callback',
  'http://localhost:9999/',
  'http://localhost:9999',
  'http://localhost:9999//callback',
  'http://localhost:9999/x/../callback',
  // Another scheme, or none.
  'https://localhost/callback',
  'HTTP://localhost/callback',
  'http:localhost/callback',
  'http:///localhost/callback',
  'http:\\\\localhost\\callback',
  '//localhost/callback',
  '/callback',
  'callback',
  'ftp://localhost/callback',
  'javascript://localhost/callback',
  'data:text/html,x',
  'reader://callback',
  'urn:ietf:wg:oauth:2.0:oob',
  // Two at once.
  `${own},${own}`,
  `${own}&redirect_uri=https://evil.test`,
  `${own}\u0000https://evil.test`,
].map((uri) => [uri] as const)

const server = { origin: 'https://lab.example' }

const taken = [
  own,
  'http://localhost/callback',
  'http://localhost:1/callback',
  'http://localhost:65535/callback',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:5000/callback',
  'http://[::1]/callback',
  'http://[::1]:5000/callback',
].map((uri) => [uri] as const)

describe('OA2-01: redirect URIs are compared character by character', () => {
  test.each(nearMisses)('%j is none of Reader’s: a page, and nobody is sent anywhere', async (uri) => {
    const page = await new FrontLab().ask({ redirect_uri: uri })
    expect(failedCheck(page)).toBe('redirect-uri-registered')
    expect(page.response.status).toBe(400)
    expect(answerField(page, 'location')).toBeUndefined()
    expect(bodyOf(page)).not.toContain('http-equiv')
  })

  test.each(taken)('%s is', async (uri) => {
    const back = await new FrontLab().decided({ redirect_uri: uri })
    const target = uri === own ? back.request.target : (answerField(back, 'location') ?? '')
    expect(back.response.status).toBe(uri === own ? 400 : 303)
    expect(target.startsWith(`${uri === own ? '/s/lab/oauth2/client/callback' : uri}?code=`)).toBe(true)
  })

  test('a port that was registered can vary as well, and only on loopback', () => {
    const client = {
      redirect_uris: ['http://127.0.0.1:3000/a?b=c', 'https://lab.example:1/cb', 'http://10.0.0.1/cb'],
    }
    for (const uri of ['http://127.0.0.1:3000/a?b=c', 'http://127.0.0.1:1/a?b=c', 'http://127.0.0.1/a?b=c'])
      expect(isRegistered(server, client, uri), uri).toBe(true)
    for (const uri of [
      'http://127.0.0.1/a',
      'https://lab.example/cb',
      'https://lab.example:2/cb',
      'http://10.0.0.1:2/cb',
    ])
      expect(isRegistered(server, client, uri), uri).toBe(false)
    expect(isRegistered(server, { redirect_uris: [] }, '')).toBe(false)
    expect(isRegistered(server, { redirect_uris: ['http://localhost:99999/x'] }, 'nonsense')).toBe(false)
  })
})

describe('OA2-11: what can be registered', () => {
  test.each([
    'https://lab.example/s/x/callback',
    'https://lab.example/s/x/callback?a=b&c=%20',
    'http://localhost/callback',
    'http://localhost:3000',
    'http://localhost:3000/',
    'http://127.0.0.1:3000/cb',
    'http://[::1]:3000/cb',
  ])('%s can', (uri) => {
    expect(redirectUriFlaw(server, uri)).toBeUndefined()
  })

  test.each([
    'http://lab.example/s/x/callback',
    'https://lab.example:444/callback',
    'https://evil.test/callback',
    'http://evil.test/callback',
    'https://localhost/callback',
    'http://localhost/callback#',
    'http://localhost/callback#x',
    'http://user@localhost/callback',
    'http://localhost/x@y',
    'http://localhost/a/../b',
    'http://localhost/%2e%2e/b',
    'http://LOCALHOST/callback',
    'http://localhost:80/callback',
    'http://localhost:080/callback',
    'http://localhost\\callback',
    'http://localhost/a b',
    'http://localhost/\u00e9',
    'http://127.1/callback',
    'http://localhost/"><script>',
    'javascript:alert(1)',
    'reader://callback',
    '/callback',
    'callback',
    '',
    `http://localhost/${'x'.repeat(512)}`,
  ])('%j cannot', (uri) => {
    expect(redirectUriFlaw(server, uri)).toMatch(/^a redirect URI /)
  })

  test('the server’s own origin may be plain http where the server is', () => {
    expect(redirectUriFlaw({ origin: 'http://10.0.0.5:8787' }, 'http://10.0.0.5:8787/cb')).toBeUndefined()
  })
})

describe('on this origin', () => {
  const here = { origin: 'http://localhost:8787', base: '/s/lab' }

  test('a program’s address on loopback is none of the server’s, whatever its port', () => {
    const redirect_uris = ['http://localhost/s/lab/oidc/client/logout']
    expect(isRegistered(here, { redirect_uris }, 'http://localhost:9999/s/lab/oidc/client/logout')).toBe(true)
    expect(isRegistered(here, { redirect_uris }, 'http://localhost:8787/s/lab/oidc/client/logout')).toBe(
      false,
    )
  })

  test.each(['/s/lab/oauth2/client/callback', '/s/lab/callback', '/s/lab/mallory/callback?x=1'])(
    'an answer may go to a callback of this sandbox: %s',
    (path) => expect(callbackFlaw(here, `${here.origin}${path}`)).toBeUndefined(),
  )

  test.each([
    '/s/lab/oidc/client/logout',
    '/s/lab/oidc/end_session',
    '/s/lab/oauth2/client/begin?client_id=reader&state=x',
    '/s/lab/oauth2/authorize?x=/callback',
    '/s/other/oauth2/client/callback',
    '/s/laboratory/callback',
    '/api/sandboxes',
    '/callback',
    '/',
  ])('and nowhere else: %s', (path) =>
    expect(callbackFlaw(here, `${here.origin}${path}`)).toBe(
      'a redirect URI on this origin that is no callback of this sandbox',
    ),
  )

  test('what no client can register stays so', () => {
    expect(callbackFlaw(here, 'https://evil.test/callback')).toMatch(/neither on this origin/)
  })
})
