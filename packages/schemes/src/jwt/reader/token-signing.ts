import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { isJwtAlgorithm } from '../../jose/jwt-algorithm.ts'
import { signatureDerivation, signingInputDerivation } from '../../jose/token-derivation.ts'
import { type Bench, DocumentError, KeyError, type Signed, type Signing, type Warning } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import { algorithmFor, anyAlgorithms, fits, generateFor, signAny } from './any-algorithm.ts'
import { type Material, signingKey, signingMaterial } from './signing-material.ts'
import { type Documents, encodeDocuments, type TokenDocuments } from './token-documents.ts'
import { sandboxKeys } from './verify-token.ts'

/** How the token of these documents is signed anew. `around` is what stands before and after it. */
export function tokenSigning(
  given: TokenDocuments,
  around: { readonly before: string; readonly after: string },
  bench: Bench,
): Signing {
  const wanted = (header = given.header) => {
    const { value } = readJsonText(header)
    const { kid, alg } = (value ?? {}) as { kid?: unknown; alg?: unknown }
    return { kid, alg }
  }
  return {
    accepts:
      'A private JWK, a JWK Set with one, a PEM (PKCS #8, PKCS #1 or SEC 1), or a secret: as text, or as base64url: and its octets',
    own: sandboxKeys(bench).map(({ jwk, name }) =>
      signingKey(jwk.kid ?? name, {
        jwk,
        name,
        warnings: jwk.kid === 'legacy' ? [legacy] : [],
      }),
    ),
    read: async (text) => signingKey('pasted', await signingMaterial(text, wanted())),
    async generate({ header = given.header }) {
      const { alg } = wanted(header)
      if (typeof alg !== 'string' || !anyAlgorithms.has(alg))
        throw new KeyError(`Unexpected alg, expected one of ${[...anyAlgorithms.keys()].join(', ')}`)
      const jwk = await generateFor(alg)
      const name = alg.startsWith('HS') ? `new ${alg} secret` : `new ${alg} key`
      return signingKey('generated', { jwk, name, warnings: [foreign] })
    },
    sign: async (documents, { text }) =>
      sign(given, documents, around, await signingMaterial(text, wanted(documents.header))),
  }
}

async function sign(
  given: TokenDocuments,
  { header = given.header, payload = given.payload }: Documents,
  { before, after }: { readonly before: string; readonly after: string },
  { jwk, warnings }: Material,
): Promise<Signed> {
  const fitted = fitHeader(given.header, header, jwk)
  const documents = { header: fitted.header, payload }
  const encoded = encodeDocuments(given, documents)
  const signingInput = `${encoded.header.encoded}.${encoded.payload.encoded}`
  const signature =
    fitted.alg === 'none' ? '' : base64url.encode(await signAny(fitted.alg, jwk, octets(signingInput)))
  return {
    text: `${before}${signingInput}.${signature}${after}`,
    documents,
    derivation: [
      ...signingInputDerivation(encoded.header, encoded.payload),
      signatureDerivation(fitted.alg, signature),
    ],
    warnings: [...(fitted.alg === 'none' ? [] : warnings), ...fitted.warnings],
  }
}

/**
 * The header for this key. An `alg` that the key cannot make becomes the key's own, and a kid that was not edited becomes
 * the key's kid; what was edited on purpose stays, with a warning.
 */
function fitHeader(
  given: string,
  header: string,
  jwk: Material['jwk'],
): { header: string; alg: string; warnings: readonly Warning[] } {
  const object = headerObject(header)
  const before = readJsonText(given).value as Record<string, unknown> | undefined
  if (object.alg === 'none') return { header, alg: 'none', warnings: [unsecured] }
  const named = typeof object.alg === 'string' && fits(object.alg, jwk) ? object.alg : undefined
  const alg = named ?? algorithmFor(jwk)
  if (alg === undefined) throw new KeyError('Unexpected key, expected one that some algorithm takes')
  const warnings: Warning[] = []
  const changed: Record<string, unknown> = { ...object }
  if (named === undefined) {
    changed.alg = alg
    warnings.push({ says: `The alg is now ${alg}: this key can make no other signature.` })
  }
  if (!isJwtAlgorithm(alg)) warnings.push({ says: `This server takes no ${alg}.`, clause: 'RFC 8725 §3.1' })
  if (jwk.kid !== undefined && object.kid !== jwk.kid) {
    const untouched = object.kid === before?.kid || object.kid === undefined
    if (untouched) changed.kid = jwk.kid
    else warnings.push({ says: 'The kid names another key than the one that signed.' })
  }
  if (changed.alg === object.alg && changed.kid === object.kid) return { header, alg, warnings }
  return { header: JSON.stringify(changed, null, 2), alg, warnings }
}

function headerObject(header: string): Record<string, unknown> {
  const { value, flaw } = readJsonText(header)
  if (flaw) throw new DocumentError('header', flaw.at, flaw.says)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentError('header', 0, 'Unexpected value, expected a JSON object')
  return value as Record<string, unknown>
}

const legacy: Warning = {
  says: 'A word that people choose. The server refuses whatever it signed.',
  clause: 'RFC 8725 §3.5',
}
const foreign: Warning = { says: 'No server has this key in its set.' }
const unsecured: Warning = {
  says: 'The alg is none, so the signature is empty: nobody signed it.',
  clause: 'RFC 7518 §3.6',
}
