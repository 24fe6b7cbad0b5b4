import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const length = 32

/**
 * The 32 octets from which every seeded secret is derived: made once, then the same for ever. Of several processes
 * that start at once, all get what the first one made.
 */
export function installationKey(directory: string): Uint8Array {
  const path = join(directory, 'server.key')
  const made = `${path}.${randomUUID()}`
  writeFileSync(made, randomBytes(length), { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link is made only where there is nothing yet, and then the file is there whole.
    linkSync(made, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made)
  }
  const key = readFileSync(path)
  if (key.length !== length)
    throw new Error(
      `Unexpected ${key.length} octets in ${path}, expected ${length}. Restore it or delete it.`,
    )
  return new Uint8Array(key)
}
