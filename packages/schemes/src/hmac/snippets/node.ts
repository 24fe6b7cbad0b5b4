import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const node: Snippet = {
  id: 'node',
  title: 'Node, RFC 9421 by hand',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, keyId, secret } = at(sandbox)
    return `import { createHash, createHmac, randomBytes } from 'node:crypto'

const url = new URL(${text(url)})
const keyId = ${text(keyId)}
const secret = Buffer.from(${text(secret)}, 'base64')
const body = '{"lend":"the atlas","to":"ada"}'

const components = {
  '@method': 'POST',
  '@authority': url.host,
  '@path': url.pathname,
  '@query': url.search || '?',
  'content-digest': \`sha-256=:\${createHash('sha256').update(body).digest('base64')}:\`,
}
const covered = Object.keys(components).map((name) => \`"\${name}"\`).join(' ')
const created = Math.floor(Date.now() / 1000)
const nonce = randomBytes(12).toString('base64url')
const parameters = \`(\${covered});created=\${created};nonce="\${nonce}";keyid="\${keyId}"\`

const lines = Object.entries(components).map(([name, value]) => \`"\${name}": \${value}\\n\`)
const signatureBase = \`\${lines.join('')}"@signature-params": \${parameters}\`
const signature = createHmac('sha256', secret).update(signatureBase).digest('base64')

const response = await fetch(url, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'Content-Digest': components['content-digest'],
    'Signature-Input': \`sig1=\${parameters}\`,
    Signature: \`sig1=:\${signature}:\`,
  },
  body,
})
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'URL helps here: host is in lower case and without a default port. It also resolves dot segments in the path, and so does fetch, so what is signed is what is sent.',
}
