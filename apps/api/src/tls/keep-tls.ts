/** The TLS material of a running process: found or made at the start, renewed while it runs. */
import { mkdirSync } from 'node:fs'
import type { ServerOptions } from 'node:https'
import { join } from 'node:path'
import { tlsMaterial } from './authority.ts'

export type TlsKeeper = {
  readonly caPem: string
  readonly caFile: string
  readonly options: ServerOptions
  /** Hands every renewed certificate to a listener. */
  renewInto(listener: { renew(tls: { key: string; cert: string }): void }): void
  stop(): void
}

const always = ['localhost', '*.localhost', '127.0.0.1', '::1']
const twelveHours = 12 * 3_600_000

/** `publicTlsOrigin` adds its host to the names of the certificate. */
export async function keepTls(directory: string, publicTlsOrigin: string | null): Promise<TlsKeeper> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const given = publicTlsOrigin === null ? [] : [new URL(publicTlsOrigin).hostname.replace(/^\[|\]$/g, '')]
  const hosts = [...new Set([...always, ...given])]
  const { caPem, certificatePem, keyPem } = await tlsMaterial(directory, hosts, Date.now())
  let timer: NodeJS.Timeout | undefined
  return {
    caPem,
    caFile: join(directory, 'ca.pem'),
    options: {
      key: keyPem,
      cert: certificatePem,
      minVersion: 'TLSv1.2',
      // Asked for and never needed: what a client certificate is worth is decided by checks that a reader can see.
      // A resumed session (RFC 8446 §2.2) brings back the certificate of its first handshake, so those checks run
      // again on every connection; that Node once took it proves nothing about today.
      requestCert: true,
      rejectUnauthorized: false,
      // HTTP/1.1 alone: over HTTP/2 there are no field lines in the form that the page shows.
      ALPNProtocols: ['http/1.1'],
    },
    renewInto: (listener) => {
      timer = setInterval(async () => {
        const renewed = await tlsMaterial(directory, hosts, Date.now())
        listener.renew({ key: renewed.keyPem, cert: renewed.certificatePem })
      }, twelveHours)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}
