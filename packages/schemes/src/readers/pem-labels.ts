import { type DerKey, keyOfDer, wrapEcPrivateKey, wrapRsaPrivateKey, wrapRsaPublicKey } from './key-of-der.ts'

export type PemLabel = {
  /** What it is called where its octets cannot be read. */
  readonly kind: string
  /** The form of a key, for its name: "PKCS #1". */
  readonly form: string
  readonly explain: string
  readonly clause: string
  readonly secret?: true
  key?(octets: Uint8Array<ArrayBuffer>): Promise<DerKey | undefined>
}

/** The labels of RFC 7468 and the older ones of OpenSSL, by what stands after BEGIN. */
export const pemLabels: Readonly<Record<string, PemLabel>> = {
  'PUBLIC KEY': {
    kind: 'Public key',
    form: 'SubjectPublicKeyInfo',
    explain: 'A SubjectPublicKeyInfo: it names its kind, then gives the key.',
    clause: 'RFC 7468 §13',
    key: (octets) => keyOfDer('spki', octets),
  },
  'RSA PUBLIC KEY': {
    kind: 'RSA public key',
    form: 'PKCS #1',
    explain: 'The older form: modulus and exponent alone, without the envelope that names the kind.',
    clause: 'RFC 8017 §A.1.1',
    key: (octets) => keyOfDer('spki', wrapRsaPublicKey(octets)),
  },
  'PRIVATE KEY': {
    kind: 'Private key',
    form: 'PKCS #8',
    explain: 'PKCS #8: it names its kind, then gives the key, and is not encrypted.',
    clause: 'RFC 7468 §10',
    secret: true,
    key: (octets) => keyOfDer('pkcs8', octets),
  },
  'RSA PRIVATE KEY': {
    kind: 'RSA private key',
    form: 'PKCS #1',
    explain:
      'The older form of OpenSSL: the numbers alone. In the envelope of PKCS #8 the same key is a PRIVATE KEY.',
    clause: 'RFC 8017 §A.1.2',
    secret: true,
    key: (octets) => keyOfDer('pkcs8', wrapRsaPrivateKey(octets)),
  },
  'EC PRIVATE KEY': {
    kind: 'EC private key',
    form: 'SEC 1',
    explain:
      'The older form of OpenSSL: a number and the curve. In the envelope of PKCS #8 the same key is a PRIVATE KEY.',
    clause: 'RFC 5915 §4',
    secret: true,
    async key(octets) {
      const wrapped = wrapEcPrivateKey(octets)
      return wrapped && keyOfDer('pkcs8', wrapped)
    },
  },
  'ENCRYPTED PRIVATE KEY': {
    kind: 'Encrypted private key',
    form: 'PKCS #8',
    explain: 'PKCS #8 behind a password. It is not opened here: decrypt it where it lives.',
    clause: 'RFC 7468 §11',
    secret: true,
  },
  CERTIFICATE: {
    kind: 'Certificate',
    form: 'X.509',
    explain: 'A public key, a name, and the word of an issuer that they belong together.',
    clause: 'RFC 7468 §5',
  },
}
