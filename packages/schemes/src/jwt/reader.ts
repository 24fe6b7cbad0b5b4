import type { Reader } from '../reader.ts'
import { tokenReader } from './reader/token.ts'

/** What the inspector reads of JOSE: signed, unsecured and encrypted tokens. Keys have readers of their own. */
export const readers: readonly Reader[] = [tokenReader]
