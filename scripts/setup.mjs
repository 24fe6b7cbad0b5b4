/**
 * Fetches what the repository needs, where it is not there yet: pnpm, then with it Node 24 and the dependencies. Plain
 * JavaScript, because this file runs on whatever Node is installed. The version of pnpm stands here, and nowhere else.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pnpm = 'pnpm@12.21.0'
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.lockstep-setup')
const windows = process.platform === 'win32'

const given = process.argv.slice(2)
if (given.length > 0) process.exit(run(given))
install()

function install() {
  const wanted = inputs()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Fetching Node 24 and the dependencies (once, or when they change)…')
  const began = Date.now()
  const status = run(['install', '--frozen-lockfile', '--prefer-offline'])
  if (status !== 0) {
    console.error(`
The dependencies could not be fetched (see above). The first start needs the package registry that npm is set to:
"npm ping" tells whether it can be reached, "npm config get registry" which one it is.`)
    process.exit(status)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
  console.log(`Fetched in ${((Date.now() - began) / 1000).toFixed(1)} s.`)
}

/** A hash over all that decides what node_modules holds. */
function inputs() {
  const packages = ['apps', 'packages'].flatMap((folder) => manifestsIn(folder))
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'e2e/package.json',
    'bench/package.json',
  ]
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${pnpm}`)
  for (const file of [...files, ...packages])
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function manifestsIn(folder) {
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}/package.json`)
    .filter((file) => existsSync(join(root, file)))
}

/** Runs pnpm. Nothing is read from standard input, and a colour or a progress bar stays one. */
function run(args) {
  const stdio = ['ignore', 'inherit', 'inherit']
  const { status, error } = spawnSync('npx', ['--yes', pnpm, ...args], { cwd: root, stdio, shell: windows })
  if (error) console.error(`npx cannot be started: ${error.message}`)
  return status ?? 1
}
