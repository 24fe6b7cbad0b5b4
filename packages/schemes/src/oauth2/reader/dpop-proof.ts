/** A DPoP proof: bare, or in its field (RFC 9449 §4.2). Reads what it says, and checks its own signature. */

import { base64url } from '@lockstep/crypto/base64'
import { type CompactForm, readCompactForm } from '../../jose/compact-form.ts'
import { numericDateOf } from '../../jose/numeric-date.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import type { Bench, Fact, Flaw, Reader, Warning } from '../../reader.ts'
import { pastedField } from '../../readers/pasted-field.ts'
import type { Part } from '../../scheme.ts'
import { dpopKey } from '../credentials/dpop-key.ts'
import { dpopProof } from '../credentials/dpop-proof.ts'
import { proof as proofParts } from '../inspect/proof.ts'
import { dpopAlgorithms, isPublicKey, jktOf, proofWindow } from '../tokens/dpop.ts'

export const dpopProofReader: Reader = {
  id: 'oauth2-dpop-proof',
  name: 'DPoP proof',
  async sample({ origin, base, now, random }) {
    const key = await dpopKey(base64url.encode(random(32)))
    const { proof } = await dpopProof(
      {
        jti: base64url.encode(random(12)),
        htm: 'GET',
        htu: `${origin}${base}/oauth2/whoami`,
        iat: Math.floor(now() / 1000),
      },
      key,
    )
    return `DPoP: ${proof}`
  },
  async read(text, bench) {
    const found = pastedField(text, 'dpop')
    if (!found) return undefined
    const { before, value, after } = found
    const form = readCompactForm(value)
    if (typeof form === 'string' || !/^(application\/)?dpop\+jwt$/i.test(String(form.header.object.typ)))
      return undefined
    const { jwk } = form.header.object
    const key =
      typeof jwk === 'object' && jwk !== null ? (jwk as Readonly<Record<string, unknown>>) : undefined
    const holds = key !== undefined && (await signatureHolds(form, form.header.object.alg, key as JsonWebKey))
    return {
      kind: 'DPoP proof',
      parts: partsOf(before, value, after),
      facts: factsOf(form, key, holds),
      problems: flawsOf(form, key, holds, before.length, value),
      warnings: warningsOf(form, bench),
    }
  },
}

/** A proof is a JWS too: what makes it more than that is said of all of it, its dots and its field's name included. */
function partsOf(before: string, value: string, after: string): Part[] {
  const name: Part = /dpop/i.test(before)
    ? {
        text: before,
        label: 'the field',
        explain: 'A proof travels in a field of its own.',
        clause: 'RFC 9449 §4.1',
      }
    : { text: before }
  const pieces = (proofParts(value) ?? [{ text: value }]).map((part) =>
    part.text === '.' ? { ...part, label: 'the next part' } : part,
  )
  return [name, ...pieces, { text: after }].filter((part) => part.text !== '')
}

function factsOf(
  { header, claims }: CompactForm,
  key: Readonly<Record<string, unknown>> | undefined,
  holds: boolean,
) {
  const { htm, htu, jti, iat, nonce, ath } = claims.object
  const fact = (name: string, value: unknown, more: Partial<Fact> = {}): Fact[] =>
    value === undefined ? [] : [{ name, value: String(value), ...more }]
  const time = numericDateOf(iat)
  return [
    ...fact('alg', header.object.alg, { clause: 'RFC 9449 §4.2' }),
    ...fact('jkt', key && jktOf(key), {
      note: 'the thumbprint that a token is bound to',
      clause: 'RFC 9449 §6.1',
    }),
    ...fact('signature', holds ? 'holds, by the key that the proof carries' : 'does not hold', {
      clause: 'RFC 9449 §4.3',
    }),
    ...fact('htm', htm),
    ...fact('htu', htu),
    ...fact('jti', jti),
    ...fact('iat', iat, time === undefined ? {} : { note: time }),
    ...fact('nonce', nonce, { note: 'the server’s' }),
    ...fact('ath', ath, { note: 'the hash of the access token' }),
  ]
}

function flawsOf(
  { header, claims }: CompactForm,
  key: Readonly<Record<string, unknown>> | undefined,
  holds: boolean,
  offset: number,
  value: string,
): Flaw[] {
  const [first = '', second = '', third = ''] = value.split('.')
  const at = {
    header: { at: offset, length: first.length },
    claims: { at: offset + first.length + 1, length: second.length },
    signature: { at: offset + first.length + second.length + 2, length: third.length },
  }
  const { alg } = header.object
  const needed = { jti: 'string', htm: 'string', htu: 'string', iat: 'number' }
  return [
    ...(dpopAlgorithms.some((known) => known === alg)
      ? []
      : [
          {
            ...at.header,
            says: `Unexpected alg ${String(alg)}, expected an asymmetric one.`,
            clause: 'RFC 9449 §4.3',
          },
        ]),
    ...(key === undefined
      ? [{ ...at.header, says: 'Unexpected header, expected a jwk in it.', clause: 'RFC 9449 §4.2' }]
      : isPublicKey(key)
        ? []
        : [
            {
              ...at.header,
              says: 'Unexpected key, expected the public half of a pair and nothing of the private one.',
              clause: 'RFC 9449 §4.3',
            },
          ]),
    ...Object.entries(needed)
      .filter(([name, type]) => typeof claims.object[name] !== type)
      .map(([name, type]) => ({
        ...at.claims,
        says: `Unexpected claims, expected ${name}, a ${type}.`,
        clause: 'RFC 9449 §4.2',
      })),
    ...(holds || key === undefined
      ? []
      : [
          {
            ...at.signature,
            says: 'Unexpected signature, expected one by the key in the header.',
            clause: 'RFC 9449 §4.3',
          },
        ]),
  ]
}

function warningsOf({ claims }: CompactForm, bench: Pick<Bench, 'now'>): Warning[] {
  const { iat, nonce, ath } = claims.object
  const age = typeof iat === 'number' ? Math.round(bench.now() / 1000 - iat) : 0
  return [
    ...(age > proofWindow.past
      ? [{ says: `It was made ${age} s ago, so this lab’s server refuses it.`, clause: 'RFC 9449 §11.1' }]
      : []),
    ...(age < -proofWindow.future
      ? [{ says: `It is dated ${-age} s ahead of the sandbox’s clock.`, clause: 'RFC 9449 §11.1' }]
      : []),
    ...(nonce === undefined
      ? [
          {
            says: 'No nonce: it could have been made ahead of time. This lab asks for one.',
            clause: 'RFC 9449 §8',
          },
        ]
      : []),
    ...(ath === undefined
      ? [
          {
            says: 'No ath: good for a token request, and not for a call with an access token.',
            clause: 'RFC 9449 §4.2, §7.1',
          },
        ]
      : []),
  ]
}
