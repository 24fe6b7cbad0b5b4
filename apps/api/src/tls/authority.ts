/** The certificate authority of this installation, and the certificate of its TLS listener. */
import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivate } from '../runtimes/node/write-private.ts'
import { makeAuthority, makeServerCertificate } from './certificates.ts'

const day = 86_400_000
/** Public authorities issue for 398 days at the most; some user agents refuse more from private ones too. */
const serverDays = 90
const renewServerBefore = 30 * day
const authorityDays = 3650
const renewAuthorityBefore = 2 * serverDays * day

export type TlsMaterial = {
  /** What a client trusts. */
  readonly caPem: string
  readonly certificatePem: string
  readonly keyPem: string
}

/**
 * The material in `directory`, made where it is missing, does not cover `hosts` or ends within thirty days. Keys are
 * readable for their owner only. `now` is in milliseconds.
 */
export async function tlsMaterial(
  directory: string,
  hosts: readonly string[],
  now: number,
): Promise<TlsMaterial> {
  const files = {
    ca: join(directory, 'ca.pem'),
    caKey: join(directory, 'ca.key.pem'),
    certificate: join(directory, 'server.pem'),
    key: join(directory, 'server.key.pem'),
  }
  const authority = await kept(
    files.ca,
    files.caKey,
    (ca) => endsAfter(ca, now + renewAuthorityBefore),
    () => makeAuthority(now, now + authorityDays * day),
  )
  const issuer = new X509Certificate(authority.certificatePem)
  const server = await kept(
    files.certificate,
    files.key,
    (certificate) =>
      endsAfter(certificate, now + renewServerBefore) &&
      certificate.verify(issuer.publicKey) &&
      hosts.every((host) => namesOf(certificate).includes(host)),
    () => makeServerCertificate(authority, hosts, now, now + serverDays * day),
  )
  return { caPem: authority.certificatePem, ...server }
}

type Pair = { readonly certificatePem: string; readonly keyPem: string }

async function kept(
  certificateFile: string,
  keyFile: string,
  good: (certificate: X509Certificate) => boolean,
  make: () => Promise<Pair>,
): Promise<Pair> {
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    const pair = {
      certificatePem: readFileSync(certificateFile, 'utf8'),
      keyPem: readFileSync(keyFile, 'utf8'),
    }
    if (good(new X509Certificate(pair.certificatePem))) return pair
  }
  const made = await make()
  writePrivate(keyFile, made.keyPem)
  writePrivate(certificateFile, made.certificatePem)
  return made
}

function endsAfter(certificate: X509Certificate, moment: number): boolean {
  return certificate.validToDate.getTime() > moment
}

/** The names of a certificate, as `tlsMaterial` was asked for them. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').map((name) => {
    const value = name.slice(name.indexOf(':') + 1)
    return value === '0:0:0:0:0:0:0:1' ? '::1' : value
  })
}
