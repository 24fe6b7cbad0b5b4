import type { Reader } from '../reader.ts'
import { challengeReader } from './reader/challenge.ts'
import { responseReader } from './reader/response.ts'

/** What the inspector reads of Digest: the field that answers a challenge, and the challenge. */
export const readers: readonly Reader[] = [responseReader, challengeReader]
