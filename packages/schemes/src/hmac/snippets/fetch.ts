import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const fetchSnippet: Snippet = {
  id: 'fetch',
  title: 'fetch, RFC 9421',
  tool: 'fetch',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, keyId, secret } = at(sandbox)
    return `const url = new URL(${text(url)})
const keyId = ${text(keyId)}
const secret = Uint8Array.from(atob(${text(secret)}), (character) => character.charCodeAt(0))

const base64 = (octets) => btoa(String.fromCharCode(...new Uint8Array(octets)))
const components = {
  '@method': 'GET',
  '@authority': url.host,
  '@path': url.pathname,
  '@query': url.search || '?',
}
const covered = Object.keys(components).map((name) => \`"\${name}"\`).join(' ')
const created = Math.floor(Date.now() / 1000)
const nonce = base64(crypto.getRandomValues(new Uint8Array(12)))
const parameters = \`(\${covered});created=\${created};nonce="\${nonce}";keyid="\${keyId}"\`

const lines = Object.entries(components).map(([name, value]) => \`"\${name}": \${value}\\n\`)
const signatureBase = new TextEncoder().encode(\`\${lines.join('')}"@signature-params": \${parameters}\`)
const algorithm = { name: 'HMAC', hash: 'SHA-256' }
const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
const signature = base64(await crypto.subtle.sign('HMAC', key, signatureBase))

const response = await fetch(url, {
  credentials: 'omit',
  headers: { 'Signature-Input': \`sig1=\${parameters}\`, Signature: \`sig1=:\${signature}:\` },
})
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'A user agent drops Date and Host when a script sets them, so a page must not sign those two: created and @authority take their place. A key in a page can be read by everybody who opens it.',
}
