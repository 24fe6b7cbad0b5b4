import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type Child = { readonly process: ChildProcess; readonly origin: string; readonly output: () => string }

/** Starts the API as a process of its own, on a free port and without TLS, and waits until it tells its origin. */
export async function startChild(env: Readonly<Record<string, string>>): Promise<Child> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', TLS_PORT: 'off', LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (text: string) => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', collect)
  child.stderr.setEncoding('utf8').on('data', collect)
  const told = () => /Page and API +(\S+)/.exec(output)?.[1]
  while (!told() && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
  return { process: child, origin: told() ?? '', output: () => output }
}
