import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe } from 'vitest'

/** A program that somebody else wrote, as these tests start it. */
export type Tool = {
  readonly name: string
  readonly command: string
  /** Ends with 0 where the tool is there and whole. */
  readonly probe: readonly string[]
}

export const curl: Tool = { name: 'curl', command: 'curl', probe: ['--version'] }
export const httpie: Tool = { name: 'HTTPie', command: 'http', probe: ['--version'] }
export const awk: Tool = { name: 'awk', command: 'awk', probe: ['BEGIN { exit 0 }'] }
/** Debian's own where it is: another Python before it in the path does not see Debian's packages. */
export const python: Tool = {
  name: 'Python requests',
  command:
    ['/usr/bin/python3'].find(
      (path) => existsSync(path) && spawnSync(path, ['-c', 'import requests']).status === 0,
    ) ?? 'python3',
  probe: ['-c', 'import requests'],
}

/** Why a tool cannot be used here; undefined where it can. */
export function missing({ name, command, probe }: Tool): string | undefined {
  const { status } = spawnSync(command, probe, { stdio: 'ignore' })
  return status === 0 ? undefined : `${name} is not installed`
}

/** A group of tests that needs something. Without it they are skipped, and the reason is printed and in the title. */
export function describeWith(reason: string | undefined, title: string, tests: () => void): void {
  if (reason === undefined) {
    describe(title, tests)
    return
  }
  process.stderr.write(`Skipped: ${title}: ${reason}.\n`)
  describe.skip(`${title} (skipped: ${reason})`, tests)
}
