/** The outline of an X.509 certificate (RFC 5280 §4.1): what stands in fixed places. No extension and no signature is read. */
import type { Fact } from '../reader.ts'
import { childrenOf, type DerNode, oid, readDer } from './der.ts'

export type CertificateOutline = {
  readonly facts: readonly Fact[]
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  /** Its SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>
}

/** Undefined where the octets are no certificate. */
export function certificateOutline(octets: Uint8Array): CertificateOutline | undefined {
  const [tbs] = childrenOf(readDer(octets)?.node)
  const fields = childrenOf(tbs)
  // The version is left out in version 1.
  const [serial, , issuer, validity, subject, publicKey] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  const [notBefore, notAfter] = childrenOf(validity).map(moment)
  if (!serial || !issuer || !subject || !publicKey || notBefore === undefined || notAfter === undefined)
    return undefined
  const from = (section: string) => `RFC 5280 §${section}`
  return {
    facts: [
      { name: 'subject', value: nameOf(subject) || 'empty', clause: from('4.1.2.6') },
      { name: 'issuer', value: nameOf(issuer) || 'empty', clause: from('4.1.2.4') },
      { name: 'serial number', value: hex(serial.content), clause: from('4.1.2.2') },
      { name: 'not before', value: iso(notBefore), clause: from('4.1.2.5') },
      { name: 'not after', value: iso(notAfter), clause: from('4.1.2.5') },
    ],
    notBefore,
    notAfter,
    publicKey: publicKey.whole,
  }
}

const attributes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.5': 'serialNumber',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '0.9.2342.19200300.100.1.25': 'DC',
}
const decoder = new TextDecoder()

/** A Name: attributes in the order of the certificate. */
function nameOf(name: DerNode): string {
  return childrenOf(name)
    .flatMap((set) => childrenOf(set))
    .map((attribute) => {
      const [type, value] = childrenOf(attribute)
      const id = oid(type) ?? '?'
      return `${attributes[id] ?? id}=${value ? decoder.decode(value.content) : ''}`
    })
    .join(', ')
}

/** UTCTime or GeneralizedTime, in the one form that RFC 5280 §4.1.2.5 allows of each. */
function moment({ tag, content }: DerNode): number | undefined {
  const text = decoder.decode(content)
  const digits =
    tag === 0x17 && /^\d{12}Z$/.test(text) ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z').replace('T', ' ')
}

function hex(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
}
