import type { Reader } from '../reader.ts'
import { callbackReader, requestReader } from './reader/address.ts'
import { dpopProofReader } from './reader/dpop-proof.ts'
import { tokenResponseReader } from './reader/token-response.ts'

/** What the inspector reads of OAuth 2.0. */
export const readers: readonly Reader[] = [
  requestReader,
  callbackReader,
  tokenResponseReader,
  dpopProofReader,
]
