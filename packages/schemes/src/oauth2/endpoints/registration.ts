import { field, type HttpRequest, type HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { readStrictObject } from '../../jose/strict-json.ts'
import type { Endpoint, Server } from '../../scheme.ts'
import { type MoreMembers, type Registered, registerClient } from '../clients/register-client.ts'
import type { Door } from '../door.ts'
import { noCache, oauthError } from './refusal.ts'

/** Octets. Eight RSA keys have 4,000. */
const longest = 16_384

/** RFC 7591 §3. `more` is what the door knows of metadata beyond that. */
export function registrationEndpoint(door: Door, more?: MoreMembers): Endpoint {
  return {
    name: 'register',
    methods: ['POST'],
    path: '/register',
    summary: 'Registers a client for a day, with redirects to this origin and to loopback.',
    lists: [],
    body: {
      type: 'object',
      properties: {
        client_name: { type: 'string', minLength: 1, maxLength: 40 },
        redirect_uris: { type: 'array', items: { type: 'string' } },
        grant_types: { type: 'array', items: { type: 'string' } },
        response_types: { type: 'array', items: { type: 'string' } },
        token_endpoint_auth_method: { type: 'string' },
        scope: { type: 'string' },
        jwks: { type: 'object' },
        access_token_format: { enum: ['opaque', 'jwt'] },
        require_pkce: { type: 'boolean' },
        dpop_bound_access_tokens: { type: 'boolean' },
      },
    },
    async handle(request, server) {
      return { response: await answerTo(request, server, door, more), verdict: null }
    },
  }
}

async function answerTo(
  request: HttpRequest,
  server: Server,
  door: Door,
  more: MoreMembers | undefined,
): Promise<HttpResponse> {
  if (request.body.length > longest)
    return oauthError(413, 'invalid_client_metadata', 'The content is longer than metadata get.')
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    return oauthError(415, 'invalid_client_metadata', 'Send the metadata as application/json.')
  const read = readStrictObject(textOf(request.body))
  if (!('object' in read))
    return oauthError(400, 'invalid_client_metadata', 'The content is not one JSON object in UTF-8.')
  const registered = await registerClient(server, door, read.object, more)
  return 'error' in registered
    ? oauthError(400, registered.error, registered.says)
    : json(201, told(registered, server), [noCache])
}

/** §3.2.1: all that was registered, and what was made for it. The secret is told here and nowhere else. */
function told({ client, secret }: Registered, { now }: Server): object {
  const { secretHash: _kept, endsAt, ...metadata } = client
  return {
    ...metadata,
    client_id_issued_at: Math.floor(now / 1000),
    // Seconds since 1970. The client ends with its secret; one without a secret ends after a day as well.
    ...(secret === undefined
      ? {}
      : { client_secret: secret, client_secret_expires_at: Math.floor(endsAt / 1000) }),
  }
}

/** Text that is not UTF-8 is no JSON either (RFC 8259 §8.1). */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return ''
  }
}
