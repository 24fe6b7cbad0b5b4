import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { list } from '@lockstep/schemes/list'
import { build, type Rolldown } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

const entry = fileURLToPath(new URL('service-worker.ts', import.meta.url))
const origin = 'https://lab.example'
let code: string
let imported: string[]

beforeAll(async () => {
  imported = []
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [{ name: 'note-imports', enforce: 'pre', resolveId: (id) => void imported.push(id) }],
    build: {
      write: false,
      minify: false,
      target: 'es2024',
      rolldownOptions: { input: entry, output: { format: 'iife', codeSplitting: false } },
    },
  })
  const [output] = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[]
  const chunks = output?.output ?? []
  expect(chunks).toHaveLength(1)
  code = chunks[0]?.type === 'chunk' ? chunks[0].code : ''
}, 60_000)

/** A worker with what the Web gives it and nothing else: no process, no Buffer, no require. */
function startWorker() {
  const listeners: ((event: object) => void)[] = []
  const web = Object.fromEntries(
    [
      'AbortController',
      'AbortSignal',
      'Blob',
      'ByteLengthQueuingStrategy',
      'CountQueuingStrategy',
      'CryptoKey',
      'DOMException',
      'Event',
      'EventTarget',
      'FormData',
      'Headers',
      'ReadableStream',
      'Request',
      'Response',
      'TextDecoder',
      'TextEncoder',
      'TransformStream',
      'URL',
      'URLSearchParams',
      'WritableStream',
      'atob',
      'btoa',
      'clearInterval',
      'clearTimeout',
      'crypto',
      'performance',
      'queueMicrotask',
      'setInterval',
      'setTimeout',
      'structuredClone',
    ].map((name) => [name, globalThis[name as keyof typeof globalThis]]),
  )
  const context = createContext({
    ...web,
    Uint8Array,
    ArrayBuffer,
    location: { origin },
    addEventListener: (_: string, listener: (event: object) => void) => listeners.push(listener),
  })
  runInContext(code, context)
  return async (path: string, init: RequestInit = {}): Promise<Response | undefined> => {
    let answer: Promise<Response> | undefined
    const request = new Request(new URL(path, origin), init)
    for (const listener of listeners)
      listener({
        request,
        respondWith: (given: Promise<Response>) => {
          answer = given
        },
      })
    return answer
  }
}

describe('the bundle', () => {
  it('imports nothing of Node', () => {
    const builtins = new Set(builtinModules)
    expect(imported.length).toBeGreaterThan(20)
    expect(imported.filter((id) => id.startsWith('node:') || builtins.has(id))).toEqual([])
    // What a bundler puts in the place of what it cannot bundle.
    expect(code).not.toMatch(/__vite-browser-external|__require\b|\brequire\(/)
  })

  it('answers for the API', async () => {
    const response = await startWorker()('/api/health')
    expect(response?.status).toBe(200)
    expect(await response?.json()).toMatchObject({ status: 'ok', runtime: 'service-worker' })
  })

  it.each(list.map(({ slug }) => slug))('challenges at /s/demo/%s/whoami', async (slug) => {
    const response = await startWorker()(`/s/demo/${slug}/whoami`)
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBeTruthy()
    expect(response?.headers.get('exchange-id')).toBeTruthy()
  })

  it('lets a credential of the demo sandbox in', async () => {
    const send = startWorker()
    const demo: unknown = await (await send('/api/sandboxes/demo'))?.json()
    const { userId, password } = (demo as { credentials: { basic: { userId: string; password: string } } })
      .credentials.basic
    const response = await send('/s/demo/basic/whoami', {
      headers: { authorization: `Basic ${btoa(`${userId}:${password}`)}` },
    })
    expect(response?.status).toBe(200)
  })

  it('leaves the page and other origins to the network', async () => {
    const send = startWorker()
    expect(await send('/')).toBeUndefined()
    expect(await send('/assets/index.js')).toBeUndefined()
    expect(await send('https://other.example/api/health')).toBeUndefined()
  })
})
