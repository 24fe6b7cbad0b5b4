import type { Reader } from '../reader.ts'
import { baseStringReader } from './reader/base-string.ts'
import { requestReader } from './reader/request.ts'

/** What the inspector reads of OAuth 1.0: a signed request or its field, and a signature base string. */
export const readers: readonly Reader[] = [requestReader, baseStringReader]
