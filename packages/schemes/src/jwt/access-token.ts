import type { Principal } from '../scheme.ts'

/**
 * Who an access token is about, or undefined where it is no access token. RFC 9068 §4: the typ is `at+jwt` or
 * `application/at+jwt`; media types are compared without regard to case (RFC 7515 §4.1.9). §2.2 asks for a `sub`.
 */
export function readAccessToken(
  { typ }: Readonly<Record<string, unknown>>,
  { sub, client_id: client, scope }: Readonly<Record<string, unknown>>,
): Principal | undefined {
  if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) return undefined
  if (typeof sub !== 'string' || sub === '') return undefined
  return {
    type: 'user',
    id: sub,
    ...(typeof client === 'string' ? { client } : {}),
    ...(typeof scope === 'string' ? { scope } : {}),
  }
}
