/** `npm run dev`: API and page, each taken anew when its sources change. One origin, the page's; the API is behind it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { bin } from './lib/bin.ts'
import { root } from './lib/root.ts'

const port = Number(process.env.PORT || 8787)
const apiPort = port + 1
const origin = `http://localhost:${port}`

const api = start(['--watch', '--watch-preserve-output', 'apps/api/src/runtimes/main.ts'], {
  PORT: String(apiPort),
  PUBLIC_ORIGIN: origin,
  TRUSTED_PROXIES: '127.0.0.1,::1',
})
const page = start(
  [bin('apps/web', 'vite'), 'apps/web', '--port', String(port), '--strictPort', '--clearScreen', 'false'],
  {
    API_ORIGIN: `http://127.0.0.1:${apiPort}`,
  },
)
console.log(
  `Page and API at ${origin}. Both follow the sources. Ctrl+C ends it.
A terminal does better at port ${apiPort}, where the API is alone: the page's server joins fields of one name.`,
)

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

const children = [api, page]
const end = () => {
  for (const child of children) child.kill('SIGTERM')
}
process.on('SIGINT', end).on('SIGTERM', end)
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0
    end()
  })
}
