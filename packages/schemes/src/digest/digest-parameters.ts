import { type AuthParameter, parseCredentials } from '@lockstep/http/authentication'
import { decodeExtendedValue, decodeOctets } from './extended-value.ts'

/** What `Authorization: Digest` carries (RFC 7616 §3.4), unquoted. */
export type DigestParameters = {
  /** The name, or the hash of it where `userhash` is true. */
  readonly username: string
  readonly userhash: boolean
  readonly realm: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  /** MD5 where it is not said (§3.3). */
  readonly algorithm: string
  readonly opaque: string | undefined
  /** The three that the form of RFC 2069 does not have. */
  readonly counted: { readonly qop: string; readonly nc: string; readonly cnonce: string } | undefined
}

/** True where the field's first word is Digest, whatever its case (RFC 9110 §11.1). */
export function isDigest(line: string): boolean {
  return /^[ \t]*digest(?:[ \t]|$)/i.test(line)
}

/**
 * The parameters, or a sentence about what is wrong with them. Liberal where clients differ: any parameter may be a
 * token or a quoted-string (RFC 9110 §11.2 tells recipients to take both).
 */
export function readDigestParameters(line: string): DigestParameters | string {
  const credentials = parseCredentials(line)
  if (!credentials) return 'The field cannot be read as a list of parameters.'
  const given = new Map<string, AuthParameter>()
  for (const one of credentials.parameters) {
    const name = one.name.toLowerCase()
    if (given.has(name)) return `${name} is there twice.`
    given.set(name, one)
  }
  const value = (name: string) => given.get(name)?.value
  const userhash = (value('userhash') ?? 'false').toLowerCase()
  if (userhash !== 'true' && userhash !== 'false') return 'userhash is neither true nor false.'
  const username = nameIn(value('username'), value('username*'), userhash === 'true')
  if (!username.ok) return username.problem
  const [realm, nonce, uri, response] = [value('realm'), value('nonce'), value('uri'), value('response')]
  if (realm === undefined) return 'realm is missing.'
  if (nonce === undefined) return 'nonce is missing.'
  if (uri === undefined) return 'uri is missing.'
  if (response === undefined) return 'response is missing.'
  const [qop, nc, cnonce] = [value('qop'), value('nc'), value('cnonce')]
  if (nc !== undefined && !/^[0-9a-f]{8}$/i.test(nc)) return 'nc is not eight hexadecimal digits.'
  return {
    username: username.name,
    userhash: userhash === 'true',
    realm,
    nonce,
    uri,
    response,
    algorithm: value('algorithm') ?? 'MD5',
    opaque: value('opaque'),
    counted: qop !== undefined && nc !== undefined && cnonce !== undefined ? { qop, nc, cnonce } : undefined,
  }
}

type Name = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly problem: string }

/** §3.4: `username` or `username*`, never both, and no extended form of a hashed name. */
function nameIn(plain: string | undefined, extended: string | undefined, hashed: boolean): Name {
  const wrong = (problem: string): Name => ({ ok: false, problem })
  if (plain !== undefined && extended !== undefined) return wrong('username and username* are both there.')
  if (plain !== undefined) return { ok: true, name: decodeOctets(plain) }
  if (extended === undefined) return wrong('username is missing.')
  if (hashed) return wrong('username* is there with userhash=true.')
  const name = decodeExtendedValue(extended)
  return name === undefined ? wrong('username* is not a UTF-8 extended value.') : { ok: true, name }
}
