import type { Snippet } from '../scheme.ts'
import { botocore } from './snippets/botocore.ts'
import { curlAws } from './snippets/curl-aws.ts'
import { curlOpenssl } from './snippets/curl-openssl.ts'
import { fetchSnippet } from './snippets/fetch.ts'
import { httpMessageSignatures } from './snippets/http-message-signatures.ts'
import { node } from './snippets/node.ts'
import { python } from './snippets/python.ts'
import { verifyAws } from './snippets/verify-aws.ts'
import { verifyRfc9421 } from './snippets/verify-rfc9421.ts'
import { verifyTeaching } from './snippets/verify-teaching.ts'

export const snippets: readonly Snippet[] = [
  curlOpenssl,
  verifyTeaching,
  python,
  node,
  fetchSnippet,
  httpMessageSignatures,
  verifyRfc9421,
  curlAws,
  botocore,
  verifyAws,
]
