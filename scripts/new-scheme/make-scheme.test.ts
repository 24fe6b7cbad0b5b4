import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bin } from '../lib/bin.ts'
import { root } from '../lib/root.ts'
import { makeScheme, SchemeNameError } from './make-scheme.ts'

const run = promisify(execFile)
const copy = mkdtempSync(join(tmpdir(), 'lockstep-scheme-'))
const schemes = join(copy, 'packages/schemes/src')
const listBefore = () => readFileSync(join(root, 'packages/schemes/src/list.ts'), 'utf8')

beforeAll(() => {
  mkdirSync(join(copy, 'packages'), { recursive: true })
  for (const name of ['crypto', 'http', 'store', 'schemes']) {
    const from = join(root, 'packages', name)
    const to = join(copy, 'packages', name)
    cpSync(join(from, 'src'), join(to, 'src'), { recursive: true })
    cpSync(join(from, 'package.json'), join(to, 'package.json'))
    if (name === 'schemes') {
      mkdirSync(join(to, 'node_modules/@lockstep'), { recursive: true })
      for (const other of ['crypto', 'http', 'store'])
        symlinkSync(join(copy, 'packages', other), join(to, 'node_modules/@lockstep', other), 'junction')
      for (const other of readdirSync(join(from, 'node_modules')))
        if (!/^[@.]/.test(other))
          symlinkSync(join(from, 'node_modules', other), join(to, 'node_modules', other), 'junction')
    }
    if (name === 'crypto') symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'), 'junction')
  }
  for (const file of ['tsconfig.base.json', 'packages/tsconfig.json', 'biome.json'])
    cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  writeFileSync(
    join(copy, 'vitest.config.ts'),
    "export default { test: { include: ['packages/**/*.test.ts'] } }\n",
  )
  makeScheme(schemes, 'throw-away', 'Throw away')
})
afterAll(() => rmSync(copy, { recursive: true }))

describe('a new scheme', () => {
  it('is one folder and one line of the list', () => {
    const after = readFileSync(join(schemes, 'list.ts'), 'utf8')
    const line = after.split('\n').filter((text) => !listBefore().split('\n').includes(text))
    expect(line).toHaveLength(1)
    expect(line[0]).toContain("slug: 'throw-away', name: 'Throw away'")
    expect(after.replace(`${line[0]}\n`, '')).toBe(listBefore())
  })

  it('keeps none of the names that the template is written with', () => {
    const text = ['index', 'verify', 'credentials', 'facts', 'throw-away.test'].map((name) =>
      readFileSync(join(schemes, 'throw-away', `${name}.ts`), 'utf8'),
    )
    expect(text.join('')).not.toMatch(/my.?scheme/i)
  })

  it('compiles', async () => {
    const { stdout } = await run(process.execPath, [bin('', 'typescript', 'tsc'), '-p', 'packages'], {
      cwd: copy,
    }).catch((error: { stdout: string }) => error)
    expect(stdout.split('\n').filter((line) => line.includes('throw-away'))).toEqual([])
  })

  it('is clean', async () => {
    const biome = bin('', '@biomejs/biome', 'biome')
    const folder = 'packages/schemes/src/throw-away'
    const args = [biome, 'lint', '--vcs-enabled=false', '--error-on-warnings', folder]
    const { stdout, stderr } = await run(process.execPath, args, { cwd: copy })
    expect(stdout + stderr).toMatch(/Checked \d+ files/)
  })

  it('passes its own tests and the floor plan', async () => {
    const about = 'throw-away|every scheme folder|builds the field'
    const report = join(copy, 'report.json')
    const args = [bin('', 'vitest'), 'run', '--root', copy, '--reporter=json', `--outputFile=${report}`]
    await run(process.execPath, [...args, '-t', about, 'floor-plan', 'throw-away'], { cwd: copy }).catch(
      () => undefined,
    )
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { assertionResults: { fullName: string; status: string }[] }[]
    }
    const results = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => new RegExp(about).test(fullName))
    expect(results.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName)).toEqual([])
    expect(results.length).toBeGreaterThan(25)
  }, 60_000)
})

describe('a name that cannot be', () => {
  it.each([
    ['Big', 'Big'],
    ['../out', 'Out'],
    ['a--b', 'A'],
    ['good', "it's"],
    ['good', ''],
    ['throw-away', 'Again'],
  ])('is refused before anything is written: %s, %s', (slug, name) => {
    const list = readFileSync(join(schemes, 'list.ts'), 'utf8')
    expect(() => makeScheme(schemes, slug, name)).toThrow(SchemeNameError)
    expect(readFileSync(join(schemes, 'list.ts'), 'utf8')).toBe(list)
  })
})
