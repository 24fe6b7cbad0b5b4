import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const jose: Snippet = {
  id: 'jose',
  title: 'jose: verify in a server',
  tool: 'node',
  language: 'javascript',
  role: 'server',
  status: 200,
  code: (at) => {
    const { login, jwks, issuer, audience, userId, password } = valuesOf(at)
    return `import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const keys = createRemoteJWKSet(new URL(${text(jwks)}))
const expected = {
  algorithms: ['ES256'],
  issuer: ${text(issuer)},
  audience: ${text(audience)},
  typ: 'at+jwt',
  requiredClaims: ['exp', 'sub', 'jti'],
}

const server = createServer(async (request, response) => {
  try {
    const [, token = ''] = /^bearer +(\\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const { payload } = await jwtVerify(token, keys, expected)
    response.writeHead(200).end(payload.sub)
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
  note: 'jose checks crit, exp and nbf by itself. Algorithms, issuer, audience and typ it checks only where they are asked for, and a token without exp passes unless exp is required. It knows nothing of revoked tokens. A sandbox whose clock was moved on issues tokens from the future; they are refused here.',
}
