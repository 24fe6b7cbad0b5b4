/** Shared secrets as the inspector offers and reads them. */
import { base64 } from '@lockstep/crypto/base64'
import { type Bench, KeyError, type SigningKey, type Warning } from '../../reader.ts'
import type { HmacCredentials, HmacKey } from '../sandbox.ts'

/** The sample of RFC 9421 Appendix B.1.5: everybody has it. */
const sampleSecret =
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='

export const accepts = 'A secret in base64, or a key id and a secret as keyId:secret'

export function ownKeys({ credentials }: Bench): SigningKey[] {
  const { keyId, secret, reader } = credentials as HmacCredentials
  return [sharedKey({ keyId, secret }, 'the key of Ada'), sharedKey(reader, 'the key of Ada that only reads')]
}

export function legacyKey({ credentials }: Bench): SigningKey {
  return sharedKey((credentials as HmacCredentials).legacy, 'the key of the legacy client')
}

export function readSharedKey(text: string): SigningKey {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf(':')
  const secret = trimmed.slice(at + 1)
  const octets = base64.decode(secret)
  if (!octets || octets.length === 0) throw new KeyError('Unexpected key, expected a secret in base64')
  return sharedKey(
    { keyId: trimmed.slice(0, Math.max(at, 0)), secret },
    `the pasted secret (${octets.length} octets)`,
  )
}

/** The key id may be empty: then the one of the document stays. */
export function hmacKeyOf({ text }: SigningKey): HmacKey {
  const at = text.lastIndexOf(':')
  return { keyId: text.slice(0, Math.max(at, 0)), secret: text.slice(at + 1) }
}

function sharedKey({ keyId, secret }: HmacKey, name: string): SigningKey {
  const warnings: Warning[] = []
  if ((base64.decode(secret)?.length ?? 0) < 32)
    warnings.push({ says: 'Shorter than the output of SHA-256, 32 octets.', clause: 'RFC 2104 §3' })
  if (secret === sampleSecret)
    warnings.push({ says: 'The sample key of RFC 9421: everybody has it.', clause: 'RFC 9421 §B.1' })
  return { id: keyId || 'pasted', name, text: keyId ? `${keyId}:${secret}` : secret, warnings }
}
