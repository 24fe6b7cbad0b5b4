import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { bestEncoding, page } from './page.ts'

const directory = mkdtempSync(join(tmpdir(), 'lockstep-page-'))
afterAll(() => rmSync(directory, { recursive: true }))
mkdirSync(join(directory, 'dist/assets'), { recursive: true })
const script = 'export const a = 1\n'.repeat(100)
writeFileSync(join(directory, 'secret.txt'), 'not for the page')
writeFileSync(join(directory, 'dist/index.html'), '<!doctype html>')
writeFileSync(join(directory, 'dist/.inputs'), 'a hash')
writeFileSync(join(directory, 'dist/assets/index-B1x.js'), script)
writeFileSync(join(directory, 'dist/assets/mono-C2y.woff2'), 'font')

const serve = page(join(directory, 'dist'))
const app = new Hono().all('*', (context) => serve(context))
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(path, { method, headers })
const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('page', () => {
  it('serves a hashed file for ever, in the coding asked for', async () => {
    for (const [coding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const response = await get('/assets/index-B1x.js', { 'accept-encoding': coding })
      expect(response.headers.get('content-encoding')).toBe(coding)
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('vary')).toBe('Accept-Encoding')
      const body = new Uint8Array(await response.arrayBuffer())
      expect(response.headers.get('content-length')).toBe(String(body.length))
      expect(decode(body).toString()).toBe(script)
    }
  })

  it('does not compress a font again', async () => {
    const response = await get('/assets/mono-C2y.woff2', { 'accept-encoding': 'br' })
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(response.headers.get('content-type')).toBe('font/woff2')
  })

  it('has index.html looked at anew each time, and says so when it is the same', async () => {
    const first = await get('/')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const etag = first.headers.get('etag') ?? ''
    const again = await get('/', { 'if-none-match': `"x", W/${etag}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect((await get('/', { 'if-none-match': '"x"' })).status).toBe(200)
    expect((await get('/', { 'accept-encoding': 'br' })).headers.get('etag')).not.toBe(etag)
  })

  it('gives the page for any path that a person goes to', async () => {
    expect(await (await get('/schemes/one?step=2', navigation)).text()).toBe('<!doctype html>')
    expect((await get('/schemes/one')).status).toBe(404)
  })

  it('answers HEAD without content', async () => {
    const response = await get('/', {}, 'HEAD')
    expect(response.headers.get('content-length')).toBe('15')
    expect(await response.text()).toBe('')
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%00',
    '/assets/gone-123.js',
    '/.inputs',
    '/assets/',
    '//etc/passwd',
    '/__proto__',
  ])('has nothing at %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('There is no such page.\n')
  })

  it('says what to do where nothing is built', async () => {
    const response = await new Hono().all('*', page(join(directory, 'none'))).request('/')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('npm start')
  })
})

describe('bestEncoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0', 'identity'],
    ['BR', 'br'],
    ['', 'identity'],
  ])('for %j is %s', (accepted, encoding) => {
    expect(bestEncoding(accepted)).toBe(encoding)
  })
})
