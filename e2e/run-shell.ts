import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a command as a person does who pasted it, and gives what it printed. Throws where the shell says it failed. */
export async function runShell(command: string): Promise<string> {
  const { stdout } = await run('bash', ['-c', command], { timeout: 20_000 })
  return stdout
}

/** The status of the last answer that `curl -i` printed. */
export function statusIn(printed: string): number {
  return Number([...printed.matchAll(/^HTTP\/[\d.]+ (\d{3})/gm)].at(-1)?.[1])
}
