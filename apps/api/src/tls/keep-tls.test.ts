import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listener, listen } from '../runtimes/node/listen.ts'
import { tlsMaterial } from './authority.ts'
import { makeAuthority, makeServerCertificate } from './certificates.ts'
import { keepTls, type TlsKeeper } from './keep-tls.ts'

const run = promisify(execFile)
const directory = mkdtempSync(join(tmpdir(), 'lockstep-tls-'))
const now = Date.UTC(2026, 10, 24)
const day = 86_400_000
let keeper: TlsKeeper
let listener: Listener
let peers: { subject?: unknown; authorized: boolean; resumed: boolean }[] = []

beforeAll(async () => {
  keeper = await keepTls(directory, 'https://lab.example:8443')
  listener = await listen(
    ['127.0.0.1', '::1'],
    0,
    (incoming, outgoing) => {
      const socket = incoming.socket as TLSSocket
      const { subject } = socket.getPeerCertificate()
      peers.push({ subject, authorized: socket.authorized, resumed: socket.isSessionReused() })
      outgoing.end(`${socket.getProtocol()} ${incoming.httpVersion}`)
    },
    keeper.options,
  )
})
afterAll(async () => {
  await listener.close()
  rmSync(directory, { recursive: true })
})

/** One request over TLS by Node; the answer's text, and the session for another. */
function ask(options: ConnectionOptions): Promise<{ text: string; session: Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    let text = ''
    let session: Buffer | undefined
    const socket = connect(
      { host: '127.0.0.1', port: listener.port, servername: 'localhost', ...options },
      () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    )
    socket.on('session', (given: Buffer) => {
      session = given
    })
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ text, session }))
  })
}

describe('independent clients', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'lab.example'])('curl trusts it as %s', async (host) => {
    const url = `https://${host}:${listener.port}/`
    const to = `${host}:${listener.port}:127.0.0.1`
    const resolve = /^[\d[]/.test(host) ? [] : ['--resolve', to]
    const { stdout } = await run('curl', ['-sS', '--cacert', keeper.caFile, ...resolve, url])
    expect(stdout).toBe('TLSv1.3 1.1')
  })

  it('curl does not trust it without the authority, nor under another name', async () => {
    await expect(run('curl', ['-sS', `https://localhost:${listener.port}/`])).rejects.toThrow(/certificate/)
    const other = [
      '--resolve',
      `other.example:${listener.port}:127.0.0.1`,
      `https://other.example:${listener.port}/`,
    ]
    await expect(run('curl', ['-sS', '--cacert', keeper.caFile, ...other])).rejects.toThrow(/subject name/)
  })

  it('Python trusts it, strictly read', async () => {
    const program = `
import ssl, urllib.request
context = ssl.create_default_context(cafile=${JSON.stringify(keeper.caFile)})
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(urllib.request.urlopen("https://localhost:${listener.port}/", context=context).status)`
    const { stdout } = await run('python3', ['-c', program])
    expect(stdout.trim()).toBe('200')
  })

  it('names the hosts below localhost, for clients that take a wildcard there (curl and OpenSSL do not)', () => {
    const { subjectAltName } = new X509Certificate(readFileSync(join(directory, 'server.pem')))
    expect(subjectAltName).toBe(
      'DNS:localhost, DNS:*.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:lab.example',
    )
  })

  it('speaks TLS 1.2 and nothing older', async () => {
    const { text } = await ask({ ca: keeper.caPem, maxVersion: 'TLSv1.2' })
    expect(text).toContain('TLSv1.2 1.1')
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
    await expect(ask({ ca: keeper.caPem, ...old })).rejects.toThrow(/alert protocol version/)
  })
})

describe('client certificates', () => {
  it('are not needed', async () => {
    peers = []
    await ask({ ca: keeper.caPem })
    expect(peers).toEqual([{ subject: undefined, authorized: false, resumed: false }])
  })

  it('are asked for, and taken as they are', async () => {
    peers = []
    const authority = await makeAuthority(Date.now(), Date.now() + day)
    const { certificatePem, keyPem } = await makeServerCertificate(
      authority,
      ['x'],
      Date.now(),
      Date.now() + day,
    )
    await ask({ ca: keeper.caPem, cert: certificatePem, key: keyPem })
    expect(peers).toMatchObject([{ subject: { CN: 'Lockstep TLS listener' }, authorized: false }])
  })

  it('come back with a resumed session', async () => {
    peers = []
    const authority = await makeAuthority(Date.now(), Date.now() + day)
    const { certificatePem, keyPem } = await makeServerCertificate(
      authority,
      ['x'],
      Date.now(),
      Date.now() + day,
    )
    const { session } = await ask({ ca: keeper.caPem, cert: certificatePem, key: keyPem })
    if (!session) throw new Error('Unexpected end without a session ticket')
    await ask({ ca: keeper.caPem, session })
    expect(peers).toMatchObject([
      { resumed: false },
      { resumed: true, subject: { CN: 'Lockstep TLS listener' } },
    ])
  })
})

describe('files', () => {
  const fresh = () => mkdtempSync(join(directory, 'files-'))
  const hosts = ['localhost', '::1']

  it('are readable for their owner only', () => {
    const modes = readdirSync(directory)
      .filter((name) => name.endsWith('.pem'))
      .map((name) => [name, (statSync(join(directory, name)).mode & 0o777).toString(8)])
    expect(modes).toEqual([
      ['ca.key.pem', '600'],
      ['ca.pem', '600'],
      ['server.key.pem', '600'],
      ['server.pem', '600'],
    ])
  })

  it('are kept at the next start', async () => {
    const at = fresh()
    expect(await tlsMaterial(at, hosts, now + day)).toEqual(await tlsMaterial(at, hosts, now))
  })

  it('are made anew for a further name, under the same authority', async () => {
    const at = fresh()
    const before = await tlsMaterial(at, hosts, now)
    const after = await tlsMaterial(at, [...hosts, 'lab.example'], now)
    expect(after.caPem).toBe(before.caPem)
    expect(new X509Certificate(after.certificatePem).checkHost('lab.example')).toBe('lab.example')
  })

  it('are renewed thirty days before their end, under the same authority', async () => {
    const at = fresh()
    const before = await tlsMaterial(at, hosts, now)
    expect(await tlsMaterial(at, hosts, now + 59 * day)).toEqual(before)
    const after = await tlsMaterial(at, hosts, now + 61 * day)
    expect(after.caPem).toBe(before.caPem)
    expect(new X509Certificate(after.certificatePem).validToDate.getTime()).toBe(now + 151 * day)
  })

  it('follow a new authority', async () => {
    const at = fresh()
    await tlsMaterial(at, hosts, now)
    const { certificatePem, keyPem } = await makeAuthority(now, now + 3650 * day)
    writeFileSync(join(at, 'ca.pem'), certificatePem)
    writeFileSync(join(at, 'ca.key.pem'), keyPem)
    const after = await tlsMaterial(at, hosts, now)
    expect(new X509Certificate(after.certificatePem).verify(new X509Certificate(after.caPem).publicKey)).toBe(
      true,
    )
    expect(readFileSync(join(at, 'server.pem'), 'utf8')).toBe(after.certificatePem)
  })
})

it('hands a renewed certificate to the listener', async () => {
  const authority = await makeAuthority(Date.now(), Date.now() + day)
  const made = await makeServerCertificate(authority, ['localhost'], Date.now(), Date.now() + day)
  listener.renew({ key: made.keyPem, cert: made.certificatePem })
  expect((await ask({ ca: authority.certificatePem })).text).toContain('200 OK')
  await expect(ask({ ca: keeper.caPem })).rejects.toThrow()
})
