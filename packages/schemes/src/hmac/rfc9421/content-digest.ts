/** Content-Digest (RFC 9530): what binds a body to a signature that covers the field. */
import { base64 } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { sha256, sha512 } from '@lockstep/crypto/digest'
import type { Derived } from '../../scheme.ts'
import type { Half } from '../derived-parts.ts'
import { readMembers } from './structured-field.ts'

/** RFC 9530 §5: the two that are active; the insecure ones are not taken. */
const algorithms = { 'sha-256': sha256, 'sha-512': sha512 } as const
export type DigestName = keyof typeof algorithms

/** The value of the field for a body. */
export function contentDigest(body: Uint8Array, name: DigestName): string {
  return `${name}=:${base64.encode(algorithms[name](body))}:`
}

/** The digests of a field that are of a known kind; undefined where it is no dictionary of byte sequences. */
export function readContentDigest(
  value: string,
): { readonly name: DigestName; readonly digest: Uint8Array }[] | undefined {
  const members = readMembers(value)
  // A name that comes again replaces the first (RFC 9651 §4.2.2), so no field has a body hashed more than twice.
  const found = new Map<DigestName, Uint8Array>()
  for (const { name, value: member } of members ?? []) {
    const octets = member?.[0]
    if (!(octets instanceof ArrayBuffer)) return undefined
    // §2: a recipient may ignore any that it does not know.
    if (isDigestName(name)) found.set(name, new Uint8Array(octets))
  }
  return members && [...found].map(([name, digest]) => ({ name, digest }))
}

function isDigestName(name: string): name is DigestName {
  return Object.hasOwn(algorithms, name)
}

/** True where at least one digest is of a known kind, and each of those is that of the body. */
export function contentDigestMatches(value: string, body: Uint8Array): boolean {
  const digests = readContentDigest(value) ?? []
  return (
    digests.length > 0 &&
    digests.every(({ name, digest }) => equalConstantTime(digest, algorithms[name](body)))
  )
}

/** `contentDigest`: the body is its only component. */
export function digestDerivation(body: Uint8Array, name: DigestName, half: Half): Derived {
  const digest = base64.encode(algorithms[name](body))
  return {
    name: 'contentDigest',
    how: `${name}=:base64(${name.toUpperCase()}(body)):`,
    parts: [{ text: `${name}=:` }, { text: digest, component: 'body', maker: half }, { text: ':' }],
    clause: 'RFC 9530 §2',
  }
}
