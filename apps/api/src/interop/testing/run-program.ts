import { spawn } from 'node:child_process'

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

type How = {
  /** What the program reads. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Runs a program to its end. Rejects where it cannot be started. It gets half a minute, then it is ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input = '', env, cwd }: How = {},
): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  // The settings of whoever runs the tests must not decide: no proxy, no ~/.curlrc, no ~/.netrc, no HTTPie defaults.
  const { PATH = '' } = process.env
  const child = spawn(program, args, {
    cwd,
    env: { PATH, LANG: 'C.UTF-8', HOME: '/nonexistent', NO_PROXY: '*', ...env },
    timeout: 30_000,
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (more: string) => {
      output[name] += more
    })
  child.on('error', reject)
  child.on('close', (code) => resolve({ code: code ?? -1, ...output }))
  // A program that ends without reading what it is given is no mistake.
  child.stdin.on('error', () => {}).end(input)
  return promise
}
