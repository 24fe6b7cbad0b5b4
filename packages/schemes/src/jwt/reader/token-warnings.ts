import { equalConstantTime } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import { candidatePasswords } from '../../candidate-passwords.ts'
import type { Warning } from '../../reader.ts'
import { apart } from '../../readers/apart.ts'
import { isNumericDate } from '../shown.ts'
import type { ParsedToken } from './parsed-token.ts'
import { isIdToken } from './token-kind.ts'

/** What deserves a thought although it can be read. `now` in milliseconds since 1970. */
export function tokenWarnings(token: ParsedToken, now: number): Warning[] {
  const { headerObject: header, claims, claimsObject, segments } = token
  if (segments.length === 5) return encryptedWarnings(header)
  return [
    ...signatureWarnings(token),
    ...headerWarnings(header),
    ...(claims ? claimsWarnings(header, claimsObject, now) : []),
  ]
}

function signatureWarnings(token: ParsedToken): Warning[] {
  const { headerObject, segments } = token
  const { alg } = headerObject
  if (typeof alg === 'string' && alg.toLowerCase() === 'none')
    return [{ says: 'Unsecured: nobody signed it, so anybody can have written it.', clause: 'RFC 7518 §3.6' }]
  if (segments.length === 3 && segments[2]?.octets.length === 0)
    return [{ says: 'The signature is empty, although alg names one.', clause: 'RFC 7515 §5.2' }]
  const word = alg === 'HS256' ? guessedSecret(token) : undefined
  if (word === undefined) return []
  return [
    {
      says: `Its secret is one of ${candidatePasswords.length} that everybody tries first. Whoever sees one token can sign any other.`,
      clause: 'RFC 8725 §2.2',
    },
  ]
}

/** The word of the list that the token was signed with. */
function guessedSecret({ segments }: ParsedToken): string | undefined {
  const [header, payload, signature] = segments
  if (!header || !payload || signature?.octets.length !== 32) return undefined
  const input = octets(`${header.raw.trim()}.${payload.raw.trim()}`)
  return candidatePasswords.find((word) =>
    equalConstantTime(hmacSha256(octets(word), input), signature.octets),
  )
}

function headerWarnings(header: Readonly<Record<string, unknown>>): Warning[] {
  const warnings: Warning[] = []
  const brought = ['jwk', 'jku', 'x5u', 'x5c'].filter((name) => name in header)
  if (brought.length > 0)
    warnings.push({
      says: `It brings a key, or the address of one, in ${brought.join(', ')}. A receiver takes keys from where it trusts them, not from the token.`,
      clause: 'RFC 8725 §3.10',
    })
  if (typeof header.kid === 'string' && !/^[\w.~=+:-]{1,128}$/.test(header.kid))
    warnings.push({
      says: 'The kid looks like a path or a query. A receiver must not look it up as one.',
      clause: 'RFC 8725 §3.10',
    })
  if ('crit' in header)
    warnings.push({
      says: 'Whoever does not process what crit names has to refuse the token.',
      clause: 'RFC 7515 §4.1.11',
    })
  if (!('typ' in header))
    warnings.push({
      says: 'Without typ, one kind of token can be taken for another.',
      clause: 'RFC 8725 §3.11',
    })
  return warnings
}

function claimsWarnings(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  now: number,
): Warning[] {
  const warnings: Warning[] = []
  const { exp, nbf, iat } = claims
  if (!('exp' in claims))
    warnings.push({ says: 'It never expires: there is no exp.', clause: 'RFC 7519 §4.1.4' })
  else if (isNumericDate(exp) && now >= exp * 1000)
    warnings.push({ says: `It expired ${apart(now - exp * 1000)} ago.`, clause: 'RFC 7519 §4.1.4' })
  if (isNumericDate(nbf) && now < nbf * 1000)
    warnings.push({
      says: `It is not good before ${apart(nbf * 1000 - now)} from now.`,
      clause: 'RFC 7519 §4.1.5',
    })
  if (typeof exp === 'number' && exp > 100_000_000_000)
    warnings.push({
      says: 'exp is in milliseconds, it seems; it is meant in seconds.',
      clause: 'RFC 7519 §2',
    })
  else if (isNumericDate(exp) && isNumericDate(iat) && exp - iat > 86_400)
    warnings.push({
      says: `It lives for ${apart((exp - iat) * 1000)}. Whoever finds it has it as long.`,
      clause: 'RFC 6750 §5.3',
    })
  if (!('aud' in claims))
    warnings.push({ says: 'It names no audience, so any API can be meant.', clause: 'RFC 8725 §3.9' })
  if (isIdToken(claims) && !/at\+jwt/i.test(String(header.typ)))
    warnings.push({
      says: 'An ID Token tells a client who logged in. It opens no API.',
      clause: 'RFC 9068 §4',
    })
  if (Object.keys(claims).some((name) => /password|secret|card/i.test(name)))
    warnings.push({
      says: 'A claim looks like a secret. Whoever holds the token can read it.',
      clause: 'RFC 7519 §12',
    })
  return warnings
}

function encryptedWarnings(header: Readonly<Record<string, unknown>>): Warning[] {
  const warnings: Warning[] = [
    {
      says: 'Only the header can be read without the key. Nothing here decrypts it.',
      clause: 'RFC 7516 §3.1',
    },
  ]
  if ('zip' in header)
    warnings.push({
      says: 'It is compressed: a small token can become a very large one.',
      clause: 'RFC 8725 §3.6',
    })
  if (String(header.alg).startsWith('PBES2'))
    warnings.push({
      says: 'Its key comes from a password, after as many rounds as the token itself says.',
      clause: 'RFC 7518 §4.8',
    })
  return warnings
}
