/** OA2-47: what the server says of itself is so, and all of it (RFC 8414). */

import { request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { Lab } from '../testing/lab.ts'
import { issuerOf, oauth2Door } from './door.ts'
import { serverMetadata } from './endpoints/metadata.ts'
import { oauth2 } from './index.ts'

let lab: Lab

beforeEach(() => {
  lab = new Lab([oauth2])
})

const told = ({ response }: Exchange) => JSON.parse((response.body as { text: string }).text)
const ask = (base: string) => lab.send(request('GET', `/.well-known/oauth-authorization-server${base}`))

describe('OA2-47: the metadata', () => {
  it('stands between the host and the path of the issuer, and names that issuer', async () => {
    const answer = await ask(lab.base)
    expect(answer.response.status).toBe(200)
    expect(told(answer).issuer).toBe(`${lab.origin}${lab.base}`)
    expect(told(await lab.get('/.well-known/oauth-authorization-server'))).toEqual(told(answer))
  })

  it('is of the world that is asked', async () => {
    const base = `${lab.base}/without/oauth2.audience-is-us`
    const { issuer, token_endpoint } = told(await ask(base))
    expect(issuer).toBe(`${lab.origin}${base}`)
    expect(token_endpoint).toBe(`${issuer}/oauth2/token`)
  })

  it('has the members that clients decide by', async () => {
    expect(told(await ask(lab.base))).toMatchObject({
      scopes_supported: ['notes:read', 'notes:write'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      token_endpoint_auth_methods_supported: [
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
      tls_client_certificate_bound_access_tokens: true,
    })
  })

  it('names every endpoint at an address that is served, and none that is not', async () => {
    const addresses = Object.entries(told(await ask(lab.base))).filter(([name]) =>
      /_(endpoint|uri)$/.test(name),
    )
    expect(addresses.map(([name]) => name)).toEqual([
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'registration_endpoint',
      'pushed_authorization_request_endpoint',
      'device_authorization_endpoint',
      'introspection_endpoint',
      'revocation_endpoint',
    ])
    for (const [name, address] of addresses) {
      const target = String(address).slice(lab.origin.length)
      const method = name === 'jwks_uri' || name === 'authorization_endpoint' ? 'GET' : 'POST'
      const { response, endpoint } = await lab.send(request(method, target))
      expect(endpoint, name).not.toBeNull()
      expect([404, 405], name).not.toContain(response.status)
    }
  })

  it('follows the listener', () => {
    const server = lab.server(undefined, undefined, { thumbprint: 'a' })
    const { issuer, jwks_uri } = serverMetadata(server, oauth2Door)
    expect(issuer).toBe(issuerOf(server))
    expect(jwks_uri).toBe(`${lab.tlsOrigin}${lab.base}/oauth2/jwks.json`)
  })
})
