import type { Reader } from '../reader.ts'
import { loginResponseReader } from './reader/login-response.ts'
import { providerDocumentReader } from './reader/provider-document.ts'

/** What the inspector reads of OpenID Connect. An ID Token by itself is a JWT, and has a reader already. */
export const readers: readonly Reader[] = [loginResponseReader, providerDocumentReader]
