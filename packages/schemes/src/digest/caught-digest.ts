/** What whoever read one answer to a challenge can do with it at home: try passwords, and ask nobody. */
import { field, noBody } from '@lockstep/http/message'
import type { Exchange } from '../scheme.ts'
import { digestAlgorithm } from './digest-algorithm.ts'
import { isDigest, readDigestParameters } from './digest-parameters.ts'
import { passwordHashOf, proofOf } from './digest-response.ts'

/** The first accepted proof among these exchanges, as method and field value; undefined where there is none. */
export function caughtDigest(exchanges: readonly Exchange[]): string | undefined {
  const caught = exchanges.find(({ verdict }) => verdict?.accepted)
  const value = caught && field(caught.request, 'authorization')
  return value === undefined || !isDigest(value) ? undefined : `${caught?.request.method} ${value}`
}

/** True for the password that the response was made with. Everything else that went into it stands beside it in clear. */
export function isPasswordOf(password: string, caught: string): boolean {
  const at = caught.indexOf(' ')
  const given = readDigestParameters(caught.slice(at + 1))
  if (typeof given === 'string') return false
  const algorithm = digestAlgorithm(given.algorithm)
  // With auth-int the content went in as well, and the field does not carry it.
  if (!algorithm || given.userhash || given.counted?.qop === 'auth-int') return false
  const { username, realm, nonce, uri, response, counted } = given
  const inputs = { algorithm, nonce, uri, method: caught.slice(0, at), body: noBody, ...counted }
  const passwordHash = passwordHashOf(algorithm, username, realm, password)
  return proofOf(passwordHash, inputs).digestResponse === response
}
