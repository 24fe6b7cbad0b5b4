import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const decodeOnly: Snippet = {
  id: 'decode-only',
  title: 'The wrong one-liner, and the right one',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 401,
  code: (at) => {
    const { login, whoami, jwks, issuer, audience, userId, password } = valuesOf(at)
    return `import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'

const answer = await fetch(${text(login)}, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ userId: ${text(userId)}, password: ${text(password)} }),
})
const { access_token: token } = await answer.json()

// One claim changed, the signature as it was
const [header, , signature] = token.split('.')
const claims = { ...decodeJwt(token), sub: 'admin' }
const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
const forged = [header, payload, signature].join('.')

// Wrong: this reads what anybody wrote
console.log('decoded:', decodeJwt(forged).sub)

// Right: this asks who wrote it, for whom, and what for
const keys = createRemoteJWKSet(new URL(${text(jwks)}))
const expected = {
  algorithms: ['ES256'],
  issuer: ${text(issuer)},
  audience: ${text(audience)},
  typ: 'at+jwt',
}
await jwtVerify(forged, keys, expected).catch((error) => console.log('verified:', error.code))

const response = await fetch(${text(whoami)}, { headers: { Authorization: \`Bearer \${forged}\` } })
console.log(response.status)
`
  },
  note: 'decode is for showing a token, in every library: decodeJwt here, jwt.decode in jsonwebtoken, verify_signature: False in PyJWT. The names are so close that the wrong one is found in many servers.',
}
