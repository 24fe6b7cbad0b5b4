/** `Authorization: HMAC`, read and written. */
import { parseCredentials, quote, repeatsParameter } from '@lockstep/http/authentication'

/** True where the field's first word is HMAC, whatever its case (RFC 9110 §11.1). */
export function isTeaching(line: string): boolean {
  return /^hmac(?:[ \t]|$)/i.test(line)
}

/** The five parameters, unquoted. */
export type TeachingParameters = {
  readonly keyId: string
  readonly algorithm: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
}

/** The parameters of the only line, or a sentence about what is wrong with them. */
export function readTeaching(lines: readonly string[]): TeachingParameters | string {
  const [line = '', ...others] = lines
  if (others.length > 0) return 'There is more than one Authorization field.'
  const credentials = parseCredentials(line)
  if (!credentials) return 'The field cannot be read as a list of parameters.'
  if (repeatsParameter(credentials)) return 'A parameter is there twice.'
  const given = Object.fromEntries(
    credentials.parameters.map(({ name, value }) => [name.toLowerCase(), value]),
  ) as Readonly<Record<string, string | undefined>>
  const { keyid: keyId, algorithm, timestamp, nonce, signature } = given
  if (keyId === undefined) return 'keyId is missing.'
  if (algorithm === undefined) return 'algorithm is missing.'
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp))
    return 'timestamp is missing, or no number of seconds.'
  if (nonce === undefined || !/^.{1,128}$/.test(nonce))
    return 'nonce is missing, or not 1 to 128 characters long.'
  if (signature === undefined) return 'signature is missing.'
  return { keyId, algorithm, timestamp, nonce, signature }
}

/** The value of the field, from parameters without quotes. */
export function teachingAuthorization(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`)
  return `HMAC ${pairs.join(', ')}`
}
