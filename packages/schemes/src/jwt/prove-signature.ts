import { base64url } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import type { CompactForm } from '../jose/compact-form.ts'
import { isJwtAlgorithm, jwtAlgorithms } from '../jose/jwt-algorithm.ts'
import { macOf, signatureHolds } from '../jose/signature-holds.ts'
import { beginning, signatureDerivation } from '../jose/token-derivation.ts'
import type { Checks } from '../run-checks.ts'
import type { Server } from '../scheme.ts'
import { isStrong, keyBits, leastBits } from './key-strength.ts'
import { shown } from './shown.ts'
import { type VerificationKey, verificationKey } from './verification-key.ts'
import type { rules } from './verify.ts'
import { isNone, keyForAnyAlgorithm, keyInFile, keyOfHeader } from './weak-keys.ts'

/** From `alg-allowed` to `signature-matches`: which key, by which algorithm, and whether it made this token. */
export async function proveSignature(
  form: CompactForm,
  server: Server,
  { need, check, moot, derive }: Checks<typeof rules>,
): Promise<void> {
  const header = form.header.object
  const allowed = isJwtAlgorithm(header.alg) ? header.alg : undefined
  // The weak world lets the token say how it is to be checked.
  const alg = check.or(
    allowed,
    'alg-allowed',
    { without: () => header.alg },
    { expected: jwtAlgorithms.join(', '), actual: shown(header.alg) },
  )
  const unsecured = isNone(alg)
  check(!('crit' in header), 'crit-understood', { expected: 'no crit', actual: shown(header.crit) })
  const brought = ['jwk', 'jku', 'x5u', 'x5c'].filter((name) => name in header)
  const own = check.or(
    brought.length === 0 ? noKey : undefined,
    'header-brings-no-key',
    { without: () => ({ key: keyOfHeader(header) }) },
    { expected: 'none of jwk, jku, x5u, x5c', actual: brought.join(', ') || 'none' },
  )
  const plain = header.kid === undefined || isPlain(header.kid)
  const found = check.or(
    plain ? noKey : undefined,
    'kid-is-plain',
    { without: () => ({ key: keyInFile(header) }) },
    { expected: 'up to 64 letters, digits, "-" and "_"', actual: shown(header.kid) },
  )
  const known =
    own.key ?? found.key ?? (isPlain(header.kid) ? await verificationKey(server, header.kid) : undefined)
  if (unsecured) {
    // Nothing is signed, so no key is looked for.
    need(true, 'key-known', { expected: 'no key: the alg is none', actual: shown(header.kid) })
    moot('alg-fits-key', 'key-strong-enough', 'signature-matches')
    return
  }
  const key = need(known, 'key-known', { expected: 'the kid of a key in the set', actual: shown(header.kid) })
  const material = await check.or(
    key.alg === alg ? key.material : undefined,
    'alg-fits-key',
    { without: () => keyForAnyAlgorithm(key, alg) },
    { expected: key.alg, actual: shown(alg) },
  )
  check(isStrong(material), 'key-strong-enough', {
    expected: `at least ${leastBits(material)} bits`,
    actual: `${keyBits(material) ?? 'enough'} bits`,
  })
  const mac = alg === 'HS256' ? macOf(form, material) : undefined
  if (mac) derive(signatureDerivation('HS256', beginning(base64url.encode(mac))))
  const holds = mac ? equalConstantTime(mac, form.signature) : await signatureHolds(form, alg, material)
  check(holds, 'signature-matches', {
    expected: `a signature of the key ${shown(key.kid)} over ${form.signingInput.length} octets`,
    actual: beginning(form.encodedSignature),
  })
}

const noKey: { key: VerificationKey | undefined } = { key: undefined }

/** Short, and nothing that a file system or a database would read more into (RFC 8725 §3.10). */
function isPlain(kid: unknown): kid is string {
  return typeof kid === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(kid)
}
