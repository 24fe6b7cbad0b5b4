/** The ES256 keys of this issuer over time: the one algorithm whose keys its owner turns over. */
import { keyRing } from '../jose/key-ring.ts'
import { seededKid } from './seeded-keys.ts'

/** Seconds from `iat` to `exp` of what this issuer signs. */
export const tokenLifetime = 900
/** No more are made in one life of a sandbox. */
export const mostKeys = 16

export const {
  readRing,
  readRingAfresh,
  retiresAt,
  stateOf,
  isInSet,
  addKey,
  publishKey,
  useKey,
  withdrawKey,
} = keyRing({
  prefix: 'jwt/',
  alg: 'ES256',
  firstKid: (server) => seededKid(server, 'ES256'),
  tokenLifetime,
  mostKeys,
})
