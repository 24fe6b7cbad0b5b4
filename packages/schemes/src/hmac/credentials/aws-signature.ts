import { type HttpRequest, withField } from '@lockstep/http/message'
import type { Built } from '../../scheme.ts'
import type { AwsKey } from '../sandbox.ts'
import { awsAuthorization } from '../sigv4/aws-authorization.ts'
import {
  awsSignature,
  awsSignatureDerivation,
  awsStrings,
  type CredentialScope,
  signingKey,
  signingKeyDerivation,
} from '../sigv4/aws-proof.ts'
import { canonicalRequest, hashOf, payloadHashOf } from '../sigv4/canonical-request.ts'

export type AwsSigning = {
  readonly key: AwsKey
  /** The origin that the request goes to: its authority is what `host` is signed as. */
  readonly origin: string
  /** X-Amz-Date: `20261124T120000Z`. */
  readonly date: string
  /** Lower-case names. `host`, `content-type` and all x-amz-* fields unless said. */
  readonly signedHeaders?: readonly string[]
  /** Parts of the credential scope that are not those of key and date. */
  readonly scope?: Partial<CredentialScope>
  /** Whether X-Amz-Content-Sha256 is sent: true unless said. curl and botocore do not. */
  readonly sendPayloadHash?: boolean
  /** What is signed in its place. The hash of the body unless said. */
  readonly payloadHash?: string
  /** False for a path that is signed as it is, as S3 does. */
  readonly normalize?: boolean
}

/** CLIENT HALF of SigV4: the request with X-Amz-Date, X-Amz-Content-Sha256 and Authorization. */
export function signAws(message: HttpRequest, signing: AwsSigning): Built {
  const { key, date, sendPayloadHash = true, normalize = true } = signing
  const payloadHash = signing.payloadHash ?? payloadHashOf(message.body)
  const dated = withField(message, 'X-Amz-Date', date)
  const unsigned = sendPayloadHash ? withField(dated, 'X-Amz-Content-Sha256', payloadHash) : dated
  const signedHeaders = (signing.signedHeaders ?? usualHeaders(unsigned)).toSorted()
  const scope = { date: date.slice(0, 8), region: key.region, service: key.service, ...signing.scope }
  const canonical = canonicalRequest(unsigned, {
    host: new URL(signing.origin).host,
    signedHeaders,
    payloadHash,
    normalize,
  })
  const inputs = { date, scope, canonical, canonicalHash: hashOf(canonical) }
  const daily = signingKey(key.secretAccessKey, scope)
  const signature = awsSignature(daily, inputs)
  const authorization = awsAuthorization({ accessKeyId: key.accessKeyId, scope, signedHeaders, signature })
  return {
    request: withField(unsigned, 'Authorization', authorization),
    derivation: [
      ...awsStrings(inputs),
      signingKeyDerivation(daily),
      awsSignatureDerivation(signature, 'signer'),
    ],
  }
}

/** What has to be signed, and the type of the content, which says how the body is read. */
function usualHeaders({ headers }: HttpRequest): string[] {
  const names = headers.map(([name]) => name.toLowerCase())
  return [
    ...new Set(['host', ...names.filter((name) => name === 'content-type' || name.startsWith('x-amz-'))]),
  ]
}
