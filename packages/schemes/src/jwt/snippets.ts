import type { Snippet } from '../scheme.ts'
import { curl } from './snippets/curl.ts'
import { decodeOnly } from './snippets/decode-only.ts'
import { fetchSnippet } from './snippets/fetch.ts'
import { httpie } from './snippets/httpie.ts'
import { jose } from './snippets/jose.ts'
import { jsonwebtoken } from './snippets/jsonwebtoken.ts'
import { pyjwtSign } from './snippets/pyjwt-sign.ts'
import { pyjwtVerify } from './snippets/pyjwt-verify.ts'
import { requests } from './snippets/requests.ts'

export const snippets: readonly Snippet[] = [
  curl,
  fetchSnippet,
  httpie,
  requests,
  jose,
  jsonwebtoken,
  pyjwtVerify,
  pyjwtSign,
  decodeOnly,
]
