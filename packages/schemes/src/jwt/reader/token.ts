import { base64url } from '@lockstep/crypto/base64'
import { request } from '@lockstep/http/message'
import { signToken } from '../../jose/sign-token.ts'
import { signatureDerivation, signingInputDerivation } from '../../jose/token-derivation.ts'
import type { Bench, Editable, Reader } from '../../reader.ts'
import type { Derived, Part } from '../../scheme.ts'
import { accessTokenClaims, accessTokenType } from '../issuer.ts'
import { tokenParts } from '../token-parts.ts'
import { findToken } from './find-token.ts'
import { type ParsedToken, parseToken } from './parsed-token.ts'
import { encodeDocuments, tokenDocuments } from './token-documents.ts'
import { membersAsFacts, tokenFacts } from './token-facts.ts'
import { tokenKind } from './token-kind.ts'
import { claimMembers, headerMembers } from './token-members.ts'
import { tokenSigning } from './token-signing.ts'
import { tokenWarnings } from './token-warnings.ts'
import { keyThatHolds, sandboxKeys } from './verify-token.ts'

/** A JWT, whole or broken, signed or not; of an encrypted one the header. */
export const tokenReader: Reader = {
  id: 'jws',
  name: 'JSON Web Token (JWT, JWS, JWE)',
  async read(text, bench) {
    const token = parseToken(text)
    if (!token) return undefined
    const edit = editable(token, bench)
    return {
      kind: tokenKind(token),
      parts: pastedParts(token),
      facts: [...(edit ? [] : membersAsFacts(token)), ...(await tokenFacts(token, bench))],
      problems: token.flaws,
      warnings: tokenWarnings(token, bench.now()),
      ...(edit ? { edit } : {}),
    }
  },
  async sample(bench) {
    const key = sandboxKeys(bench).find(({ jwk }) => jwk.alg === 'ES256')?.jwk
    const alg = key ? 'ES256' : 'none'
    const header = { typ: accessTokenType, alg, ...(key ? { kid: key.kid } : {}) }
    const claims = accessTokenClaims(bench, bench.now(), base64url.encode(bench.random(16)))
    const texts = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
    return (await signToken(texts, alg, key ?? new Uint8Array(0))).token
  },
}

/** What the signature of a whole token was made over, and the signature. */
function derivationOf({ segments, headerObject }: ParsedToken): Derived[] {
  const [header, payload, signature] = segments.map(({ raw, text = '' }) => ({
    text,
    encoded: raw.replace(/\s/g, ''),
  }))
  if (!header || !payload || !signature) return []
  return [
    ...signingInputDerivation(header, payload),
    signatureDerivation(String(headerObject.alg), signature.encoded),
  ]
}

/** The pieces of the pasted text: the segments of the token, the dots between them, and what stands around it. */
function pastedParts({ found: { before, token, after } }: ParsedToken): Part[] {
  return [{ text: before }, ...tokenParts(token), { text: after }].filter(({ text }) => text !== '')
}

function editable(token: ParsedToken, bench: Bench): Editable | undefined {
  const given = tokenDocuments(token)
  if (!given) return undefined
  const { before, after } = token.found
  const signature = token.segments.slice(2).map(({ raw }) => raw)
  return {
    documents: [
      {
        id: 'header',
        title: 'Protected header',
        language: 'json',
        text: given.header,
        members: headerMembers,
      },
      {
        id: 'payload',
        title: given.isJson ? 'Claims set' : 'Payload',
        language: given.isJson ? 'json' : 'text',
        text: given.payload,
        ...(given.isJson ? { members: claimMembers } : {}),
      },
    ],
    write(documents) {
      const { header, payload } = encodeDocuments(given, documents)
      return `${before}${[header.encoded, payload.encoded, ...signature].join('.')}${after}`
    },
    signing: tokenSigning(given, token.found, bench),
    request: (text) => {
      const found = findToken(text)?.token.replace(/\s+/g, '') ?? ''
      return request('GET', `${bench.base}/jwt/whoami`, [['Authorization', `Bearer ${found}`]])
    },
    async mintedHere(text) {
      const pasted = parseToken(text)
      return pasted !== undefined && (await keyThatHolds(pasted, sandboxKeys(bench))) !== undefined
    },
    async signedAs(text) {
      const pasted = parseToken(text)
      return pasted && (await keyThatHolds(pasted, sandboxKeys(bench))) ? derivationOf(pasted) : []
    },
  }
}
