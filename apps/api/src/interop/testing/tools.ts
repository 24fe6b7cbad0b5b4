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
/** Debian's own Python on Debian: another one before it in the path does not see Debian's packages. */
const pythonCommand = existsSync('/etc/debian_version') ? '/usr/bin/python3' : 'python3'
export const python = pythonWith('requests')

/** Python with these modules. */
export function pythonWith(...modules: string[]): Tool {
  return {
    name: `Python with ${modules.join(', ')}`,
    command: pythonCommand,
    probe: ['-c', `import ${modules.join(', ')}`],
  }
}

const reasons = new Map<Tool, string | undefined>()

/** Why a tool cannot be used here; undefined where it can. Each is tried once. */
export function missing(tool: Tool): string | undefined {
  if (!reasons.has(tool)) {
    const { status } = spawnSync(tool.command, tool.probe, { stdio: 'ignore' })
    reasons.set(tool, status === 0 ? undefined : `${tool.name} is not installed`)
  }
  return reasons.get(tool)
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
