/** Requests about keys, and what their answers hold: shared by the walkthrough and the attacks. */
import { type HttpRequest, request } from '@lockstep/http/message'
import type { Exchange, Run } from '../../scheme.ts'

export type IssuedKey = { readonly key: string; readonly id: string }

/** What the owner may set; the rest is the server's choice. */
export type Asked = {
  readonly label?: string
  readonly scope?: string
  readonly place?: string
  /** Seconds. */
  readonly lifetime?: number
  /** Calls a minute. */
  readonly quota?: number
}

const jsonType = [['Content-Type', 'application/json']] as const

/** `POST keys`. The owner token is added by whoever sends it. */
export function createRequest(base: string, asked: Asked): HttpRequest {
  return request('POST', `${base}/api-key/keys`, jsonType, JSON.stringify(asked))
}

export function listRequest(base: string): HttpRequest {
  return request('GET', `${base}/api-key/keys`)
}

/** `POST keys/{id}/rotate` or `POST keys/{id}/revoke`. */
export function keyAction(
  base: string,
  id: string,
  action: 'rotate' | 'revoke',
  asked?: object,
): HttpRequest {
  const target = `${base}/api-key/keys/${encodeURIComponent(id)}/${action}`
  return asked ? request('POST', target, jsonType, JSON.stringify(asked)) : request('POST', target)
}

/** The text of an answer's body. */
export function answerOf({ response: { body } }: Exchange): string {
  return 'text' in body ? body.text : ''
}

/** The key that an answer shows, or undefined where it shows none. */
export function issuedBy(exchange: Exchange | undefined): IssuedKey | undefined {
  if (exchange?.response.status !== 201) return undefined
  const { key, id } = JSON.parse(answerOf(exchange)) as IssuedKey
  return { key, id }
}

/** The key that a step's first message was answered with. */
export function issuedIn(run: Run, step: string): IssuedKey | undefined {
  return issuedBy(run.exchanges(step)[0])
}

/** The Referer that a user agent sends from the page at `url` to another site, or undefined for none. */
export function refererFor(url: string, policy: string): string | undefined {
  switch (policy) {
    case 'no-referrer':
      return undefined
    case 'unsafe-url':
      return url
    default:
      return `${new URL(url).origin}/`
  }
}
