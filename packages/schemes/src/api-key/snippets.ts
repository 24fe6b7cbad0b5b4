/** Complete programs. Each ends by printing the status that it got. */
import type { Snippet } from '../scheme.ts'

type At = Parameters<Snippet['code']>[0]
const url = ({ origin, base }: At) => `${origin}${base}/api-key/whoami`
const keyOf = ({ credentials }: At) => (credentials as { readonly key: string }).key

export const snippets: readonly Snippet[] = [
  {
    id: 'curl',
    title: 'curl',
    tool: 'curl',
    language: 'shell',
    role: 'client',
    status: 200,
    note: 'Arguments show in the process list. From a script, let curl read the field from a file: -H @key.txt.',
    code: (at) => `curl -sS -H 'X-API-Key: ${keyOf(at)}' \\
  -w '\\n%{http_code}\\n' '${url(at)}'
`,
  },
  {
    id: 'curl-query',
    title: 'curl, key in the query',
    tool: 'curl',
    language: 'shell',
    role: 'client',
    status: 401,
    note: 'The key is right and the place is not. It is in your shell history now, and in every log on the way.',
    code: (at) => `curl -sS -w '\\n%{http_code}\\n' \\
  '${url(at)}?api_key=${keyOf(at)}'
`,
  },
  {
    id: 'fetch',
    title: 'fetch',
    tool: 'fetch',
    language: 'javascript',
    role: 'client',
    status: 200,
    note: 'Whatever runs in a page can be read by whoever opens the page. A key in front-end code is a published key.',
    code: (at) => `const response = await fetch('${url(at)}', {
  headers: { 'X-API-Key': '${keyOf(at)}' },
  credentials: 'omit', // no cookies, no stored passwords, no log-in box
})
console.log(await response.json())
console.log(response.status)
`,
  },
  {
    id: 'python',
    title: 'Python requests',
    tool: 'python',
    language: 'python',
    role: 'client',
    status: 200,
    note: 'After a redirect to another host, requests drops Authorization and keeps X-API-Key. So redirects are off here.',
    code: (at) => `import requests

response = requests.get(
    '${url(at)}',
    headers={'X-API-Key': '${keyOf(at)}'},
    allow_redirects=False,
    timeout=10,
)
print(response.json())
print(response.status_code)
`,
  },
  {
    id: 'httpie',
    title: 'HTTPie',
    tool: 'httpie',
    language: 'shell',
    role: 'client',
    status: 200,
    note: 'A session file (--session) would keep the key on disk, readable.',
    code: (at) => `http --ignore-stdin --headers GET '${url(at)}' \\
  'X-API-Key:${keyOf(at)}' | awk 'NR == 1 { print $2 }'
`,
  },
  {
    id: 'node-server',
    title: 'Node: hash and look up',
    tool: 'node',
    language: 'javascript',
    role: 'server',
    status: 200,
    note: 'A server of its own with one row. It makes one call to itself, prints the status and ends.',
    code: (at) => `import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const key = '${keyOf(at)}' // at the client
const hash = (text) => createHash('sha256').update(text).digest()
const rows = new Map([[key.slice(0, 18), { hash: hash(key), client: 'notebook-sync' }]]) // at the server

const server = createServer((request, response) => {
  const presented = String(request.headers['x-api-key'] ?? '')
  const row = rows.get(presented.slice(0, 18))
  const known = row !== undefined && timingSafeEqual(row.hash, hash(presented))
  response.writeHead(known ? 200 : 401, known ? {} : { 'WWW-Authenticate': 'ApiKey realm="notes"' })
  response.end(known ? row.client : '')
}).listen(0, '127.0.0.1', async () => {
  const { status } = await fetch(\`http://127.0.0.1:\${server.address().port}/\`, { headers: { 'X-API-Key': key } })
  console.log(status)
  server.close()
})
`,
  },
]
