/** CLIENT HALF: a form for one of the server's back-channel endpoints (RFC 6749 §3.2, RFC 9126 §2.1, RFC 7009 §2.1). */
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, request } from '@lockstep/http/message'
import type { Built, Derived } from '../../scheme.ts'
import { type AuthenticationWay, authenticate, type ClientAccount } from './client-authentication.ts'
import { parameterPieces } from './parameter-pieces.ts'

export type FormRequest = {
  readonly target: string
  /** In the order in which they are sent; the client's own come after. */
  readonly parameters: readonly FormPair[]
  readonly client: ClientAccount
  readonly way?: AuthenticationWay
  /** Of the client itself: a DPoP field. */
  readonly headers?: readonly FieldLine[]
  /** What the content is called in the derivation. */
  readonly name?: keyof typeof clauses
}

/** The request, and what went into it. */
export function formRequest({
  target,
  parameters,
  client,
  way,
  headers = [],
  name = 'tokenRequest',
}: FormRequest): Built {
  const authenticated = authenticate(client, way)
  const pairs = [...parameters, ...authenticated.pairs]
  return {
    request: request(
      'POST',
      target,
      [...headers, ...authenticated.headers, ['Content-Type', formMediaType]],
      encodeForm(pairs),
    ),
    derivation: [...authenticated.derivation, deriveForm(name, pairs)],
  }
}

/** Parameters that open something, or will. */
const secret = [
  'code',
  'code_verifier',
  'client_secret',
  'refresh_token',
  'device_code',
  'password',
  'token',
  'client_assertion',
]
const makers = {
  client_id: 'authorization-server',
  client_secret: 'authorization-server',
  code: 'authorization-server',
  refresh_token: 'authorization-server',
  device_code: 'authorization-server',
  token: 'authorization-server',
  username: 'resource-owner',
  password: 'resource-owner',
}

function deriveForm(name: NonNullable<FormRequest['name']>, pairs: readonly FormPair[]): Derived {
  return {
    name,
    how: 'name "=" value, form-encoded, joined with "&"',
    parts: parameterPieces(pairs, { secret, makers }),
    clause: clauses[name],
  }
}

const clauses = {
  tokenRequest: 'RFC 6749 §3.2, Appendix B',
  pushedAuthorizationRequest: 'RFC 9126 §2.1',
  deviceAuthorizationRequest: 'RFC 8628 §3.1',
  introspectionRequest: 'RFC 7662 §2.1',
  revocationRequest: 'RFC 7009 §2.1',
}
