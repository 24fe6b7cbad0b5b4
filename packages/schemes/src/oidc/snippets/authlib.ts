import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { inPython } from './adas-part.ts'
import { redirectUri, valuesOf } from './sandbox-values.ts'

export const authlib: Snippet = {
  id: 'authlib',
  title: 'Python Authlib, a login',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { issuer, document, clientId, clientSecret } = valuesOf(at)
    return `import re
import secrets

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oidc.core import CodeIDToken

issuer = ${text(issuer)}
document = requests.get(${text(document)}).json()
assert document["issuer"] == issuer, "another issuer"

client = OAuth2Session(
    ${text(clientId)},
    ${text(clientSecret)},
    redirect_uri=${text(redirectUri)},
    scope="openid profile email",
    code_challenge_method="S256",
)
nonce = secrets.token_urlsafe(16)
verifier = secrets.token_urlsafe(32)
address, state = client.create_authorization_url(
    document["authorization_endpoint"], nonce=nonce, code_verifier=verifier
)

${inPython(at)}
# The state is compared here.
token = client.fetch_token(
    document["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
)

# The signature with one algorithm, then the claims. What is not named here is not compared.
keys = JsonWebKey.import_key_set(requests.get(document["jwks_uri"]).json())
claims = JsonWebToken(["RS256"]).decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client.client_id},
    },
    claims_params={"nonce": nonce, "client_id": client.client_id, "access_token": token["access_token"]},
)
claims.validate(leeway=60)

response = client.get(document["userinfo_endpoint"])
assert response.json()["sub"] == claims["sub"], "another subject"
print(response.text)
print(response.status_code)
`
  },
  note: 'It checks iss and aud only where claims_options names them, and at_hash only where it is given the access token. With max_age it asks that auth_time is there, and leaves its age to you. The iss beside the code it does not look at.',
}
