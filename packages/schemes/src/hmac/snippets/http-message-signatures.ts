import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const httpMessageSignatures: Snippet = {
  id: 'http-message-signatures',
  title: 'http-message-signatures',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, keyId, secret } = at(sandbox)
    return `import { createHash, randomBytes } from 'node:crypto'
import { createSigner, httpbis } from 'http-message-signatures'

const body = '{"lend":"the atlas","to":"ada"}'
const message = {
  method: 'POST',
  url: ${text(url)},
  headers: {
    'Content-Type': 'application/json',
    'Content-Digest': \`sha-256=:\${createHash('sha256').update(body).digest('base64')}:\`,
  },
}
const { method, url, headers } = await httpbis.signMessage(
  {
    key: createSigner(Buffer.from(${text(secret)}, 'base64'), 'hmac-sha256', ${text(keyId)}),
    name: 'sig1',
    fields: ['@method', '@authority', '@path', '@query', 'content-digest'],
    params: ['created', 'nonce', 'keyid', 'alg'],
    paramValues: { nonce: randomBytes(12).toString('base64url') },
  },
  message,
)

const response = await fetch(url, { method, headers, body })
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'It covers nothing unless fields says so, and makes no nonce and no Content-Digest by itself. Its verifyMessage demands no coverage and no age unless requiredFields, requiredParams and maxAge say so; the digest of the body and the nonces are left to you.',
}
