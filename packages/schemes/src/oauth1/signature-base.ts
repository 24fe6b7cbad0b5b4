/** What is signed: the request in one line (RFC 5849 §3.4.1). Neither half knows how the other made it. */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { splitTarget } from '@lockstep/http/message'
import { percentEncode } from '@lockstep/http/percent'

/** A parameter, encoded as it is sorted and joined. */
export type NormalizedPair = FormPair

/**
 * §3.4.1.2: scheme and host in lower case, the port unless it is the scheme's default, the path as it was sent, no
 * query. Host and port "MUST match the content of the HTTP request "Host" header field": of an honest one. A server
 * knows its own public origin and takes that, so a request that was signed for another host does not pass as its own.
 */
export function baseStringUri(origin: string, target: string): string {
  return `${new URL(origin).origin}${splitTarget(target).path}`
}

/**
 * §3.4.1.3.2: each name and value is encoded first, then sorted by name and by value, octet by octet. `pairs` are all
 * parameters but `realm` and `oauth_signature`, decoded.
 */
export function normalizedPairs(pairs: readonly FormPair[]): NormalizedPair[] {
  return pairs
    .map(([name, value]): NormalizedPair => [percentEncode(name), percentEncode(value)])
    .toSorted(([a, one], [b, other]) => compare(a, b) || compare(one, other))
}

/** §3.4.1.3.2: `=` within a pair, `&` between two. */
export function normalizedParameters(pairs: readonly NormalizedPair[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

/** §3.4.1.1: the method in upper case, the URI and the parameters, the latter two encoded (once more). */
export function signatureBaseString(method: string, uri: string, parameters: string): string {
  return `${percentEncode(method.toUpperCase())}&${percentEncode(uri)}&${percentEncode(parameters)}`
}

/** What is encoded is ASCII, so the order of UTF-16 units is that of octets. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
