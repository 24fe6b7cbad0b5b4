/** OAuth 2.0 at the authorization endpoint: where it sends people, and where it does not. */
import { expect } from 'vitest'
import { type Page, ResourceOwner } from '../resource-owner.ts'
import {
  ada,
  approved,
  ask,
  authorize,
  callback,
  errorOf,
  expectDeadEnd,
  post,
  register,
  requestOf,
  seeded,
  tryRegister,
} from './oauth2-world.ts'
import type { Probe, ProbeWorld } from './probe.ts'

const metadataUrl = ({ lab, sandbox }: ProbeWorld) =>
  `${lab.running.origin}/.well-known/oauth-authorization-server${sandbox.base}`

/** Of a response type with a token the answer is in the fragment, an error too (Multiple Response Types §2.1). */
const membersOf = ({ hash, searchParams }: URL) =>
  hash === '' ? searchParams : new URLSearchParams(hash.slice(1))

/** Every one of them is another string than the registered ones, and somewhere a reader of URLs takes it for one. */
function nearMisses(world: ProbeWorld): string[] {
  const own = world.sandbox.url('/oauth2/client/callback')
  const { port } = new URL(own)
  return [
    `${own}/`,
    `${own}?`,
    `${own}?x=1`,
    `${own}#x`,
    `${own}%00`,
    `${own} `,
    `${own}/..`,
    `${own}.evil`,
    own.replace('callback', 'CALLBACK'),
    own.replace('callback', '%63allback'),
    own.replace('/client/', '/client/../client/'),
    own.replace('/client/', '/client/./'),
    own.replace('/client/', '/client%2F'),
    own.replace('/client/', '/client//'),
    own.replace('/client/', '\\client\\'),
    own.replace('http:', 'https:'),
    own.replace('http:', 'HTTP:'),
    own.replace('//localhost', '//LOCALHOST'),
    own.replace('//localhost', '//user@localhost'),
    own.replace('//localhost', '//localhost.'),
    own.replace('localhost', 'localhost.evil.example'),
    own.replace('localhost', 'localhost@evil.example'),
    own.replace('localhost', 'evil.example\\@localhost'),
    own.replace('localhost', 'lоcalhost'),
    own.replace(`:${port}`, ':1'),
    own.replace(`:${port}`, ''),
    'http://127.0.0.1/callback/',
    'http://127.0.0.1/Callback',
    'http://127.0.0.1/callback?x=1',
    'http://127.0.0.1/callback#x',
    'http://127.0.0.1@evil.example/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1:49152@evil.example/callback',
    'http://127.0.0.1:99999/callback',
    'http://127.0.0.1:x/callback',
    'http://127.0.0.2/callback',
    'http://127.1/callback',
    'http://2130706433/callback',
    'http://[::ffff:127.0.0.1]/callback',
    'https://127.0.0.1/callback',
    '//127.0.0.1/callback',
    '/callback',
    'callback',
    'javascript:alert(1)//callback',
    'data:text/html,callback',
    'http://evil.example/callback',
  ]
}

export const frontProbes: readonly Probe[] = [
  {
    id: 'OA2-01',
    title: 'a redirect URI is compared character by character; the port of a loopback address alone may vary',
    async run(world) {
      const misses = nearMisses(world)
      expect(misses.length).toBeGreaterThanOrEqual(25)
      for (const redirect_uri of misses)
        expectDeadEnd(await ask(world, authorize(world, requestOf({ redirect_uri }))), redirect_uri)
      for (const redirect_uri of [
        world.sandbox.url('/oauth2/client/callback'),
        'http://127.0.0.1/callback',
        'http://127.0.0.1:1/callback',
        'http://[::1]:65535/callback',
        'http://localhost:49152/callback',
      ])
        expect((await ask(world, authorize(world, requestOf({ redirect_uri })))).status, redirect_uri).toBe(
          200,
        )
    },
  },
  {
    id: 'OA2-02',
    title: 'without a client on record, or without its redirect URI, nobody is sent anywhere',
    async run(world) {
      for (const fields of [
        { client_id: undefined },
        { client_id: '' },
        { client_id: 'nobody' },
        { client_id: 'READER' },
        { client_id: 'nightly' },
        { redirect_uri: undefined },
        { redirect_uri: '' },
        { client_id: 'nobody', response_type: 'token' },
        { redirect_uri: 'http://evil.example/', scope: 'unknown' },
      ])
        expectDeadEnd(await ask(world, authorize(world, requestOf(fields))), JSON.stringify(fields))
      expectDeadEnd(await ask(world, authorize(world, '')))
    },
  },
  {
    id: 'OA2-03',
    title: 'any other error goes back to the client, with error, state and iss',
    async run(world) {
      for (const [fields, error] of [
        [{ response_type: 'token' }, 'unsupported_response_type'],
        [{ response_type: 'code token' }, 'unsupported_response_type'],
        [{ response_type: undefined }, 'invalid_request'],
        [{ scope: 'notes:all' }, 'invalid_scope'],
        [{ scope: 'openid' }, 'invalid_scope'],
        [{ code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
      ] as const) {
        const { status, headers } = await ask(world, authorize(world, requestOf(fields)))
        expect(status, error).toBe(303)
        const back = new URL(headers.get('location') ?? '')
        expect(`${back.origin}${back.pathname}`).toBe(callback)
        const { error_description, ...members } = Object.fromEntries(membersOf(back))
        expect(members).toEqual({ error, state: 'a state', iss: world.sandbox.url('') })
        expect(error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
      }
      const { url } = await ada(world).approve(authorize(world, requestOf()), 'deny')
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ error: 'access_denied', state: 'a state' })
    },
  },
  {
    id: 'OA2-04',
    title: 'an unknown parameter is ignored, an empty one is none, and one that comes twice is an error',
    async run(world) {
      for (const fields of [{ foo: 'bar' }, { response_mode: '' }, { resource: '' }, { nonce: '' }]) {
        const { status, text } = await ask(world, authorize(world, requestOf(fields)))
        expect([status, text.includes('name="password"')], JSON.stringify(fields)).toEqual([200, true])
      }
      expect((await approved(world, { state: '' })).get('state')).toBeNull()
      for (const name of ['client_id', 'redirect_uri', 'response_mode']) {
        const query = requestOf()
        query.append(name, query.get(name) ?? 'query')
        query.append(name, query.get(name) ?? 'query')
        expectDeadEnd(await ask(world, authorize(world, query)), name)
      }
      for (const name of ['scope', 'response_type', 'code_challenge', 'state']) {
        const query = requestOf()
        query.append(name, query.get(name) ?? '')
        const { status, headers } = await ask(world, authorize(world, query))
        const back = new URL(headers.get('location') ?? 'none:')
        expect([status, back.searchParams.get('error')], name).toEqual([303, 'invalid_request'])
      }
    },
  },
  {
    id: 'OA2-05',
    title: 'GET and POST show the same page, and nothing else is allowed',
    async run(world) {
      const url = world.sandbox.url('/oauth2/authorize')
      for (const init of [{ method: 'POST', body: requestOf() }, {}] as const) {
        const { status, text } = await ask(world, 'method' in init ? url : `${url}?${requestOf()}`, init)
        expect([status, text.includes('name="password"')]).toEqual([200, true])
      }
      for (const method of ['PUT', 'DELETE', 'PATCH'])
        expect((await ask(world, url, { method })).status).toBe(405)
    },
  },
  {
    id: 'OA2-06',
    title: 'no script of another origin reads a page or where it leads, whichever way it asks',
    async run(world) {
      const headers = { origin: 'https://evil.example' }
      for (const fields of [{}, { redirect_uri: 'http://evil.example/' }, { scope: 'unknown' }]) {
        const answer = await ask(world, authorize(world, requestOf(fields)), { headers })
        expect(answer.headers.get('access-control-allow-origin'), JSON.stringify(fields)).toBeNull()
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      }
      for (const path of ['authorize', 'device']) {
        const preflight = await ask(world, `/oauth2/${path}`, {
          method: 'OPTIONS',
          headers: {
            ...headers,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'x-y',
          },
        })
        expect(preflight.headers.get('access-control-allow-credentials'), path).toBeNull()
        expect(preflight.headers.get('access-control-allow-origin'), path).toBeNull()
      }
    },
  },
  {
    id: 'OA2-07',
    title:
      'a password is answered with a page, a decision with 303: nothing is sent on by another server’s method',
    async run(world) {
      const owner = new ResourceOwner(world.sandbox)
      await owner.visit(authorize(world, requestOf()))
      await owner.logIn()
      expect(owner.page?.status).toBe(200)
      await owner.submit([['decision', 'approve']])
      expect(owner.page?.status).toBe(303)
      expect(owner.page?.headers.get('location')).not.toMatch(/password|userId/)
    },
  },
  {
    id: 'OA2-08',
    title: 'no other site frames the pages of log-in, consent, error and device',
    async run(world) {
      const owner = new ResourceOwner(world.sandbox)
      const pages: (Page | undefined)[] = []
      const shown = async (what: Promise<unknown>) => {
        await what
        pages.push(owner.page)
      }
      await shown(owner.visit(authorize(world, requestOf())))
      await shown(owner.logIn())
      await shown(owner.submit([['decision', 'approve']]))
      await shown(owner.visit(authorize(world, '')))
      await shown(owner.visit(world.sandbox.url('/oauth2/device')))
      await shown(owner.submit([['user_code', 'BBBB-BBBB']]))
      await shown(owner.visit(world.sandbox.url('/oidc/end_session')))
      expect(pages.map((page) => page?.status)).toEqual([200, 200, 303, 400, 200, 400, 200])
      for (const page of pages) {
        const policy = page?.headers.get('content-security-policy') ?? ''
        expect(policy, page?.url).toMatch(/(?:^|; )frame-ancestors 'self'(?:;|$)/)
        expect(policy, page?.url).toMatch(/^default-src 'none'/)
        expect(policy).not.toContain('script-src')
      }
    },
  },
  {
    id: 'OA2-09',
    title: 'Ada is asked each time, and a client chooses neither its id nor a name that looks like more',
    async run(world) {
      for (let i = 0; i < 2; i++) {
        await ada(world).visit(authorize(world, requestOf()))
        if (ada(world).page?.text.includes('name="password"')) await ada(world).logIn()
        expect(ada(world).page?.text).toContain('name="decision"')
        await ada(world).submit([['decision', 'approve']])
      }
      const { client_id } = await register(world, { client_id: 'ada', client_secret: 'mine' })
      expect(client_id).toMatch(/^[\w-]{22}$/)
      for (const client_name of ['', 'x'.repeat(41), 'Notes\nby us', '<b>Notes</b>', '\u202eetoN'])
        expect(errorOf(await tryRegister(world, { client_name }))).toEqual([400, 'invalid_client_metadata'])
    },
  },
  {
    id: 'OA2-10',
    title: 'neither the implicit nor the password grant is offered',
    async run(world) {
      for (const response_type of ['token', 'id_token', 'id_token token', 'code id_token']) {
        const { headers } = await ask(world, authorize(world, requestOf({ response_type })))
        expect(membersOf(new URL(headers.get('location') ?? '')).get('error')).toBe(
          'unsupported_response_type',
        )
      }
      const { userId: username, password } = world.sandbox.credentials.oauth2.resourceOwner
      const fields = { grant_type: 'password', username, password, scope: 'notes:read' }
      for (const id of ['reader', 'reader-confidential', 'nightly'])
        expect(errorOf(await post(world, 'token', seeded(world, id), fields))).toEqual([
          400,
          'unsupported_grant_type',
        ])
      const { body } = await ask(world, metadataUrl(world))
      expect(body.response_types_supported).toEqual(['code'])
      for (const grant of ['implicit', 'password']) {
        expect(body.grant_types_supported).not.toContain(grant)
        expect(errorOf(await tryRegister(world, { grant_types: [grant] }))).toEqual([
          400,
          'invalid_client_metadata',
        ])
      }
    },
  },
  {
    id: 'OA2-11',
    title: 'a redirect URI is on this origin, or http on loopback: no other is registered',
    async run(world) {
      for (const uri of [
        'http://example.com/callback',
        'https://example.com/callback',
        'http://localhost.example.com/',
        'https://localhost/callback',
        'http://127.0.0.1@example.com/',
        'com.example.app:/callback',
        'javascript:alert(1)',
        'http://localhost/callback#x',
        // On this origin it has to be a callback, and of this sandbox.
        world.sandbox.url('/x'),
        `${world.lab.running.origin}/callback`,
        `${world.lab.running.origin}/s/demo/callback`,
        'http://localhost/a/../b',
        'http://10.0.0.1/callback',
        'http://[::]/callback',
        'http://0.0.0.0/callback',
        '/callback',
        '',
      ])
        expect(errorOf(await tryRegister(world, { redirect_uris: [uri] })), uri).toEqual([
          400,
          'invalid_redirect_uri',
        ])
      for (const uri of [
        'http://localhost/x',
        'http://127.0.0.1/x',
        'http://[::1]/x',
        world.sandbox.url('/x/callback'),
      ])
        expect((await tryRegister(world, { redirect_uris: [uri] })).status, uri).toBe(201)
    },
  },
  {
    id: 'OA2-12',
    title:
      'nobody is sent further than to this origin or to this machine, whoever registered: not by an error either',
    async run(world) {
      const fresh = await register(world, { redirect_uris: ['http://localhost/fresh'] })
      const asked = { client_id: fresh.client_id, scope: 'unknown' }
      const own = { ...asked, redirect_uri: 'http://localhost:8/fresh' }
      const { headers } = await ask(world, authorize(world, requestOf(own)))
      expect(new URL(headers.get('location') ?? '').hostname).toBe('localhost')
      for (const redirect_uri of ['http://evil.example/fresh', 'http://localhost.evil.example/fresh'])
        expectDeadEnd(await ask(world, authorize(world, requestOf({ ...asked, redirect_uri }))))
      const logout = '/oidc/end_session?post_logout_redirect_uri=http%3A%2F%2Fevil.example%2F'
      expect((await ask(world, logout)).headers.get('location')).toBeNull()
      // In a twin that compares nothing, the address is shown and nobody is sent there.
      const twin = '/without/oauth2.redirect-uri-registered/oauth2/authorize?'
      const {
        status,
        headers: held,
        text,
      } = await ask(world, `${twin}${requestOf({ redirect_uri: 'http://evil.example/', scope: 'unknown' })}`)
      expect([status, held.get('location')]).toEqual([200, null])
      expect(text).toContain('http://evil.example/')
    },
  },
  {
    id: 'OA2-13',
    title: 'iss is in success and in error, to the letter as the metadata has it, which announces it',
    async run(world) {
      for (const path of [metadataUrl(world), '/.well-known/openid-configuration']) {
        const { body } = await ask(world, path)
        expect(body.authorization_response_iss_parameter_supported).toBe(true)
        expect((await approved(world)).get('iss')).toBe(body.issuer)
        const { headers } = await ask(world, authorize(world, requestOf({ scope: 'unknown' })))
        expect(new URL(headers.get('location') ?? '').searchParams.get('iss')).toBe(body.issuer)
      }
    },
  },
]
