/** CLIENT HALF: the authorization request, as an address for a user agent (RFC 6749 §4.1.1). */
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Built, Derived } from '../../scheme.ts'
import { parameterPieces } from './parameter-pieces.ts'

export type AuthorizationAddress = {
  /** The server's public origin. */
  readonly origin: string
  /** The path of the authorization endpoint. */
  readonly path: string
  readonly parameters: readonly FormPair[]
}

/** What the user agent will ask the authorization server for. */
export function authorizationRequest(address: AuthorizationAddress): Built {
  const { path, parameters } = address
  return {
    request: request('GET', `${path}?${encodeForm(parameters)}`),
    derivation: [deriveAuthorizationRequestUri(address)],
  }
}

export function deriveAuthorizationRequestUri({ origin, path, parameters }: AuthorizationAddress): Derived {
  return {
    name: 'authorizationRequestUri',
    how: 'authorization endpoint "?" parameters, form-encoded',
    parts: [
      { text: `${origin}${path}`, maker: 'authorization-server', component: 'authorization endpoint' },
      { text: '?' },
      ...parameterPieces(parameters, { makers: { client_id: 'authorization-server' } }),
    ],
    clause: 'RFC 6749 §4.1.1',
  }
}
