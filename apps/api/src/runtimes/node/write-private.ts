import { randomUUID } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file that only its owner can read. It is there whole or not at all, whenever the process ends. */
export function writePrivate(path: string, content: string | Uint8Array): void {
  const made = `${path}.${randomUUID()}`
  writeFileSync(made, content, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(made, path)
}
