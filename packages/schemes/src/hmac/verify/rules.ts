import { branches } from '../../run-checks.ts'
import type { Principal, Rules } from '../../scheme.ts'

export const rules = {
  'profile-recognised': { says: 'The request is signed in one of the three forms.', structural: true },
  'mac-parameters-complete': {
    says: 'Each of keyId, algorithm, timestamp, nonce and signature is there once.',
    structural: true,
  },
  'mac-key-known': { says: 'The key id is on record.', structural: true },
  'mac-is-hmac': { says: 'The proof is HMAC-SHA-256, not a bare hash of key and text.' },
  'mac-matches': { says: 'The MAC equals the server’s own over what it received.', proof: 'mac' },
  'mac-timestamp-recent': { says: 'The timestamp is within 300 seconds of the server’s clock.' },
  'mac-nonce-unused': { says: 'This key did not use this nonce before.' },
  'labels-paired': { says: 'Each label is once in Signature-Input and once in Signature.', structural: true },
  'components-well-formed': {
    says: 'Each covered component is known, there once, and has a value.',
    structural: true,
  },
  'coverage-sufficient': { says: 'Everything that the profile asks for is covered.' },
  'signature-key-known': { says: 'The keyid is on record.', structural: true },
  'algorithm-agrees': { says: 'Parameter, key and profile name one algorithm.' },
  'signature-matches': {
    says: 'The signature equals the server’s own over the signature base.',
    proof: 'signature',
  },
  'created-recent': { says: 'It was created within 300 seconds, and has not expired.' },
  'content-digest-matches': { says: 'Content-Digest is the digest of the body that came.' },
  'signature-nonce-unused': { says: 'This key did not use this nonce before.' },
  'aws-authorization-well-formed': {
    says: 'Credential, SignedHeaders, Signature and X-Amz-Date can be read.',
    structural: true,
  },
  'aws-access-key-known': { says: 'The access key id is on record.', structural: true },
  'aws-scope-matches': { says: 'The credential scope is today’s, for this region and this service.' },
  'aws-host-signed': { says: 'SignedHeaders has host and every x-amz-* field.' },
  'aws-signature-matches': {
    says: 'The signature equals the server’s own over the canonical request.',
    proof: 'signature',
  },
  'aws-date-recent': { says: 'X-Amz-Date is within 15 minutes of the server’s clock.' },
  'aws-payload-hash-matches': { says: 'The payload hash is that of the body that came.' },
  'scope-covers-request': { says: 'The key may do what this method does.' },
} satisfies Rules

const start = ['profile-recognised', 'RFC 9110 §11.4'] as const
const scope = ['scope-covers-request', 'RFC 9110 §15.5.4'] as const

/** The three ways to sign a request. Everything single-use comes last: it is spent by a request that is good in all else. */
export const checksOf = (endpoint: string) =>
  branches(endpoint, {
    teaching: [
      start,
      ['mac-parameters-complete', 'policy; RFC 9110 §11.2'],
      ['mac-key-known', 'policy; RFC 9110 §11.4'],
      ['mac-is-hmac', 'RFC 2104 §2'],
      ['mac-matches', 'RFC 2104 §2'],
      ['mac-timestamp-recent', 'policy; RFC 9421 §7.2.2'],
      scope,
      ['mac-nonce-unused', 'policy; RFC 9421 §7.2.2'],
    ],
    rfc9421: [
      start,
      ['labels-paired', 'RFC 9421 §3.2, §4'],
      ['components-well-formed', 'RFC 9421 §2, §2.5'],
      ['coverage-sufficient', 'RFC 9421 §3.2.1, §7.2.1'],
      ['signature-key-known', 'RFC 9421 §3.2'],
      ['algorithm-agrees', 'RFC 9421 §3.2, §7.3.6'],
      ['signature-matches', 'RFC 9421 §3.2, §3.3.3'],
      ['created-recent', 'RFC 9421 §3.2.1'],
      ['content-digest-matches', 'RFC 9530 §2; RFC 9421 §7.2.8'],
      scope,
      ['signature-nonce-unused', 'RFC 9421 §3.2.1, §7.2.2'],
    ],
    sigv4: [
      start,
      ['aws-authorization-well-formed', 'AWS SigV4'],
      ['aws-access-key-known', 'AWS SigV4'],
      ['aws-scope-matches', 'AWS SigV4, credential scope'],
      ['aws-host-signed', 'AWS SigV4'],
      ['aws-signature-matches', 'AWS SigV4'],
      ['aws-date-recent', 'AWS SigV4, RequestExpired'],
      ['aws-payload-hash-matches', 'AWS SigV4'],
      scope,
    ],
  })

/** What the answer needs. */
export type Proven = { readonly principal: Principal }

/** Seconds around the server’s clock within which a signed time is taken, of the two profiles with a nonce. */
export const window = 300
/** The same for X-Amz-Date. */
export const awsWindow = 15 * 60
