/** The readers that belong to no scheme. */
import type { Reader } from '../reader.ts'
import { jwk } from './jwk.ts'
import { pem } from './pem.ts'
import { pkcePair } from './pkce-pair.ts'

export const readers: readonly Reader[] = [jwk, pem, pkcePair]
