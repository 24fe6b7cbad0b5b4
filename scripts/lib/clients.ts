/** The clients that other people wrote and that the tests log in with. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const clients = [
  { name: 'curl', package: 'curl', probes: [['curl', '--version']] },
  {
    name: 'Python requests',
    package: 'python3-requests',
    // Debian's own first: another Python before it in the path does not see Debian's packages.
    probes: [
      ['/usr/bin/python3', '-c', 'import requests'],
      ['python3', '-c', 'import requests'],
    ],
  },
  { name: 'HTTPie', package: 'httpie', probes: [['http', '--version']] },
] as const

/** The clients that are not here. */
function missingClients() {
  return clients.filter(
    ({ probes }) =>
      !probes.some(([command, ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0),
  )
}

/**
 * Makes sure of curl, Python requests and HTTPie: on Debian as root what is missing is installed. Elsewhere, and where
 * that fails, it says what is missing; the tests that need it are skipped and say so too. Never throws.
 */
export function ensureClients(): void {
  const missing = missingClients()
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name).join(', ')
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log(`Not found: ${names}. Installing from Debian…`)
    const apt = (...args: string[]) =>
      spawnSync('apt-get', ['-qq', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update')
    // One by one: a package that cannot be had must not keep the others away.
    for (const client of missing) apt('install', '-y', '--no-install-recommends', client.package)
  }
  const left = missingClients().map(({ name }) => name)
  if (left.length > 0) console.log(`Not found: ${left.join(', ')}. The tests that need them are skipped.`)
}
