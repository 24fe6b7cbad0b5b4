import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bin } from './bin.ts'
import { root } from './root.ts'
import { run } from './run.ts'

const dist = join(root, 'apps/web/dist')
/** Not served: its name begins with a dot. */
const record = join(dist, '.inputs')

/** Builds the page where what it is made of has changed. False where the build failed. */
export async function buildPage(): Promise<boolean> {
  const inputs = hashOfInputs()
  if (existsSync(record) && readFileSync(record, 'utf8') === inputs) {
    console.log('The page is built already: its sources have not changed.')
    return true
  }
  console.log('Building the page…')
  const began = performance.now()
  const code = await run(bin('apps/web', 'vite'), ['build', 'apps/web', '--logLevel', 'warn'])
  if (code !== 0) return false
  writeFileSync(record, inputs)
  console.log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`)
  return true
}

/** A hash over every file that the build reads; tests are none of them. */
function hashOfInputs(): string {
  const files = globSync(
    ['apps/web/*.*', 'apps/web/{src,public}/**/*.*', 'packages/*/src/**/*.*', 'pnpm-lock.yaml'],
    {
      cwd: root,
      exclude: (name) => name === 'node_modules' || name.endsWith('.test.ts') || name.endsWith('.test.tsx'),
    },
  )
  const hash = createHash('sha256').update(process.version)
  for (const file of files.toSorted()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
