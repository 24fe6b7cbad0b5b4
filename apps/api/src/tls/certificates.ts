/** Makes the two kinds of certificate that the TLS listener needs, with P-256 keys (RFC 5280 profile). */
import 'reflect-metadata'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export type CertifiedKey = { readonly certificatePem: string; readonly keyPem: string }

/** A self-signed authority that may certify end entities only. Times are in milliseconds. */
export async function makeAuthority(from: number, to: number): Promise<CertifiedKey> {
  cryptoProvider.set(crypto)
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...shared(from, to),
    name: [{ CN: ['Lockstep installation CA'] }],
    keys,
    extensions: [
      // RFC 5280 §4.2.1.9: critical in a certificate that may sign others; no authority may stand below this one.
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificatePem: pem(certificate), keyPem: await keyPem(keys.privateKey) }
}

/** A server's certificate for these DNS names and addresses, signed by the authority. */
export async function makeServerCertificate(
  authority: CertifiedKey,
  hosts: readonly string[],
  from: number,
  to: number,
): Promise<CertifiedKey> {
  cryptoProvider.set(crypto)
  const keys = await newKeys()
  const issuer = new X509Certificate(authority.certificatePem)
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    PemConverter.decodeFirst(authority.keyPem),
    algorithm,
    false,
    ['sign'],
  )
  const names = hosts.map((host) => ({ type: isIP(host) ? 'ip' : 'dns', value: host }) as const)
  const certificate = await X509CertificateGenerator.create({
    ...shared(from, to),
    subject: [{ CN: ['Lockstep TLS listener'] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      // RFC 6125 §6.4.4: names are looked for here, the common name is for people.
      new SubjectAlternativeNameExtension(names),
      await AuthorityKeyIdentifierExtension.create(issuer),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificatePem: pem(certificate), keyPem: await keyPem(keys.privateKey) }
}

/** Times begin an hour early, for clients whose clock is behind. RFC 5280 §4.1.2.2: a serial number is positive. */
function shared(from: number, to: number) {
  const serial = crypto.getRandomValues(new Uint8Array(16))
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return {
    serialNumber: Buffer.from(serial).toString('hex'),
    notBefore: new Date(from - 3_600_000),
    notAfter: new Date(to),
    signingAlgorithm: algorithm,
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}

async function keyPem(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag)}\n`
}
