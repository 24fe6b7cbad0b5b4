/** The keys of a world, derived once and kept in memory: deriving them costs as much as checking a request. */
import { base64 } from '@lockstep/crypto/base64'
import { keptByWorld } from '../kept-by-world.ts'
import type { Principal, Server } from '../scheme.ts'
import { type AwsKey, type HmacKey, hmacCredentials, region, service } from './sandbox.ts'
import { secretOctets } from './secret-octets.ts'
import { type CredentialScope, scopeText, signingKey } from './sigv4/aws-proof.ts'
import type { TeachingAlgorithm } from './teaching/teaching-proof.ts'

/** A key on record: the secret, what it may be used with, and whose it is. */
export type KeyRecord = {
  readonly keyId: string
  readonly secret: Uint8Array
  readonly algorithm: TeachingAlgorithm
  readonly principal: Principal
}

export type AwsRecord = {
  readonly accessKeyId: string
  readonly principal: Principal
  /** The key of a scope; that of our own region and service is kept for the day. */
  signingKey(scope: CredentialScope): Uint8Array
}

export type WorldKeys = {
  readonly keys: readonly KeyRecord[]
  readonly awsKeys: readonly AwsRecord[]
  /** Computed with in place of a key that is not there, so that both refusals take the same work. */
  readonly decoy: KeyRecord
  readonly awsDecoy: AwsRecord
}

type From = Pick<Server, 'processKey' | 'base' | 'secret' | 'worldSecret'>

export const worldKeys = keptByWorld((server: From): WorldKeys => {
  const { reader, legacy, aws, ...ada } = hmacCredentials(server)
  const decoySecret = base64.encode(server.worldSecret('hmac/decoy'))
  return {
    keys: [
      record(ada, readsAndWrites),
      record(reader, reads),
      record(legacy, legacyClient, 'sha256-key-text'),
    ],
    awsKeys: [awsRecord(aws, readsAndWrites), awsRecord(aws.reader, reads)],
    decoy: record({ keyId: '', secret: decoySecret }, reads),
    awsDecoy: awsRecord({ ...aws, accessKeyId: '', secretAccessKey: decoySecret }, reads),
  }
})

const reads: Principal = { type: 'user', id: 'ada', scope: 'notes:read' }
const readsAndWrites: Principal = { type: 'user', id: 'ada', scope: 'notes:read notes:write' }
const legacyClient: Principal = { type: 'client', id: 'legacy', scope: 'notes:read notes:write' }

function record(
  { keyId, secret }: HmacKey,
  principal: Principal,
  algorithm: TeachingAlgorithm = 'hmac-sha256',
): KeyRecord {
  return { keyId, secret: secretOctets(secret), algorithm, principal }
}

function awsRecord({ accessKeyId, secretAccessKey }: AwsKey, principal: Principal): AwsRecord {
  let ours: { readonly scope: string; readonly key: Uint8Array } | undefined
  return {
    accessKeyId,
    principal,
    signingKey(scope) {
      const text = scopeText(scope)
      if (ours?.scope === text) return ours.key
      const key = signingKey(secretAccessKey, scope)
      if (scope.region === region && scope.service === service) ours = { scope: text, key }
      return key
    },
  }
}
