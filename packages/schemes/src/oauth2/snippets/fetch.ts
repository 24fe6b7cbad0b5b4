import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { redirectUri, valuesOf } from './sandbox-values.ts'

export const fetchSnippet: Snippet = {
  id: 'fetch',
  title: 'fetch, up to the page that Ada reads',
  tool: 'fetch',
  language: 'javascript',
  role: 'client',
  status: 201,
  code: (at) => {
    const { endpoints, reader } = valuesOf(at)
    return `const endpoints = ${text(endpoints)}
const client_id = ${text(reader.id)}

const base64url = (octets) =>
  btoa(String.fromCharCode(...octets)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const fresh = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

// 1. The verifier and the state stay in this page until the code is there.
const verifier = fresh()
const state = fresh()
const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))

// 2. The request goes to the server first, and a reference comes back.
const response = await fetch(\`\${endpoints}/par\`, {
  method: 'POST',
  body: new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: ${text(redirectUri)},
    scope: 'notes:read',
    state,
    code_challenge: base64url(new Uint8Array(hash)),
    code_challenge_method: 'S256',
  }),
})
const { request_uri, expires_in } = await response.json()

// 3. Ada opens this within so many seconds. It is for her user agent, and not for fetch.
console.log(\`\${endpoints}/authorize?\${new URLSearchParams({ client_id, request_uri })}\`)
console.log(\`for \${expires_in} seconds\`)
console.log(response.status)
`
  },
  note: 'A page can hold no client secret, so it is a public client and PKCE is all it has. The log-in is a page to go to and never one to fetch: it sends no CORS fields. Whatever script gets into your page can use its tokens; many keep them in a backend instead.',
}
