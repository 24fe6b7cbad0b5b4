/** From a canonical request to its signature (AWS Signature Version 4). Both halves compute with it. */
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Derived, DerivedPart } from '../../scheme.ts'
import { type Half, lineFeed, proofParts } from '../derived-parts.ts'

/** Where and when a signing key is good: for one day, one region, one service. */
export type CredentialScope = { readonly date: string; readonly region: string; readonly service: string }

export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`
}

/** `20261124T120000Z` for milliseconds since 1970. */
export function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Milliseconds since 1970 of a strict X-Amz-Date, or undefined. */
export function readAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // Date.parse lets February have 30 days, and reads them as March.
  return Number.isNaN(time) || amzDate(time) !== text ? undefined : time
}

/** The key of a day: the long secret signs the date, and what comes of it signs the rest of the scope. */
export function signingKey(secretAccessKey: string, { date, region, service }: CredentialScope): Uint8Array {
  return [date, region, service, 'aws4_request'].reduce(
    (key, text) => hmacSha256(key, octets(text)),
    octets(`AWS4${secretAccessKey}`),
  )
}

export type AwsInputs = {
  /** X-Amz-Date as it is written. */
  readonly date: string
  readonly scope: CredentialScope
  readonly canonical: readonly DerivedPart[]
  /** Of the canonical request: hashed once, it is signed and shown. */
  readonly canonicalHash: string
}

/** The pieces of the string to sign. */
export function awsStringToSign({ date, scope, canonicalHash }: AwsInputs): DerivedPart[] {
  return [
    { text: 'AWS4-HMAC-SHA256' },
    lineFeed,
    { text: date, component: 'header x-amz-date', maker: 'signer' },
    lineFeed,
    { text: scopeText(scope), component: 'credential scope', maker: 'signer' },
    lineFeed,
    { text: canonicalHash, component: 'canonical request', maker: 'signer' },
  ]
}

/** The signature: lower-case hexadecimal digits. */
export function awsSignature(key: Uint8Array, inputs: AwsInputs): string {
  const text = awsStringToSign(inputs)
    .map((part) => part.text)
    .join('')
  return hex(hmacSha256(key, octets(text)))
}

const clause = 'AWS SigV4'

/** What both halves may tell before a key is known. */
export function awsStrings(inputs: AwsInputs): Derived[] {
  const { date, region, service } = inputs.scope
  const part = (text: string, component: string) => ({ text, component, maker: 'signer' })
  return [
    {
      name: 'canonicalRequest',
      how: 'method LF path LF query LF headers LF signed headers LF payload hash',
      parts: inputs.canonical,
      clause,
    },
    {
      name: 'credentialScope',
      how: 'date "/" region "/" service "/aws4_request"',
      parts: [
        part(date, 'scope date'),
        { text: '/' },
        part(region, 'region'),
        { text: '/' },
        part(service, 'service'),
        { text: '/aws4_request' },
      ],
      clause,
    },
    {
      name: 'stringToSign',
      how: 'algorithm LF X-Amz-Date LF credential scope LF hex(SHA-256(canonicalRequest))',
      parts: awsStringToSign(inputs),
      clause,
    },
  ]
}

/** Only the signer tells it: whoever has it can sign anything for a day. */
export function signingKeyDerivation(key: Uint8Array): Derived {
  return {
    name: 'signingKey',
    how: 'HMAC(HMAC(HMAC(HMAC("AWS4" secret, date), region), service), "aws4_request")',
    parts: [{ text: hex(key), maker: 'signer', secret: true }],
    clause,
  }
}

export function awsSignatureDerivation(signature: string, half: Half): Derived {
  return {
    name: 'signature',
    how: 'hex(HMAC-SHA-256(signingKey, stringToSign))',
    parts: proofParts(signature, half),
    clause,
  }
}
