import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Host = {
  readonly plain: string
  readonly lockstep: string
  /** Octets of heap in use, after a collection. */
  heapUsed(): Promise<number>
  /** Microseconds of processor time that the servers have used. */
  timeUsed(): Promise<number>
  stop(): void
}

/** Starts the measured servers in their own process. */
export async function startHost(): Promise<Host> {
  const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(new URL('host.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value as string)
  const ask = (what: string): Promise<number> => {
    child.stdin.write(`${what}\n`)
    return next()
  }
  const origins = (await next()) as Pick<Host, 'plain' | 'lockstep'>
  return {
    ...origins,
    heapUsed: () => ask('memory'),
    timeUsed: () => ask('time'),
    stop: () => child.stdin.end(),
  }
}
