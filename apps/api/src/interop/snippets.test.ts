/** Every snippet of every scheme is a whole program: it runs here, and its last line is the status that it states. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadSchemes } from '@lockstep/schemes/list'
import type { Snippet } from '@lockstep/schemes/scheme'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { systemChromium } from '../../../../scripts/lib/chromium.ts'
import { setPageFields } from '../fields.ts'
import { type InteropLab, startInteropLab } from './testing/interop-lab.ts'
import { runProgram } from './testing/run-program.ts'
import { awk, curl, describeWith, httpie, missing, python, pythonWith, type Tool } from './testing/tools.ts'

const schemes = await loadSchemes()
const program = systemChromium() ?? chromium.executablePath()
// Where the packages that a snippet imports are found.
const api = fileURLToPath(new URL('../../', import.meta.url))

// A busy machine takes its time to start a program.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
beforeAll(async () => {
  lab = await startInteropLab()
})
afterAll(() => lab.close())

type Runner = {
  readonly needs: readonly Tool[]
  run(code: string): ReturnType<typeof runProgram>
}
const bash = (code: string, env: Record<string, string> = {}) =>
  runProgram('bash', ['-o', 'pipefail', '-c', code], { env })
const node = (code: string, env: Record<string, string> = {}) =>
  runProgram(process.execPath, ['--input-type=module', '-'], { input: code, cwd: api, env })

/** What a certificate of our own needs, in the words of each program. */
const trust = (file: string) => ({
  CURL_CA_BUNDLE: file,
  REQUESTS_CA_BUNDLE: file,
  // For urllib, which PyJWKClient fetches with.
  SSL_CERT_FILE: file,
  NODE_EXTRA_CA_CERTS: file,
})

const runners: Readonly<Record<Snippet['tool'], (env: Record<string, string>) => Runner>> = {
  curl: (env) => ({ needs: [curl], run: (code) => bash(code, env) }),
  httpie: (env) => ({ needs: [httpie, awk], run: (code) => bash(code, env) }),
  python: (env) => ({ needs: [python], run: (code) => runProgram(python.command, ['-c', code], { env }) }),
  node: (env) => ({ needs: [], run: (code) => node(code, env) }),
  fetch: (env) => ({ needs: [], run: (code) => node(code, env) }),
}

/** What a Python program imports: known once it is written out. */
const modulesOf = (code: string) =>
  [...code.matchAll(/^(?:import|from) ([a-z0-9_]+)/gim)].map(([, name]) => name ?? '')

const lastLine = (output: string) => output.trimEnd().split('\n').at(-1)

for (const { slug, snippets } of schemes) {
  for (const snippet of snippets) {
    const { id, tool, status } = snippet
    const lacking = runners[tool]({})
      .needs.map(missing)
      .find((reason) => reason !== undefined)

    describeWith(lacking, `${slug}, snippet ${id}`, () => {
      it(`ends with ${status}, on plain HTTP and over TLS`, async ({ skip }) => {
        const { running } = lab
        const { caFile, origin, tlsOrigin } = running
        if (tlsOrigin === null || caFile === null) throw new Error('There is no TLS listener')
        const sandbox = await lab.newSandbox()
        const { base, credentials } = sandbox
        // Both at once: a program that waits for something need not be waited for twice.
        await Promise.all(
          [origin, tlsOrigin].map(async (at) => {
            const code = snippet.code({ origin: at, base, credentials: credentials[slug] })
            const unmet = tool === 'python' ? missing(pythonWith(...modulesOf(code))) : undefined
            if (unmet !== undefined) {
              process.stderr.write(`Skipped: ${slug}, snippet ${id}: ${unmet}.\n`)
              skip(unmet)
            }
            const { stdout, stderr, ...ended } = await runners[tool](trust(caFile)).run(code)
            expect({ status: lastLine(stdout), ...ended }, `${code}\n${stderr}`).toEqual({
              status: String(status),
              code: 0,
            })
          }),
        )
        // It did send what it says to this server, unless it is a server itself.
        if (snippet.role === 'client') {
          const seen = (await sandbox.exchanges()).filter(({ scheme }) => scheme === slug)
          expect(seen.at(-1)?.response.status).toBe(status)
          expect(new Set(seen.map(({ transport }) => transport))).toEqual(new Set(['http', 'tls']))
        }
      })
    })
  }
}

const forPages = schemes.flatMap(({ slug, snippets }) =>
  snippets.filter(({ tool }) => tool === 'fetch').map((snippet) => ({ slug, ...snippet })),
)

describeWith(existsSync(program) ? undefined : 'there is no Chromium', 'snippets for a page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  it('are there for every scheme', () => {
    expect(new Set(forPages.map(({ slug }) => slug))).toEqual(new Set(schemes.map(({ slug }) => slug)))
  })

  it.each(forPages)(
    '$slug, $id: ends with $status in a page of this server',
    async ({ slug, status, code }) => {
      const { base, credentials } = await lab.newSandbox()
      const context = await browser.newContext()
      const page = await context.newPage()
      const { origin } = lab.running
      // An empty page in place of the real one, which need not be built yet, under the real one's policy.
      const fields = new Headers({ 'Content-Type': 'text/html' })
      setPageFields(fields, false)
      await page.route(`${origin}/`, (route) =>
        route.fulfill({ headers: Object.fromEntries(fields), body: '<!doctype html>' }),
      )
      await page.goto(`${origin}/`)
      const lines: string[] = []
      page.on('console', (message) => lines.push(message.text()))
      const program = code({ origin, base, credentials: credentials[slug] })
      // An await at the top needs a function here: what is evaluated is a script, and a page's own would be a module.
      await page.evaluate(`(async () => {\n${program}\n})()`)
      await expect.poll(() => lines.at(-1)).toBe(String(status))
      await context.close()
    },
  )
})
