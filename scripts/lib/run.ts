import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './root.ts'

/** Runs this Node on a program of the repository, its output going to the terminal. Gives the exit code. */
export async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}
