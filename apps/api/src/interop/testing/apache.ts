/** Apache with mod_auth_openidc as a relying party: a folder of its own, a free port, and one page to log in for. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openIdModule } from '../../../../../scripts/lib/clients.ts'
import type { Tool } from './tools.ts'

export const apacheWithOpenId: Tool = {
  name: 'Apache with mod_auth_openidc',
  command: 'sh',
  probe: ['-c', `apache2 -v && test -e ${openIdModule}`],
}

export type Apache = {
  readonly origin: string
  /** What it has written into its error log: why a log-in failed stands there. */
  log(): string
  close(): Promise<void>
}

export type RelyingParty = {
  readonly port: number
  readonly discovery: string
  readonly clientId: string
  readonly clientSecret: string
  /** More directives of mod_auth_openidc. */
  readonly directives?: readonly string[]
}

/** Starts it; whoever has logged in reads `/protected/page.txt`. */
export async function startApache(party: RelyingParty): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-apache-'))
  // Its children are another user than root.
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'pages/protected'), { recursive: true })
  mkdirSync(join(folder, 'cache'), { mode: 0o777 })
  chmodSync(join(folder, 'cache'), 0o777)
  writeFileSync(join(folder, 'pages/protected/page.txt'), 'logged in\n')
  writeFileSync(join(folder, 'apache.conf'), configuration(folder, party))
  const child = spawn('apache2', ['-DFOREGROUND', '-f', join(folder, 'apache.conf')], { stdio: 'ignore' })
  const origin = `http://localhost:${party.port}`
  await answering(`${origin}/`, child)
  return {
    origin,
    log: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true })
    },
  }
}

function configuration(
  folder: string,
  { port, discovery, clientId, clientSecret, directives = [] }: RelyingParty,
) {
  const modules = dirname(openIdModule)
  const load = (name: string) => `LoadModule ${name}_module ${modules}/mod_${name}.so`
  return `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
LogLevel warn auth_openidc:info
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
${['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc'].map(load).join('\n')}
DocumentRoot ${folder}/pages
OIDCProviderMetadataURL ${discovery}
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI http://localhost:${port}/protected/redirect
OIDCCryptoPassphrase a-passphrase-of-this-test
OIDCCacheType file
OIDCCacheDir ${folder}/cache
OIDCScope "openid profile email"
OIDCInfoHook iat access_token id_token userinfo
${directives.join('\n')}
<Location /protected>
  AuthType openid-connect
  Require valid-user
</Location>
`
}

/** Waits until it answers, or says that it ended. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`Unexpected end of Apache with ${child.exitCode}`)
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Unexpected silence of Apache, expected an answer within five seconds')
}
