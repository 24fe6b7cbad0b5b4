import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const verifyRfc9421: Snippet = {
  id: 'verify-rfc9421',
  title: 'Node, the verifier of RFC 9421',
  tool: 'node',
  language: 'javascript',
  role: 'server',
  status: 200,
  code: (sandbox) => {
    const { keyId, secret } = at(sandbox)
    return `import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const keys = new Map([[${text(keyId)}, Buffer.from(${text(secret)}, 'base64')]])
const required = ['@method', '@authority', '@path', '@query', 'content-digest']
const window = 300
const nonces = new Map() // key id and nonce -> when it may be forgotten
let authority // the server's own, never taken from Host

const digestOf = (body) => \`sha-256=:\${createHash('sha256').update(body).digest('base64')}:\`
const valueOf = (name, { method, target, headers }) => {
  const [path, ...query] = target.split('?') // as it came: URL would change it
  const derived = { '@method': method, '@authority': authority, '@path': path, '@query': \`?\${query.join('?')}\` }
  return name.startsWith('@') ? derived[name] : headers[name]
}
const signatureOf = (key, parameters, names, message) => {
  const lines = names.map((name) => \`"\${name}": \${valueOf(name, message)}\\n\`)
  return createHmac('sha256', key).update(\`\${lines.join('')}"@signature-params": \${parameters}\`).digest()
}

function verify(message, body) {
  const { headers } = message
  const [, label, parameters, list] = /^([a-z][a-z0-9]*)=(\\(([^)]*)\\).*)$/.exec(headers['signature-input'] ?? '') ?? []
  const [, other, proof] = /^([a-z][a-z0-9]*)=:([A-Za-z0-9+/=]*):$/.exec(headers.signature ?? '') ?? []
  if (label === undefined || label !== other) return 400
  const names = list.split(' ').map((name) => name.slice(1, -1))
  if (new Set(names).size < names.length || names.some((name) => valueOf(name, message) === undefined)) return 400
  const read = (name) => new RegExp(\`;\${name}="?([^";]*)\`).exec(parameters)?.[1]
  const [created, nonce, keyId] = ['created', 'nonce', 'keyid'].map(read)
  if (!required.every((name) => names.includes(name)) || !created || !nonce || !keyId) return 401
  const key = keys.get(keyId)
  if (!key || (read('alg') ?? 'hmac-sha256') !== 'hmac-sha256') return 401
  const [mine, theirs] = [signatureOf(key, parameters, names, message), Buffer.from(proof, 'base64')]
  if (mine.length !== theirs.length || !timingSafeEqual(mine, theirs)) return 401
  const now = Math.floor(Date.now() / 1000)
  if (Math.abs(now - Number(created)) > window) return 401
  if (headers['content-digest'] !== digestOf(body)) return 401
  // Spent last: only a request that holds in all else uses up its nonce.
  for (const [old, until] of nonces) if (until < now) nonces.delete(old)
  if (nonces.has(\`\${keyId} \${nonce}\`)) return 401
  nonces.set(\`\${keyId} \${nonce}\`, now + 2 * window)
  return 200
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  const status = verify({ method: request.method, target: request.url, headers: request.headers }, body)
  response.writeHead(status, status === 401 ? { 'WWW-Authenticate': 'HMAC realm="notes"' } : {}).end()
}).listen(0, '127.0.0.1', async () => {
  // One call to itself, and the same with another body.
  authority = \`127.0.0.1:\${server.address().port}\`
  const [keyId, key] = [...keys][0]
  const body = '{"lend":"the atlas","to":"ada"}'
  const headers = { 'content-digest': digestOf(body) }
  const covered = required.map((name) => \`"\${name}"\`).join(' ')
  const created = Math.floor(Date.now() / 1000)
  const parameters = \`(\${covered});created=\${created};nonce="\${randomBytes(12).toString('base64url')}";keyid="\${keyId}"\`
  const proof = signatureOf(key, parameters, required, { method: 'POST', target: '/orders', headers })
  Object.assign(headers, { 'signature-input': \`sig1=\${parameters}\`, signature: \`sig1=:\${proof.toString('base64')}:\` })
  const send = (content) => fetch(\`http://\${authority}/orders\`, { method: 'POST', headers, body: content })
  const [swapped, honest] = [await send(body.replace('ada', 'mallory')), await send(body)]
  console.log('another body:', swapped.status)
  console.log(honest.status)
  server.close()
})
`
  },
  note: 'A server of its own. It reads one label and plain component names: a real one needs a parser of structured fields, because a pattern does not see every form that RFC 9651 allows.',
}
