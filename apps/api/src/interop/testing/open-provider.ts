/** oidc-provider, an OpenID Provider that somebody else wrote, on a free port of this machine. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export type ProviderKey = JsonWebKey & { readonly kid: string }

export type OpenProvider = {
  readonly issuer: string
  /** Its private keys: whoever has them can sign what it never said. */
  readonly keys: readonly ProviderKey[]
  /** From now on it signs with these. Its sessions, codes and tokens stay. */
  rotate(keys: readonly ProviderKey[]): void
  /** What went wrong within. */
  readonly errors: readonly Error[]
  close(): Promise<void>
}

const kinds = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
} as const

export function newProviderKey(kind: keyof typeof kinds, kid: string): ProviderKey {
  return { ...(kinds[kind]().privateKey.export({ format: 'jwk' }) as JsonWebKey), kid, use: 'sig' } as never
}

export const clientSecret = 'a secret: 100 % of it + a slash / and an = sign'
export const redirectUri = 'http://127.0.0.1:49152/callback'
export const afterLogout = 'http://127.0.0.1:49152/bye'

const code = { redirect_uris: [redirectUri], grant_types: ['authorization_code', 'refresh_token'] }
const confidential = {
  ...code,
  client_secret: clientSecret,
  token_endpoint_auth_method: 'client_secret_basic',
}
const noRedirect = { redirect_uris: [], response_types: [] }
const device = 'urn:ietf:params:oauth:grant-type:device_code'

/** The clients that it knows from the start. An id with a colon shows whether it is form-encoded before HTTP Basic. */
const clients = [
  { ...confidential, client_id: 'reader:basic', post_logout_redirect_uris: [afterLogout] },
  { ...confidential, client_id: 'reader-post', token_endpoint_auth_method: 'client_secret_post' },
  { ...code, client_id: 'reader-public', token_endpoint_auth_method: 'none' },
  { ...confidential, client_id: 'reader-es256', id_token_signed_response_alg: 'ES256' },
  { ...confidential, client_id: 'reader-eddsa', id_token_signed_response_alg: 'EdDSA' },
  { ...confidential, client_id: 'reader-pushing', require_pushed_authorization_requests: true },
  {
    ...code,
    client_id: 'reader-bound',
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
  },
  { ...confidential, ...noRedirect, client_id: 'nightly', grant_types: ['client_credentials'] },
  {
    ...noRedirect,
    client_id: 'kiosk',
    grant_types: [device, 'refresh_token'],
    token_endpoint_auth_method: 'none',
  },
]

/** What it says about everybody who logs in. */
const people = { name: 'Ada Byron', email: 'ada@example.org', email_verified: true }

function configuration(keys: readonly ProviderKey[], Adapter: unknown) {
  return {
    adapter: Adapter,
    clients,
    jwks: { keys },
    cookies: { keys: ['a key of this test'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'notes:read', 'notes:write'],
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...people }),
    }),
    // A lifetime of each by name: without them it warns.
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      ClientCredentials: 600,
      DeviceCode: 600,
      Grant: 3600,
      IdToken: 300,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
    },
  }
}

/** Starts it, with a key of each kind that our client half verifies. */
export async function startOpenProvider(): Promise<OpenProvider> {
  const errors: Error[] = []
  let serve: (request: unknown, response: unknown) => void = () => undefined
  const server = createServer((request, response) => serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const Adapter = adapterOver(new Map())
  const rotate = (keys: readonly ProviderKey[]) => {
    const provider = quietly(() => new Provider(issuer, configuration(keys, Adapter)))
    provider.on('server_error', (_, error) => void errors.push(error))
    serve = provider.callback()
  }
  const keys = [
    newProviderKey('rsa', 'rsa-1'),
    newProviderKey('ec', 'ec-1'),
    newProviderKey('ed25519', 'ed-1'),
  ]
  rotate(keys)
  const noise = silence()
  return {
    issuer,
    keys,
    rotate,
    errors,
    async close() {
      noise.end()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Its advice for production (pages to replace, policies to set) is of no use to a test. */
function silence(): { end(): void } {
  const { warn, info } = console
  const unless =
    (say: typeof warn): typeof warn =>
    (...said) => {
      if (!String(said[0]).startsWith('oidc-provider ')) say(...said)
    }
  Object.assign(console, { warn: unless(warn), info: unless(info) })
  return { end: () => void Object.assign(console, { warn, info }) }
}

function quietly<T>(make: () => T): T {
  const noise = silence()
  try {
    return make()
  } finally {
    noise.end()
  }
}

type Payload = Record<string, unknown>

/** Its rows, in memory, for as many instances of it as there are key sets. */
function adapterOver(rows: Map<string, Payload>) {
  const where = (name: string, value: string) => [...rows.values()].find((row) => row[name] === value)
  return class Adapter {
    readonly model: string
    constructor(model: string) {
      this.model = model
    }
    async upsert(id: string, payload: Payload) {
      rows.set(`${this.model}:${id}`, payload)
    }
    async find(id: string) {
      return rows.get(`${this.model}:${id}`)
    }
    async findByUserCode(userCode: string) {
      return where('userCode', userCode)
    }
    async findByUid(uid: string) {
      return where('uid', uid)
    }
    async consume(id: string) {
      Object.assign(rows.get(`${this.model}:${id}`) ?? {}, { consumed: Math.floor(Date.now() / 1000) })
    }
    async destroy(id: string) {
      rows.delete(`${this.model}:${id}`)
    }
    async revokeByGrantId(grantId: string) {
      for (const [key, row] of rows) if (row.grantId === grantId) rows.delete(key)
    }
  }
}
