import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Host = {
  readonly plain: string
  readonly lockstep: string
  /** Octets of heap in use, after a collection. */
  heapUsed(): Promise<number>
  stop(): void
}

/** Starts the measured servers in their own process. */
export async function startHost(): Promise<Host> {
  const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(new URL('host.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value as string)
  const origins = (await next()) as Pick<Host, 'plain' | 'lockstep'>
  return {
    ...origins,
    heapUsed: async () => {
      child.stdin.write('memory\n')
      return ((await next()) as { heapUsed: number }).heapUsed
    },
    stop: () => child.stdin.end(),
  }
}
