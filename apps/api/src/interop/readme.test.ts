/** The commands that the README gives to try, as they stand there. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InteropLab, startInteropLab } from './testing/interop-lab.ts'
import { runProgram } from './testing/run-program.ts'
import { curl, describeWith, missing, type Tool } from './testing/tools.ts'

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
const section = /\n## Try it with your own tools\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
const commands = [...section.matchAll(/```sh\n# (.*)\n(.+)\n```/g)].map(([, title = '', line = '']) => ({
  title,
  line,
  scheme: /demo\/([a-z0-9-]+)\/whoami$/.exec(line)?.[1],
}))

const openssl: Tool = { name: 'OpenSSL', command: 'openssl', probe: ['version'] }

let lab: InteropLab
beforeAll(async () => {
  lab = await startInteropLab()
})
afterAll(() => lab.close())

it('has four of them, a line each', () => {
  expect(commands.map(({ scheme }) => scheme)).toEqual(['jwt', 'oauth2', 'hmac', 'hmac'])
})

describeWith(missing(curl) ?? missing(openssl), 'the README’s command', () => {
  it.each(commands)('$title', async ({ line, scheme }) => {
    const { origin } = lab.running
    const here = line.replaceAll('http://localhost:8787', origin)
    expect(here).toContain(`${origin}/s/demo/${scheme}/whoami`)
    const { code, stdout, stderr } = await runProgram('sh', ['-c', here])
    expect(code, stderr).toBe(0)
    const principal = scheme === 'oauth2' ? { type: 'client', id: 'nightly' } : { type: 'user', id: 'ada' }
    expect(JSON.parse(stdout)).toMatchObject({ scheme, principal })
  })
})
