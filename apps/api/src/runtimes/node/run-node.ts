/** Runs in the foreground, for a person at a terminal. */
import { startNode } from '../node.ts'
import { ConfigError, readConfig } from './config.ts'
import { ListenError } from './listen.ts'
import { logText } from './log-text.ts'

/**
 * Starts as the environment says and tells where to look; `more` adds to that, given the port of the plain listener.
 * Ends on SIGTERM or SIGINT, when every request under way has its answer; a second signal ends it at once.
 */
export async function runNode(more: (port: number) => Promise<string> = async () => ''): Promise<void> {
  const config = readConfig(process.env)
  let told = false
  const running = await startNode(config, (line) => {
    if (told || line.error) print(logText(line))
  })
  const end = async () => {
    process.off('SIGTERM', end).off('SIGINT', end)
    await running.close()
    process.exit(0)
  }
  process.on('SIGTERM', end).on('SIGINT', end)
  print(`  Page and API  ${running.origin}`)
  if (running.tlsOrigin) print(`  Over TLS      ${running.tlsOrigin}, trusted by ${running.caFile}`)
  print(`  Data          ${config.dataDirectory}`)
  print(`${await more(running.port)}
  Ctrl+C ends it. A line below for each request: time, id, status, endpoint, principal, check.
`)
  told = true
}

/** What went wrong, for whoever typed the command; undefined for what is a bug. */
export function explain(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof ListenError)) return undefined
  const setting = error.isTls ? 'TLS_PORT' : 'PORT'
  if (error.code === 'EADDRINUSE')
    return `Port ${error.port} is taken by another program. End that one, or choose another port: ${setting}=${error.port + 1} npm start`
  if (error.code === 'EACCES')
    return `Port ${error.port} needs rights that this user does not have. Choose one above 1023: ${setting}=${error.isTls ? 8443 : 8787} npm start`
  return `${error.message}. Check HOST and ${setting}.`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
