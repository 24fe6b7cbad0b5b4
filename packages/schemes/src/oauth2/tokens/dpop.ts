/**
 * DPoP proofs (RFC 9449): a JWT made for one request, with the public key that it is signed by. Here is what a proof says
 * and what of it is right; `verify/dpop.ts` puts that in order.
 */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { fieldLines, type HttpRequest, octets, splitTarget } from '@lockstep/http/message'
import { type CompactForm, readCompactForm } from '../../jose/compact-form.ts'
import { jwtAlgorithms } from '../../jose/jwt-algorithm.ts'
import { signingInputDerivation } from '../../jose/token-derivation.ts'
import { jwkThumbprint } from '../../readers/jwk-thumbprint.ts'
import type { Derived, Server } from '../../scheme.ts'

/** §4.3, 5: asymmetric ones alone. Who could check a MAC could make it. Ed25519 is EdDSA by its newer name (RFC 9864). */
export const dpopAlgorithms = [...jwtAlgorithms.filter((alg) => alg !== 'HS256'), 'Ed25519'] as const

/** Seconds that a proof may be old, and that its maker's clock may be ahead (§11.1). */
export const proofWindow = { past: 60, future: 5 }

/** Characters of a `jti`. Only its hash is kept, but hashing takes time too (§11.1). */
const longestJti = 256

export type DpopProof = {
  readonly form: CompactForm
  readonly jwk: Readonly<Record<string, unknown>>
  readonly jti: string
  readonly htm: string
  readonly htu: string
  readonly iat: number
}

/** The proof of a request (§4.3, 1–3), or what keeps it from being one. */
export function readProof(request: HttpRequest): DpopProof | string {
  const [line, ...others] = fieldLines(request, 'dpop')
  if (line === undefined) return 'no DPoP field'
  if (others.length > 0) return `${others.length + 1} DPoP fields`
  const form = readCompactForm(line)
  if (typeof form === 'string') return form
  const { jwk, crit } = form.header.object
  const { jti, htm, htu, iat } = form.claims.object
  if (crit !== undefined) return 'a crit, and nothing critical is understood here'
  if (!isObject(jwk)) return 'no jwk'
  if (typeof jti !== 'string' || jti === '') return 'no jti'
  if (jti.length > longestJti) return `a jti of ${jti.length} characters, at most ${longestJti} are read`
  if (typeof htm !== 'string') return 'no htm'
  if (typeof htu !== 'string') return 'no htu'
  if (typeof iat !== 'number') return 'no iat'
  return { form, jwk, jti, htm, htu, iat }
}

/** True for a key that keeps nothing secret, of a kind that has a public half (§4.2, §4.3, 7). */
export function isPublicKey(jwk: Readonly<Record<string, unknown>>): boolean {
  return ['EC', 'RSA', 'OKP'].includes(String(jwk.kty)) && !secretMembers.some((name) => name in jwk)
}

/** The public half of whatever key this is. */
export function publicHalf(jwk: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !secretMembers.includes(name)))
}

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** True where the proof was made for this method and this address, at the origin that the listener is known by. */
export function isForRequest(
  { htm, htu }: Pick<DpopProof, 'htm' | 'htu'>,
  { method, target }: Pick<HttpRequest, 'method' | 'target'>,
  server: Pick<Server, 'origin'>,
): boolean {
  // RFC 9110 §9.1: methods are case-sensitive.
  return htm === method && normalized(htu) === normalized(addressOf(target, server))
}

/** The address of a request without its query: what an `htu` has to say (§4.2). */
export function addressOf(target: string, { origin }: Pick<Server, 'origin'>): string {
  return `${origin}${splitTarget(target).path}`
}

/**
 * A URI in one spelling (RFC 3986 §6.2.2, §6.2.3), "ignoring any query and fragment parts" (§4.3, 9). Undefined for what
 * is no http address, or has a user name in it.
 */
function normalized(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  const path = url.pathname.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16))
    return /[A-Za-z0-9\-._~]/.test(character) ? character : octet.toUpperCase()
  })
  return `${url.origin}${path}`
}

/** True where the proof was made a moment ago. */
export function isRecent({ iat }: Pick<DpopProof, 'iat'>, { now }: Pick<Server, 'now'>): boolean {
  const age = now / 1000 - iat
  return age <= proofWindow.past && age >= -proofWindow.future
}

/** The `ath` of an access token (§4.2): base64url(SHA-256(ASCII(token))). */
export function accessTokenHash(accessToken: string): string {
  return base64url.encode(sha256(octets(accessToken)))
}

/** The name of a key in tokens that are bound to it (§6.1). */
export function jktOf(jwk: Readonly<Record<string, unknown>>): string {
  return jwkThumbprint(jwk) ?? ''
}

/**
 * Claims the `jti` of a proof: true for the first use. For this key and address alone, so that nobody spends what another
 * will send (§11.1: "in the context of the target URI"). Kept longer than the proof is of use, whichever clock is ahead.
 */
export async function claimProof(server: Server, { jti, htu }: DpopProof, jkt: string): Promise<boolean> {
  const about = base64url.encode(sha256(octets(JSON.stringify([jkt, normalized(htu), jti]))))
  return server.store.claim(`oauth2/dpop/${about}`, { ttl: proofWindow.past + 2 * proofWindow.future })
}

/**
 * What the signature of a proof is made over, value by value; both halves name the values and their pieces alike. The
 * texts are as they were signed.
 */
export function proofDerivation(
  header: Pick<CompactForm['header'], 'text' | 'encoded'>,
  claims: Pick<CompactForm['header'], 'text' | 'encoded'>,
): Derived[] {
  return signingInputDerivation(header, claims).map((value) => ({
    ...value,
    name: names[value.name] ?? value.name,
    ...(value.name === 'signingInput'
      ? { how: 'BASE64URL(dpopProtectedHeader) "." BASE64URL(dpopClaimsSet)' }
      : {}),
  }))
}

const names: Readonly<Record<string, string>> = {
  protectedHeader: 'dpopProtectedHeader',
  claimsSet: 'dpopClaimsSet',
  signingInput: 'dpopSigningInput',
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
