import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type ServerPlace = { readonly port: number; readonly tlsPort: number; readonly data: string }

/** A server of a journey's own, which it may stop. Resolves when it answers. */
export async function startServer({ port, tlsPort, data }: ServerPlace): Promise<ChildProcess> {
  const server = spawn(process.execPath, ['apps/api/src/runtimes/main.ts'], {
    cwd: new URL('..', import.meta.url),
    stdio: 'ignore',
    env: {
      ...process.env,
      PORT: String(port),
      TLS_PORT: String(tlsPort),
      DATA_DIR: data,
      LIMITS: 'off',
    },
  })
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`The server ended with ${String(code)} before it answered`)
  })
  await Promise.race([ended, untilItAnswers(port)])
  ended.catch(() => {})
  return server
}

/** Ends it as a deployment does, and waits until it has gone. */
export async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGTERM')
  await gone
}

async function untilItAnswers(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://localhost:${port}/api/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
