/** The relying party's own requests to the provider. In this sandbox they never leave the process. */
import { base64 } from '@lockstep/crypto/base64'
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, type HttpResponse, octets, request } from '@lockstep/http/message'
import { readStrictObject } from '../../jose/strict-json.ts'
import type { Awaitable, Endpoint, Server } from '../../scheme.ts'
import type { Json } from '../client.ts'

/**
 * Asks one of the provider's endpoints. The request's target is a whole address; undefined where nobody answers there.
 */
export type Call = (request: HttpRequest, server: Server) => Awaitable<HttpResponse | undefined>

/**
 * Calls the handlers of this sandbox's own provider. An address elsewhere is answered by nobody, whoever named it: this
 * server makes no request to the outside, and none to an endpoint that is not in the list.
 */
export function inProcess(provider: readonly Endpoint[]): Call {
  return async (message, server) => {
    const url = URL.parse(message.target)
    if (url?.origin !== server.origin) return undefined
    const found = provider.find(
      (endpoint) =>
        !endpoint.owner &&
        `${server.base}${pathOf(endpoint)}` === url.pathname &&
        endpoint.methods.includes(message.method),
    )
    if (!found) return undefined
    const { response } = await found.handle(
      { ...message, target: `${url.pathname}${url.search}` },
      server,
      {},
    )
    return response
  }
}

function pathOf({ mount = 'scheme', path }: Endpoint): string | undefined {
  if (mount === 'well-known') return undefined
  return mount === 'scheme' ? `/oidc${path}` : path
}

export function metadataRequest(issuer: string): HttpRequest {
  return request('GET', `${issuer}/.well-known/openid-configuration`)
}

export function keysRequest(metadata: Json | undefined): HttpRequest {
  return request('GET', String(metadata?.jwks_uri))
}

export function userInfoRequest(metadata: Json | undefined, accessToken: string): HttpRequest {
  return request('GET', String(metadata?.userinfo_endpoint), [['Authorization', `Bearer ${accessToken}`]])
}

export function tokenRequest(
  metadata: Json | undefined,
  client: { readonly client_id: string; readonly client_secret: string },
  pairs: readonly FormPair[],
): HttpRequest {
  // RFC 6749 §2.3.1: both are form-encoded first, so that a colon within one cannot be taken for the one between them.
  const pair = [client.client_id, client.client_secret].map((text) => encodeForm([['', text]]).slice(1))
  return request(
    'POST',
    String(metadata?.token_endpoint),
    [
      ['Authorization', `Basic ${base64.encode(octets(pair.join(':')))}`],
      ['Content-Type', formMediaType],
    ],
    encodeForm(pairs),
  )
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The JSON object of a 200 answer, without a name twice; undefined for anything else. */
export function jsonOf(response: HttpResponse | undefined): Json | undefined {
  if (response?.status !== 200) return undefined
  if (!/^application\/(?:jwk-set\+)?json\s*(;|$)/i.test(field(response, 'content-type') ?? ''))
    return undefined
  try {
    const read = readStrictObject(utf8.decode(response.body))
    return 'object' in read ? read.object : undefined
  } catch {
    return undefined
  }
}

/** The keys of a JWK Set (RFC 7517 §5), without what is no key. */
export function keysOf(set: Json | undefined): JsonWebKey[] {
  const keys = Array.isArray(set?.keys) ? set.keys : []
  return keys.filter((key): key is JsonWebKey => typeof key === 'object' && key !== null && 'kty' in key)
}
