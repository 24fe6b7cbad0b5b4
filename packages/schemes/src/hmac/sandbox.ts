import { base64 } from '@lockstep/crypto/base64'
import type { SandboxSeed, Server } from '../scheme.ts'

/** A shared secret of the teaching profile and of RFC 9421: 256 bits, as base64. */
export type HmacKey = { readonly keyId: string; readonly secret: string }

/** A key of AWS Signature Version 4, with the place that it is good for. */
export type AwsKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
}

export type HmacCredentials = HmacKey & {
  /** May read, and not write. */
  readonly reader: HmacKey
  /** Belongs to a client from before HMAC, which sends a bare hash of key and text. The real server takes none of those. */
  readonly legacy: HmacKey
  readonly aws: AwsKey & { readonly reader: AwsKey }
}

type Seed = Pick<Server, 'secret'>

/** The part of the credential scope that is ours. */
export const region = 'local-1'
export const service = 'notes'

/** The keys of a sandbox, derived and therefore kept nowhere. RFC 2104 §3: as long as the output of the hash. */
export function hmacCredentials(seed: Seed): HmacCredentials {
  return {
    ...hmacKey(seed, 'ada-1'),
    reader: hmacKey(seed, 'ada-reader'),
    legacy: hmacKey(seed, 'legacy-1'),
    aws: { ...awsKey(seed, 'ada'), reader: awsKey(seed, 'reader') },
  }
}

export const sandbox: SandboxSeed = { credentials: hmacCredentials }

function hmacKey(seed: Seed, keyId: string): HmacKey {
  return { keyId, secret: base64.encode(seed.secret(`hmac/${keyId}`)) }
}

/** An id of twenty characters and a secret of forty, as tools expect them; the id is none of AWS’s own. */
function awsKey(seed: Seed, name: string): AwsKey {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const id = Array.from(seed.secret(`hmac/aws/${name}/id`, 12), (octet) => letters[octet % 32])
  return {
    accessKeyId: `LOCKSTEP${id.join('')}`,
    secretAccessKey: base64.encode(seed.secret(`hmac/aws/${name}`, 30)),
    region,
    service,
  }
}
