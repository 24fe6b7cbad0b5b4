import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const fetchSnippet: Snippet = {
  id: 'fetch',
  title: 'fetch: the document and the keys',
  tool: 'fetch',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { issuer, document } = valuesOf(at)
    return `const issuer = ${text(issuer)}
const configuration = await (await fetch(${text(document)}, { credentials: 'omit' })).json()
// Whatever else it says: a document of another issuer is not used.
if (configuration.issuer !== issuer) throw new Error(\`Unexpected issuer \${configuration.issuer}\`)

const response = await fetch(configuration.jwks_uri, { credentials: 'omit' })
const { keys } = await response.json()
for (const { kid, alg } of keys) console.log(kid, alg)
console.log(response.status)
`
  },
  note: 'A page can read both, since they are public. A login that ends in the page leaves its tokens to every script there; where there is a back end, let it redeem the code and give the page a session cookie.',
}
