/** Reads a log-out request (RP-Initiated Logout §2). It judges nothing. */
import { decodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { type HttpRequest, splitTarget } from '@lockstep/http/message'
import { readForm } from '../oauth2/verify/form.ts'

/** What means something here. `ui_locales` is known too: there is one language. */
const names = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'logout_hint'] as const

export type LogoutRequest = { readonly [Name in (typeof names)[number]]?: string }

export type ReadLogout = {
  readonly asked: LogoutRequest
  readonly pairs: readonly FormPair[]
}

/** Characters of a query. */
const longest = 8192

/** GET brings the request in the query and POST in a form; or what is wrong with it, in words. */
export function readLogoutRequest(request: HttpRequest): ReadLogout | string {
  const read = request.method === 'POST' ? readPost(request) : readQuery(request)
  if (typeof read === 'string') return read
  const pairs = read.filter(([, value]) => value !== '')
  const given = (name: string) => pairs.filter(([one]) => one === name).map(([, value]) => value)
  const twice = names.find((name) => given(name).length > 1)
  if (twice) return `the parameter ${twice} more than once`
  const asked = names.flatMap((name) => given(name).map((value) => [name, value] as const))
  return { asked: Object.fromEntries(asked), pairs }
}

function readPost(request: HttpRequest): readonly FormPair[] | string {
  // A form without fields has no content, and then perhaps no media type either.
  if (request.body.length === 0) return []
  const { pairs, flaw } = readForm(request)
  return flaw ?? pairs
}

function readQuery({ target }: HttpRequest): readonly FormPair[] | string {
  const query = splitTarget(target).query ?? ''
  if (query.length > longest) return `a query of ${query.length} characters`
  return decodeForm(query) ?? 'a query that cannot be decoded'
}
