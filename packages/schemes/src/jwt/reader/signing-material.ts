import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { KeyError, type SigningKey, type Warning } from '../../reader.ts'
import { keyOfDer, wrapEcPrivateKey, wrapRsaPrivateKey } from '../../readers/key-of-der.ts'
import { pemBlocks } from '../../readers/pem-blocks.ts'
import { keyBits, leastBits } from '../key-strength.ts'
import { algorithmFor } from './any-algorithm.ts'

export type Wanted = { readonly kid: unknown; readonly alg: unknown }
export type Material = {
  /** A private JWK; a secret is one of kind `oct`. */
  readonly jwk: JsonWebKey & { readonly kid?: string }
  /** "ES256 key es256-1", "pasted secret (6 octets)". */
  readonly name: string
  readonly warnings: readonly Warning[]
}

/**
 * What a text is to sign with: a private JWK, one of a JWK Set, a PEM, or a secret as it stands. Throws `KeyError`. Of a
 * set, the key that the header names is taken, or the first private one for its algorithm.
 */
export async function signingMaterial(text: string, wanted: Wanted): Promise<Material> {
  const trimmed = text.trim()
  const json = jsonObject(trimmed)
  if (json) return ofJwk(Array.isArray(json.keys) ? chosen(json.keys, wanted) : json)
  if (trimmed.startsWith('-----BEGIN')) return ofPem(trimmed, text)
  const spelled = /^base64url:([A-Za-z0-9_-]*)$/.exec(trimmed)?.[1]
  return ofSecret(spelled === undefined ? octets(text) : (base64url.decode(spelled) ?? unreadable()))
}

/** The key as a reader shows it. */
export function signingKey(id: string, { jwk, name, warnings }: Material): SigningKey {
  return { id, name, text: JSON.stringify(jwk), warnings }
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // A secret can begin with a brace as well.
    return undefined
  }
}

function chosen(keys: readonly unknown[], { kid, alg }: Wanted): Record<string, unknown> {
  const known = keys.filter((key): key is Record<string, unknown> => typeof key === 'object' && key !== null)
  const ours = known.filter((key) => 'd' in key || 'k' in key)
  const named = kid === undefined ? undefined : ours.find((key) => key.kid === kid)
  const found = named ?? ours.find((key) => algorithmFor(key as JsonWebKey) === alg) ?? ours[0]
  if (!found) throw new KeyError('Unexpected JWK Set of public keys, expected one with a private key')
  return found
}

function ofJwk(json: Record<string, unknown>): Material {
  const jwk = json as JsonWebKey & { kid?: string }
  if (jwk.kty === undefined) throw new KeyError('Unexpected JSON, expected a JWK with kty')
  if (jwk.d === undefined && jwk.k === undefined)
    throw new KeyError('Unexpected public key, expected a private one: a public key can only check')
  const alg = algorithmFor(jwk)
  if (alg === undefined)
    throw new KeyError(
      `Unexpected key of kind ${jwk.kty} ${jwk.crv ?? ''}, expected RSA, P-256, P-384, P-521, Ed25519 or oct`,
    )
  const name = jwk.kid === undefined ? `${alg} key` : `${alg} key ${jwk.kid}`
  return { jwk, name, warnings: weaknessOf(jwk) }
}

async function ofPem(pem: string, text: string): Promise<Material> {
  const [block] = pemBlocks(pem)
  const der = block?.octets
  if (!block || !der) throw new KeyError('Unexpected PEM, expected base64 between two lines')
  const label = block.label
  // The text of a public key is a fine secret for one thing: for showing why it must not be taken as one.
  if (label === 'PUBLIC KEY' || label === 'CERTIFICATE') {
    const material = ofSecret(octets(text))
    const says =
      'This is public text. Whoever takes a signature made with it mistakes a public key for a secret.'
    return {
      ...material,
      name: `text of the ${label.toLowerCase()}, as a secret`,
      warnings: [{ says, clause: 'RFC 8725 §2.1' }],
    }
  }
  const wrapped = wrap(label, der)
  const key = wrapped && (await keyOfDer('pkcs8', wrapped))
  if (!key?.jwk)
    throw new KeyError(`Unexpected PEM of ${label}, expected a PRIVATE KEY (PKCS #8) that is not encrypted`)
  return ofJwk(key.jwk)
}

function wrap(label: string, der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  if (label === 'PRIVATE KEY') return der
  if (label === 'RSA PRIVATE KEY') return wrapRsaPrivateKey(der)
  if (label === 'EC PRIVATE KEY') return wrapEcPrivateKey(der)
  return undefined
}

function ofSecret(secret: Uint8Array): Material {
  const jwk = { kty: 'oct', k: base64url.encode(secret) }
  return { jwk, name: `pasted secret (${secret.length} octets)`, warnings: weaknessOf(jwk) }
}

function weaknessOf(jwk: JsonWebKey): Warning[] {
  const bits = keyBits(jwk)
  const least = leastBits(jwk)
  if (bits === undefined || bits >= least) return []
  const says =
    jwk.kty === 'oct'
      ? `${bits} bits: HS256 asks for ${least}. A short secret is found by trying, away from any server.`
      : `${bits} bits: RSA signatures ask for ${least}.`
  return [{ says, clause: jwk.kty === 'oct' ? 'RFC 7518 §3.2' : 'RFC 7518 §3.3' }]
}

function unreadable(): never {
  throw new KeyError('Unexpected text after base64url:, expected base64url without padding')
}
