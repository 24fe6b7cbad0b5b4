import { type HttpRequest, withField } from '@lockstep/http/message'
import type { Built } from '../../scheme.ts'
import type { HmacKey } from '../sandbox.ts'
import { secretOctets } from '../secret-octets.ts'
import { teachingAuthorization } from '../teaching/teaching-authorization.ts'
import {
  macOf,
  stringToSign,
  type TeachingAlgorithm,
  teachingDerivation,
} from '../teaching/teaching-proof.ts'

export type TeachingSigning = {
  readonly key: HmacKey
  /** Seconds since 1970. */
  readonly timestamp: number | string
  readonly nonce: string
  /** `sha256-key-text` is what the legacy client sends. */
  readonly algorithm?: TeachingAlgorithm
}

/** CLIENT HALF of the teaching profile: the request with its Authorization field. */
export function signTeaching(message: HttpRequest, signing: TeachingSigning): Built {
  const { key, nonce, algorithm = 'hmac-sha256' } = signing
  const { method, target, body } = message
  const inputs = { method, target, timestamp: String(signing.timestamp), nonce, body }
  const mac = macOf(algorithm, secretOctets(key.secret), stringToSign(inputs))
  const parameters = { keyId: key.keyId, algorithm, timestamp: inputs.timestamp, nonce, signature: mac }
  return {
    request: withField(message, 'Authorization', teachingAuthorization(parameters)),
    derivation: teachingDerivation(inputs, algorithm, mac, 'signer'),
  }
}
