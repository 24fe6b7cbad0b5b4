/**
 * The keys that this authorization server signs with, of either door: one ring for each algorithm (RFC 8725 §3.1: "each
 * key MUST be used with exactly one algorithm").
 */
import { hex } from '@lockstep/crypto/hex'
import { keyPairKinds } from '../../jose/jwt-algorithm.ts'
import { currentRecord, type KeyRecord, type KeyRing, keyRing, type RingServer } from '../../jose/key-ring.ts'
import { type NamedKeyPair, namedKeyPair } from '../../jose/named-key-pair.ts'
import type { Server } from '../../scheme.ts'

/** What this server signs with. Core §15.1 has every provider know RS256, so that is what a client gets unless it asks. */
export const signingAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

export type KeyServer = RingServer & Pick<Server, 'worldKeyPair'>

export type SigningKey = NamedKeyPair<SigningAlgorithm>

/** Seconds: longer than any token that is signed here lives. */
export const signedLifetime = 600

/** An RSA key takes longer to make than all the rest of a sandbox, and each is drawn from keys made ahead. */
const mostKeys = { RS256: 4, ES256: 16, EdDSA: 16 }

const rings: Readonly<Record<SigningAlgorithm, KeyRing>> = {
  RS256: ringOf('RS256'),
  ES256: ringOf('ES256'),
  EdDSA: ringOf('EdDSA'),
}

/** The key that signs by this algorithm now. */
export async function signingKeyFor(server: KeyServer, alg: SigningAlgorithm): Promise<SigningKey> {
  const current = currentRecord(await rings[alg].readRing(server))
  return signingKey(server, current?.kid ?? firstKid(server, alg), alg)
}

/** The key of this kid, while signatures under it are taken; undefined for any other. */
export async function publicKeyOf(server: KeyServer, kid: string): Promise<SigningKey | undefined> {
  const alg = signingAlgorithms.find((known) => kid.startsWith(`${known.toLowerCase()}-`))
  if (!alg || !/^[a-z0-9]+-[0-9a-f]{8}$/.test(kid)) return undefined
  const ring = rings[alg]
  const taken = (records: readonly KeyRecord[]) => {
    const record = records.find((one) => one.kid === kid)
    return record !== undefined && ring.isInSet(records, record, server.now)
  }
  // An unknown kid has the rows read once more: another process may have published it a moment ago.
  const known = taken(await ring.readRing(server)) || taken(await ring.readRingAfresh(server))
  return known ? signingKey(server, kid, alg) : undefined
}

/** The JWK Set (RFC 7517 §5): every key whose signatures are taken, or will be soon. */
export async function publicKeySet(server: KeyServer): Promise<{ readonly keys: JsonWebKey[] }> {
  const of = async (alg: SigningAlgorithm) => {
    const ring = await rings[alg].readRingAfresh(server)
    const inSet = ring.filter((record) => rings[alg].isInSet(ring, record, server.now))
    return Promise.all(inSet.map(({ kid }) => signingKey(server, kid, alg)))
  }
  const keys = await Promise.all(signingAlgorithms.map(of))
  return { keys: keys.flat().map(({ publicJwk }) => publicJwk) }
}

/** The first half of a rotation: the next key, in the set before anything is signed with it. Undefined at the limit. */
export async function publishNextKey(server: KeyServer, alg: SigningAlgorithm): Promise<string | undefined> {
  return (await rings[alg].addKey(server, true))?.kid
}

/**
 * The second half: signs with a key that was published. The one before stays in the set until the last token under it
 * has expired, and is out of it then by itself. False where this is no key of the set.
 */
export async function signWithKey(server: KeyServer, alg: SigningAlgorithm, kid: string): Promise<boolean> {
  return change(server, alg, kid, rings[alg].useKey)
}

/** Takes a key out at once, with every token under it. False for a key that signs, or is in no set. */
export async function withdrawSigningKey(
  server: KeyServer,
  alg: SigningAlgorithm,
  kid: string,
): Promise<boolean> {
  if ((await signingKeyFor(server, alg)).kid === kid) return false
  return change(server, alg, kid, rings[alg].withdrawKey)
}

async function change(
  server: KeyServer,
  alg: SigningAlgorithm,
  kid: string,
  turn: KeyRing['useKey'],
): Promise<boolean> {
  const ring = await rings[alg].readRingAfresh(server)
  const record = ring.find((one) => one.kid === kid)
  if (!record || !rings[alg].isInSet(ring, record, server.now)) return false
  await turn(server, record)
  return true
}

function ringOf(alg: SigningAlgorithm): KeyRing {
  return keyRing({
    prefix: `oauth2/${alg.toLowerCase()}/`,
    alg,
    firstKid: (server) => firstKid(server, alg),
    tokenLifetime: signedLifetime,
    mostKeys: mostKeys[alg],
  })
}

/** The same over every reset, so that a reset costs no key. */
function firstKid(server: Pick<Server, 'worldSeed'>, alg: SigningAlgorithm): string {
  return `${alg.toLowerCase()}-${hex(server.worldSeed('oauth2/keys', 4))}`
}

async function signingKey(server: KeyServer, kid: string, alg: SigningAlgorithm): Promise<SigningKey> {
  return namedKeyPair(await server.worldKeyPair(`oauth2/${kid}`, keyPairKinds[alg]), kid, alg)
}
