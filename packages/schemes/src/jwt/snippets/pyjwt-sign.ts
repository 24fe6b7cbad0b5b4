import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const pyjwtSign: Snippet = {
  id: 'pyjwt-sign',
  title: 'PyJWT: be the issuer',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { whoami, issuer, audience, userId, key } = valuesOf(at)
    return `import json
import time
import uuid

import jwt
import requests

jwk = json.loads(${text(JSON.stringify(key))})
now = int(time.time())
claims = {
    "iss": ${text(issuer)},
    "sub": ${text(userId)},
    "aud": ${text(audience)},
    "iat": now,
    "exp": now + 300,
    "jti": str(uuid.uuid4()),
    "client_id": "notebook",
    "scope": "notes:read",
}
token = jwt.encode(
    claims, jwt.PyJWK(jwk).key, algorithm="ES256", headers={"typ": "at+jwt", "kid": jwk["kid"]}
)

response = requests.get(${text(whoami)}, headers={"Authorization": f"Bearer {token}"})
print(response.text)
print(response.status_code)
`
  },
  note: 'The private key of the sandbox, so whoever has this program is the issuer: that is what a leaked signing key means. encode signs whatever it is given; exp, jti and typ are there because this program puts them there. A sandbox whose clock was moved on takes the token for an old one.',
}
