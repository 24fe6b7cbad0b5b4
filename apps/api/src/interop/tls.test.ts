/** Every scheme over the TLS listener: the same app, under the certificate authority that a client is told to trust. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlAnswers } from './testing/curl-answers.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { runProgram } from './testing/run-program.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox
let origin: string
let trusted: readonly string[]

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
  const { tlsOrigin, caFile } = lab.running
  if (tlsOrigin === null || caFile === null) throw new Error('There is no TLS listener')
  origin = tlsOrigin
  trusted = ['--cacert', caFile]
})
afterAll(() => lab.close())

describeWith(missing(curl), 'curl --cacert', () => {
  it('trusts what {base}/mtls/ca.pem gives out, and nothing without it', async () => {
    const url = `${origin}/api/health`
    const served = await lab.call(`${sandbox.base}/mtls/ca.pem`)
    expect(served.status).toBe(200)
    expect(await served.text()).toBe(readFileSync(lab.running.caFile ?? '', 'utf8'))
    expect((await curlAnswers(...trusted, url)).map(({ status }) => status)).toEqual([200])
    // 60: "Peer certificate cannot be authenticated with known CA certificates".
    expect((await runProgram(curl.command, ['--silent', url])).code).toBe(60)
  })

  it.each([
    ['api-key', (keys: Record<string, string>) => ['-H', `X-API-Key: ${keys.key}`], [200]],
    ['basic', ({ userId, password }: Record<string, string>) => ['-u', `${userId}:${password}`], [200]],
    [
      'digest',
      ({ userId, password }: Record<string, string>) => ['--digest', '-u', `${userId}:${password}`],
      [401, 200],
    ],
  ] as const)('opens %s, and the exchange says that it came by TLS', async (slug, args, statuses) => {
    const answers = await curlAnswers(
      ...trusted,
      ...args(sandbox.credentials[slug]),
      `${origin}${sandbox.base}/${slug}/whoami`,
    )
    expect(answers.map(({ status }) => status)).toEqual(statuses)
    const exchange = await sandbox.exchange(answers.at(-1)?.field('exchange-id'))
    expect(exchange.transport).toBe('tls')
    expect(told(exchange)).toMatchObject({ status: 200, failed: null })
  })

  it('gets a JWT whose issuer and audience are of the https origin, and that opens nothing over plain HTTP', async () => {
    const { userId, password } = sandbox.credentials.jwt
    const login = ['--json', JSON.stringify({ userId, password }), `${origin}${sandbox.base}/jwt/login`]
    const [made] = await curlAnswers(...trusted, ...login)
    const { access_token: token } = JSON.parse(made?.body ?? '') as { access_token: string }
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    expect([claims.iss, claims.aud]).toEqual([`${origin}${sandbox.base}/jwt`, `${origin}${sandbox.base}`])
    const bearer = ['-H', `Authorization: Bearer ${token}`]
    for (const [at, status, failed] of [
      [origin, 200, null],
      [lab.running.origin, 401, 'issuer-is-ours'],
    ] as const) {
      const [answer] = await curlAnswers(...trusted, ...bearer, `${at}${sandbox.base}/jwt/whoami`)
      expect(told(await sandbox.exchange(answer?.field('exchange-id')))).toMatchObject({ status, failed })
    }
  })

  it('speaks TLS 1.3 and 1.2, and nothing older', async () => {
    const version = async (...args: readonly string[]) => {
      const ran = await runProgram(curl.command, [
        '--silent',
        '--output',
        '/dev/null',
        '--write-out',
        '%{http_code}',
        ...trusted,
        ...args,
        `${origin}/api/health`,
      ])
      return [ran.code, ran.stdout]
    }
    expect(await version('--tlsv1.3')).toEqual([0, '200'])
    expect(await version('--tls-max', '1.2')).toEqual([0, '200'])
    // 35: "A problem occurred somewhere in the SSL/TLS handshake".
    expect(await version('--tlsv1.0', '--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0')).toEqual([
      35,
      '000',
    ])
  })

  it('does not read plain HTTP on that port', async () => {
    const { code } = await runProgram(curl.command, ['--silent', origin.replace('https:', 'http:')])
    // 52: "Nothing was returned from the server"; 56: "Failure in receiving network data".
    expect([52, 56]).toContain(code)
  })
})
