/** What a script of another origin can read of the authorization server and its API, and what it cannot. */
import { loadSchemes } from '@lockstep/schemes/list'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const ask = (path: string, init: RequestInit = {}) =>
  lab.call(`${sandbox.base}/oauth2/${path}`, {
    ...init,
    headers: { Origin: 'https://app.example', ...init.headers },
  })

it('OA2-59: a script reads the challenge and the nonce of DPoP', async () => {
  const answer = await ask('whoami', { headers: { Authorization: 'DPoP abc', DPoP: 'abc' } })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  const exposed = (answer.headers.get('access-control-expose-headers') ?? '').split(/, */)
  expect(exposed).toEqual(expect.arrayContaining(['WWW-Authenticate', 'DPoP-Nonce']))
  expect(answer.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(answer.headers.get('www-authenticate')).toContain('DPoP ')
})

it('OA2-59: a preflight lets a proof through', async () => {
  const answer = await ask('token', {
    method: 'OPTIONS',
    headers: {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'dpop, authorization',
    },
  })
  expect(answer.status).toBe(204)
  const allowed = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase()
  expect(allowed).toContain('dpop')
  expect(allowed).toContain('authorization')
})

it.each(['jwks.json', 'whoami'])('%s is for scripts of any origin', async (path) => {
  expect((await ask(path)).headers.get('access-control-allow-origin')).toBe('*')
})

it.each(['device', 'device?user_code=BBBB-BBBB', 'authorize?client_id=reader'])(
  '%s is a page, and no script of another origin reads it',
  async (path) => {
    const answer = await ask(path)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  },
)

/** The paths of every endpoint, and whether it says that it serves pages. */
const places = (await loadSchemes()).flatMap(({ slug, endpoints }) =>
  endpoints
    .filter(({ mount = 'scheme', path }) => mount === 'scheme' && !path.includes(':'))
    .map(({ path, methods, page = false }) => ({ path: `${slug}${path}`, methods, page })),
)

it.each(places.filter(({ page }) => page))(
  'OA2-06: no preflight holds at a page: $path',
  async ({ path, methods }) => {
    const answer = await lab.call(`${sandbox.base}/${path}`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(answer.status).toBe(204)
    for (const method of methods) expect(answer.headers.get('allow')).toContain(method)
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  },
)

it('OA2-06: whatever answers with a page says so', async () => {
  expect(places.filter(({ page }) => page).length).toBeGreaterThan(12)
  for (const { path, methods, page } of places) {
    for (const method of methods) {
      const answer = await lab.call(`${sandbox.base}/${path}`, { method })
      const isHtml = answer.headers.get('content-type')?.startsWith('text/html') ?? false
      if (isHtml) expect(page, `${method} ${path}`).toBe(true)
    }
  }
})
