/** The clients that other people wrote and that the tests log in with. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Debian's own Python on Debian: another one before it in the path does not see Debian's packages. */
const pythonCommand = existsSync('/etc/debian_version') ? '/usr/bin/python3' : 'python3'

/** Where Debian puts the module of Apache that logs users in by OpenID Connect. */
export const openIdModule = '/usr/lib/apache2/modules/mod_auth_openidc.so'

type Client = {
  readonly name: string
  /** Debian's. */
  readonly package: string
  /** Ends with 0 where the client is there. */
  readonly probe: readonly [command: string, ...args: string[]]
}

const clients: readonly Client[] = [
  { name: 'curl', package: 'curl', probe: ['curl', '--version'] },
  { name: 'openssl', package: 'openssl', probe: ['openssl', 'version'] },
  python('Python requests', 'python3-requests', 'requests'),
  python('requests-oauthlib', 'python3-requests-oauthlib', 'requests_oauthlib'),
  python('Authlib', 'python3-authlib', 'authlib'),
  python('PyJWT', 'python3-jwt', 'jwt'),
  python('jwcrypto', 'python3-jwcrypto', 'jwcrypto'),
  python('botocore', 'python3-botocore', 'botocore'),
  { name: 'HTTPie', package: 'httpie', probe: ['http', '--version'] },
  // The program without the service: nothing is started, and no port is taken, by installing it.
  { name: 'Apache', package: 'apache2-bin', probe: ['apache2', '-v'] },
  { name: 'mod_auth_openidc', package: 'libapache2-mod-auth-openidc', probe: ['test', '-e', openIdModule] },
]

function python(name: string, from: string, module: string): Client {
  return { name, package: from, probe: [pythonCommand, '-c', `import ${module}`] }
}

/** The clients that are not here. */
function missingClients() {
  return clients.filter(
    ({ probe: [command, ...args] }) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0,
  )
}

/**
 * Makes sure of these clients: on Debian as root what is missing is installed. Elsewhere, and where
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
