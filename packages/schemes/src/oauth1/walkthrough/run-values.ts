/** What the steps read off a run: the values that earlier answers brought. */
import { decodeForm, type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import type { Exchange, Run } from '../../scheme.ts'
import type { OAuth1Credentials } from '../sandbox.ts'

/** An identifier and the secret that belongs to it: temporary credentials, or token credentials. */
export type Shared = { readonly token: string; readonly secret: string }

export function credentialsOf(run: Run): OAuth1Credentials {
  return run.credentials
}

/** The temporary credentials that the first answer brought. Throws where it brought none. */
export function temporaryIn(run: Run): Shared {
  return (
    sharedIn(run.exchanges('initiate').at(-1)) ??
    missing('temporary credentials', 'Ask for them in the first step')
  )
}

/** The token credentials that Reader was given at the end. Throws where there are none. */
export function tokenIn(run: Run): Shared {
  return sharedIn(run.exchanges('token').at(-1)) ?? missing('token credentials', 'Fetch them first')
}

/** Credentials in a form-encoded answer (RFC 5849 §2.1, §2.3); undefined in any other. */
export function sharedIn(exchange: Exchange | undefined): Shared | undefined {
  const pairs = formIn(exchange)
  const token = onlyValue(pairs, 'oauth_token')
  const secret = onlyValue(pairs, 'oauth_token_secret')
  return token === undefined || secret === undefined ? undefined : { token, secret }
}

/** The verifier in the redirect to the callback, or on the page that `oob` asks for; empty after a no. */
export function verifierIn(run: Run): string {
  const last = run.exchanges('approve').at(-1)
  const location = answerField(last, 'location') ?? ''
  const shown = last && 'text' in last.response.body ? last.response.body.text : ''
  return (
    onlyValue(queryOf(location), 'oauth_verifier') ?? /id="oauth_verifier">([^<]*)</.exec(shown)?.[1] ?? ''
  )
}

export function formIn(exchange: Exchange | undefined): readonly FormPair[] {
  const body = exchange?.response.body
  return (body && 'text' in body && decodeForm(body.text)) || []
}

function queryOf(address: string): readonly FormPair[] {
  const at = address.indexOf('?')
  return (at < 0 ? undefined : decodeForm(address.slice(at + 1))) ?? []
}

export function answerField(exchange: Exchange | undefined, name: string): string | undefined {
  return exchange?.response.headers.find(([given]) => given.toLowerCase() === name)?.[1]
}

export function statusOf(run: Run, step: string): string {
  return String(run.exchanges(step).at(-1)?.response.status ?? '')
}

export function missing(what: string, then: string): never {
  throw new Error(`Unexpected step: there are no ${what} yet. ${then}.`)
}
