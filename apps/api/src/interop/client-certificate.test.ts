/** OA2-50: a client certificate on the TLS listener, asked for and never needed, and a token that is bound to one. */
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeAuthority } from '../tls/certificates.ts'
import { curlAnswers } from './testing/curl-answers.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox
let at: string
let trusted: readonly string[]
/** Arguments for curl, and the thumbprint of what they show. Nobody has to have issued it. */
let own: { readonly shown: readonly string[]; readonly thumbprint: string }
let other: typeof own

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
  const { tlsOrigin, caFile } = lab.running
  if (tlsOrigin === null || caFile === null) throw new Error('There is no TLS listener')
  at = `${tlsOrigin}${sandbox.base}/oauth2`
  trusted = ['--cacert', caFile]
  own = await makeClientCertificate('own')
  other = await makeClientCertificate('other')
})
afterAll(() => lab.close())

async function makeClientCertificate(name: string): Promise<typeof own> {
  const { certificatePem, keyPem } = await makeAuthority(Date.now() - 60_000, Date.now() + 3_600_000)
  const [certificate, key] = [join(lab.directory, `${name}.pem`), join(lab.directory, `${name}.key.pem`)]
  writeFileSync(certificate, certificatePem)
  writeFileSync(key, keyPem)
  const { fingerprint256 } = new X509Certificate(certificatePem)
  return {
    shown: ['--cert', certificate, '--key', key],
    thumbprint: Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
  }
}

async function register(more: object): Promise<{ client_id: string; client_secret: string }> {
  const metadata = {
    client_name: 'Bound',
    grant_types: ['client_credentials'],
    response_types: [],
    scope: 'notes:read',
    ...more,
  }
  const [answer] = await curlAnswers(...trusted, '--json', JSON.stringify(metadata), `${at}/register`)
  expect(answer?.status).toBe(201)
  return JSON.parse(answer?.body ?? '')
}

async function tokenFor(shown: readonly string[], more: object = {}): Promise<string> {
  const { client_id, client_secret } = await register({
    token_endpoint_auth_method: 'client_secret_basic',
    tls_client_certificate_bound_access_tokens: true,
    ...more,
  })
  const form = ['-u', `${client_id}:${client_secret}`, '-d', 'grant_type=client_credentials', `${at}/token`]
  const [answer] = await curlAnswers(...trusted, ...shown, ...form)
  expect(answer?.status).toBe(200)
  return (JSON.parse(answer?.body ?? '') as { access_token: string }).access_token
}

async function call(token: string, shown: readonly string[], more: readonly string[] = []) {
  const answers = await curlAnswers(
    ...trusted,
    ...shown,
    ...more,
    '-H',
    `Authorization: Bearer ${token}`,
    `${at}/whoami`,
  )
  const answer = answers.at(-1)
  return told(await sandbox.exchange(answer?.field('exchange-id')))
}

describeWith(missing(curl), 'curl --cert', () => {
  it.each(['opaque', 'jwt'])('gets a token that opens with this certificate alone: %s', async (format) => {
    const token = await tokenFor(own.shown, { access_token_format: format })
    expect(await call(token, own.shown)).toMatchObject({ status: 200, failed: null })
    for (const shown of [other.shown, []])
      expect(await call(token, shown)).toMatchObject({ status: 401, failed: 'certificate-matches-token' })
    for (const version of [['--tlsv1.3'], ['--tls-max', '1.2']])
      expect(await call(token, own.shown, version)).toMatchObject({ status: 200, failed: null })
  })

  it('says in the JWT which certificate it is', async () => {
    const token = await tokenFor(own.shown, { access_token_format: 'jwt' })
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    expect(claims.cnf).toEqual({ 'x5t#S256': own.thumbprint })
  })

  it('changes nothing for a client that did not ask for it, and for other schemes', async () => {
    const token = await tokenFor(own.shown, { tls_client_certificate_bound_access_tokens: false })
    for (const shown of [own.shown, other.shown, []])
      expect(await call(token, shown)).toMatchObject({ status: 200, failed: null })
    const { key } = sandbox.credentials['api-key']
    const url = `${lab.running.tlsOrigin}${sandbox.base}/api-key/whoami`
    const [answer] = await curlAnswers(...trusted, ...own.shown, '-H', `X-API-Key: ${key}`, url)
    expect(answer?.status).toBe(200)
  })
})

it('a resumed session (RFC 8446 §2.2) shows the certificate of its first handshake', async () => {
  const [, certificate = '', , key = ''] = own.shown
  const { port } = new URL(at)
  const options = {
    host: '127.0.0.1',
    port: Number(port),
    servername: 'localhost',
    ca: readFileSync(lab.running.caFile ?? ''),
    maxVersion: 'TLSv1.2',
  } as const
  const token = await tokenFor(own.shown)
  const first = connectTls({ ...options, cert: readFileSync(certificate), key: readFileSync(key) })
  await once(first, 'secureConnect')
  expect(await statusOver(first, token)).toBe(200)
  const session = first.getSession()
  first.destroy()
  if (!session) throw new Error('Unexpected connection without a session')
  const second = connectTls({ ...options, session })
  await once(second, 'secureConnect')
  expect(second.isSessionReused()).toBe(true)
  expect(await statusOver(second, token)).toBe(200)
  second.destroy()
})

async function statusOver(socket: TLSSocket, token: string): Promise<number> {
  const { pathname, host } = new URL(`${at}/whoami`)
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  const [octets] = (await once(socket, 'data')) as [Buffer]
  return Number(octets.toString().split(' ')[1])
}
