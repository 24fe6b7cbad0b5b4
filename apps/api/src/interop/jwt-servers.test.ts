/** The programs that verify tokens: each lets a good one in (snippets.test.ts), and here none that is meant otherwise. */
import { fileURLToPath } from 'node:url'
import { jwt } from '@lockstep/schemes/jwt/index'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { runProgram } from './testing/run-program.ts'
import { describeWith, missing, pythonWith } from './testing/tools.ts'

const api = fileURLToPath(new URL('../../', import.meta.url))
const python = pythonWith('jwt', 'requests')

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

/** What a program expects, and what it is changed to: then every token of the sandbox is one for somebody else. */
const changes: readonly [what: string, from: (base: string) => string, to: string][] = [
  ['another type', () => 'at+jwt', 'other+jwt'],
  ['another audience', (base) => `"${base}"`, '"https://other.example"'],
  ['another issuer', (base) => `"${base}/jwt"`, '"https://other.example/jwt"'],
  ['another algorithm', () => 'ES256', 'RS256'],
]

for (const { id, tool, code } of jwt.snippets.filter(({ role }) => role === 'server')) {
  const lacking = tool === 'python' ? missing(python) : undefined
  describeWith(lacking, `the program ${id}`, () => {
    it.each(changes)('refuses where it expects %s', async (_, from, to) => {
      const { origin } = lab.running
      const { base, credentials } = sandbox
      const program = code({ origin, base, credentials: credentials.jwt })
      const expected = from(`${origin}${base}`)
      expect(program).toContain(expected)
      const changed = program.replaceAll(expected, to)
      const ran =
        tool === 'python'
          ? await runProgram(python.command, ['-c', changed])
          : await runProgram(process.execPath, ['--input-type=module', '-'], { input: changed, cwd: api })
      expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: '401\n' })
    })
  })
}
