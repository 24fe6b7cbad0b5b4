import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

/** The program behind a command of a package, as a file for Node: shims differ between systems, this does not. */
export function bin(where: string, name: string, command = name): string {
  const folder = join(root, where, 'node_modules', name)
  if (!existsSync(folder))
    throw new Error(`${name} is not installed in ${where || '.'}. Run: node scripts/setup.mjs`)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>
  }
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command]
  if (!file) throw new Error(`${name} has no command "${command}"`)
  return join(folder, file)
}
