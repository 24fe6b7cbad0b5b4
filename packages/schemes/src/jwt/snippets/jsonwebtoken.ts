import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const jsonwebtoken: Snippet = {
  id: 'jsonwebtoken',
  title: 'jsonwebtoken: verify with one algorithm',
  tool: 'node',
  language: 'javascript',
  role: 'server',
  status: 200,
  code: (at) => {
    const { login, jwks, issuer, audience, userId, password } = valuesOf(at)
    return `import { createPublicKey } from 'node:crypto'
import { createServer } from 'node:http'
import jwt from 'jsonwebtoken'

const { keys } = await (await fetch(${text(jwks)})).json()
const expected = {
  algorithms: ['ES256'],
  issuer: ${text(issuer)},
  audience: ${text(audience)},
  complete: true,
}

function verify(token) {
  const kid = jwt.decode(token, { complete: true })?.header.kid
  const jwk = keys.find((key) => key.kid === kid && key.alg === 'ES256')
  const { header, payload } = jwt.verify(token, createPublicKey({ key: jwk, format: 'jwk' }), expected)
  // Left to the caller: kind of token, critical extensions, an end that has to be there
  if (header.typ !== 'at+jwt' || 'crit' in header || payload.exp === undefined) throw new Error('not for us')
  return payload
}

const server = createServer((request, response) => {
  try {
    const [, token = ''] = /^bearer +(\\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const { sub } = verify(token)
    response.writeHead(200).end(sub)
  } catch {
    response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end()
  }
})
server.listen(0, '127.0.0.1', async () => {
  // A token to try it with
  const answer = await fetch(${text(login)}, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId: ${text(userId)}, password: ${text(password)} }),
  })
  const { access_token: token } = await answer.json()
  const { status } = await fetch(\`http://127.0.0.1:\${server.address().port}/\`, {
    headers: { Authorization: \`Bearer \${token}\` },
  })
  console.log(status)
  server.close()
})
`
  },
  note: 'Without algorithms it goes by the kind of the key. It ignores typ and crit, accepts a token without exp, fetches no key set and knows no EdDSA. Here the set is read once at the start, so a new key needs a restart.',
}
