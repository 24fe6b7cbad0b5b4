import { base64, base64url } from '@lockstep/crypto/base64'
import type { KeyPair, SandboxSeed, Server } from '../scheme.ts'

/** Whose notes these are, in a word: it stands on the pages and in the realm. */
export const site = 'Notes'

/** What the server knows of a client that registered (RFC 5849 §1.1; how it registers is left open there). */
export type Client = {
  readonly identifier: string
  /** In clear: whoever recomputes a MAC needs its key (RFC 5849 §4.5). 192 bits. */
  readonly secret: string
  /** What the client calls itself. Nobody has verified it. */
  readonly name: string
  /** It signs with RSA-SHA1 too, and registered the public key for it. */
  readonly hasKey: boolean
  /** Where it takes callbacks, below `{base}`; absent where it has no page of its own here. */
  readonly callbackPath?: string
}

export type ResourceOwner = { readonly userId: string; readonly password: string }

export type OAuth1Credentials = {
  readonly client: {
    readonly name: string
    readonly identifier: string
    readonly secret: string
    /** Its own address, and what stands for any loopback address and for none. */
    readonly callbacks: readonly string[]
    /** PKCS #8, for RSA-SHA1; there where key pairs are told. */
    readonly privateKeyPem?: string
  }
  /** Another registered client. */
  readonly otherClient: { readonly name: string; readonly identifier: string; readonly secret: string }
  readonly resourceOwner: ResourceOwner
  /** Another user of the same server: Mallory has an account as well. */
  readonly otherOwner: ResourceOwner
}

type Seed = Pick<Server, 'secret'>

/** The client on record under this identifier. */
export function clientOnRecord(server: Seed, identifier: string): Client | undefined {
  const known = registered.find((client) => client.identifier === identifier)
  return known && withSecret(server, known)
}

/** The users on record, with their passwords. */
export function ownersOnRecord(server: Seed): readonly ResourceOwner[] {
  return ['ada', 'mallory'].map((userId) => ({
    userId,
    password: base64url.encode(server.secret(`oauth1/password/${userId}`, 16)),
  }))
}

/** The path below `{base}` at which Reader takes its callbacks. */
export const callbackPath = '/oauth1/client/callback'

export function readerKeyPair(server: Pick<Server, 'keyPair'>): Promise<KeyPair> {
  return server.keyPair('oauth1/reader', 'rsa')
}

export function oauth1Credentials(seed: Seed & Pick<Server, 'sandbox' | 'origin'>): OAuth1Credentials {
  const [reader, clipper] = registered.map((client) => withSecret(seed, client))
  const [resourceOwner, otherOwner] = ownersOnRecord(seed)
  if (!reader || !clipper || !resourceOwner || !otherOwner)
    throw new Error('Unexpected seed without its records')
  return {
    client: {
      name: reader.name,
      identifier: reader.identifier,
      secret: reader.secret,
      callbacks: [
        `${seed.origin}/s/${seed.sandbox}${callbackPath}`,
        'http://localhost:{port}/…',
        'http://127.0.0.1:{port}/…',
        'http://[::1]:{port}/…',
        'oob',
      ],
    },
    otherClient: { name: clipper.name, identifier: clipper.identifier, secret: clipper.secret },
    resourceOwner,
    otherOwner,
  }
}

async function withKeyPairs(server: Server): Promise<OAuth1Credentials> {
  const credentials = oauth1Credentials(server)
  const { privateJwk } = await readerKeyPair(server)
  return { ...credentials, client: { ...credentials.client, privateKeyPem: await pemOf(privateJwk) } }
}

export const sandbox: SandboxSeed = { credentials: oauth1Credentials, withKeyPairs }

const registered: readonly Omit<Client, 'secret'>[] = [
  { identifier: 'reader', name: 'Reader', hasKey: true, callbackPath },
  { identifier: 'clipper', name: 'Clipper', hasKey: false },
]

function withSecret(server: Seed, client: Omit<Client, 'secret'>): Client {
  const secret = base64url.encode(server.secret(`oauth1/client/${client.identifier}`, 24))
  return { ...client, secret }
}

/** PKCS #8 between its two lines (RFC 7468 §10). */
async function pemOf(privateJwk: JsonWebKey): Promise<string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('jwk', privateJwk, algorithm, true, ['sign'])
  const lines =
    base64.encode(new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))).match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}
