/** CLIENT HALF: how a client proves who it is (RFC 6749 §2.3, RFC 7523 §2.2). */
import { base64 } from '@lockstep/crypto/base64'
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { type FieldLine, octets } from '@lockstep/http/message'
import type { Derived } from '../../scheme.ts'

/** A client with what it knows of itself. */
export type ClientAccount = { readonly client_id: string; readonly client_secret?: string }

/** The ways in which a learner can have it authenticate. */
export const authenticationWays = ['client_secret_basic', 'client_secret_post', 'none'] as const
export type AuthenticationWay = (typeof authenticationWays)[number]

/** What authentication adds to a request. */
export type Authenticated = {
  readonly headers: readonly FieldLine[]
  readonly pairs: readonly FormPair[]
  readonly derivation: readonly Derived[]
}

/** A client with a secret sends it by HTTP Basic unless told otherwise; one without names itself in the form. */
export function authenticate(
  { client_id, client_secret }: ClientAccount,
  way: AuthenticationWay = client_secret === undefined ? 'none' : 'client_secret_basic',
): Authenticated {
  const named: FormPair = ['client_id', client_id]
  if (way === 'none') return { headers: [], pairs: [named], derivation: [] }
  const secret = client_secret ?? ''
  if (way === 'client_secret_post')
    return { headers: [], pairs: [named, ['client_secret', secret]], derivation: [] }
  const { value, derivation } = clientSecretBasic(client_id, secret)
  return { headers: [['Authorization', `Basic ${value}`]], pairs: [], derivation }
}

/** RFC 6749 §2.3.1: both are form-encoded before HTTP Basic joins them, which plain Basic would not do. */
export function clientSecretBasic(
  clientId: string,
  clientSecret: string,
): { readonly value: string; readonly derivation: readonly Derived[] } {
  const [id, secret] = [formEncoded(clientId), formEncoded(clientSecret)]
  const value = base64.encode(octets(`${id}:${secret}`))
  return {
    value,
    derivation: [
      {
        name: 'userPass',
        how: 'form-encode(client_id) ":" form-encode(client_secret)',
        parts: [
          { text: id, maker: 'authorization-server', component: 'client_id' },
          { text: ':' },
          { text: secret, maker: 'authorization-server', component: 'client_secret', secret: true },
        ],
        clause: 'RFC 6749 §2.3.1',
      },
      {
        name: 'clientSecretBasic',
        how: 'BASE64(userPass)',
        parts: [{ text: value, maker: 'client', component: 'client authentication', secret: true }],
        clause: 'RFC 7617 §2',
      },
    ],
  }
}

function formEncoded(text: string): string {
  return encodeForm([['', text]]).slice(1)
}
