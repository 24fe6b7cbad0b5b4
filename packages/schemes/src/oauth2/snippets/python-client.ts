/** Two client libraries of Python. */
import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { type At, redirectUri, valuesOf } from './sandbox-values.ts'

function program(id: string, title: string, note: string, code: (at: At) => string): Snippet {
  return { id, title, tool: 'python', language: 'python', role: 'client', status: 200, code, note }
}

/** Ada's part, as her user agent would do it: from `address` to `back`. */
function adasPart(at: At): string {
  const { userId, password } = valuesOf(at)
  return `# 2. Ada's part, as her user agent does it: log in, then approve.
hidden = re.compile('type="hidden" name="([^"]*)" value="([^"]*)"')
ada = requests.Session()
page = ada.get(address)
log_in = dict(hidden.findall(page.text), userId=${text(userId)}, password=${text(password)})
page = ada.post(endpoints + "/authorize", data=log_in)
yes = dict(hidden.findall(page.text), scope="notes:read", decision="approve")
back = ada.post(endpoints + "/authorize", data=yes, allow_redirects=False).headers["Location"]
`
}

const lastLines = `
response = client.get(endpoints + "/whoami")
print(response.text)
print(response.status_code)
`

const oauthlibSwitch = 'os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"\n'

const requestsOauthlib = program(
  'requests-oauthlib',
  'Python requests-oauthlib, authorization code with PKCE',
  'Versions before 2.0 know nothing of PKCE, so the challenge is made by hand. It compares state, and it does not look at iss: a client of more than one server has to do that itself.',
  (at) => {
    const { endpoints, reader } = valuesOf(at)
    return `import base64
import hashlib
import os
import re
import secrets

import requests
from requests_oauthlib import OAuth2Session

# oauthlib wants https. A program on Ada's own machine is sent its answers over plain HTTP.
${oauthlibSwitch}endpoints = ${text(endpoints)}
client = OAuth2Session(${text(reader.id)}, redirect_uri=${text(redirectUri)}, scope=["notes:read"])

# 1. Fresh values. Only the hash of the verifier travels here; the state is made inside.
verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode()).digest()
challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
address, _ = client.authorization_url(
    endpoints + "/authorize", code_challenge=challenge, code_challenge_method="S256"
)

${adasPart(at)}
# 3. The code and the verifier, for the tokens. A public client names itself in the form.
client.fetch_token(
    endpoints + "/token",
    authorization_response=back,
    code_verifier=verifier,
    include_client_id=True,
)
${lastLines}`
  },
)

const requestsOauthlibClientCredentials = program(
  'requests-oauthlib-client-credentials',
  'Python requests-oauthlib, client credentials',
  'HTTPBasicAuth joins id and secret as they are. RFC 6749 §2.3.1 has them form-encoded first, which makes a difference once there is a colon or a percent sign in one.',
  (at) => {
    const { endpoints, nightly, plain } = valuesOf(at)
    return `${plain ? 'import os\n\n' : ''}from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

${plain ? `# Plain HTTP, because this server is on this machine. Elsewhere leave it out.\n${oauthlibSwitch}` : ''}endpoints = ${text(endpoints)}
nightly = ${text(nightly.id)}
client = OAuth2Session(client=BackendApplicationClient(nightly, scope=["notes:read"]))
client.fetch_token(endpoints + "/token", auth=HTTPBasicAuth(nightly, ${text(nightly.secret)}))
${lastLines}`
  },
)

const authlib = program(
  'authlib',
  'Python Authlib, authorization code with PKCE',
  'A confidential client here: it proves who it is, and uses PKCE besides. Authlib compares state where it is handed over, and does not look at iss.',
  (at) => {
    const { endpoints, readerConfidential } = valuesOf(at)
    return `import re
import secrets

import requests
from authlib.integrations.requests_client import OAuth2Session

endpoints = ${text(endpoints)}
client = OAuth2Session(
    ${text(readerConfidential.id)},
    ${text(readerConfidential.secret)},
    redirect_uri=${text(redirectUri)},
    scope="notes:read",
    code_challenge_method="S256",
)

# 1. The challenge and the state are made inside, of a verifier of ours.
verifier = secrets.token_urlsafe(32)
address, state = client.create_authorization_url(endpoints + "/authorize", code_verifier=verifier)

${adasPart(at)}
# 3. The code and the verifier, for the tokens.
client.fetch_token(
    endpoints + "/token", authorization_response=back, state=state, code_verifier=verifier
)
${lastLines}`
  },
)

const authlibClientCredentials = program(
  'authlib-client-credentials',
  'Python Authlib, client credentials',
  'The session asks for a new token by itself once the old one has expired, if it knows the token endpoint.',
  (at) => {
    const { endpoints, nightly } = valuesOf(at)
    return `from authlib.integrations.requests_client import OAuth2Session

endpoints = ${text(endpoints)}
client = OAuth2Session(${text(nightly.id)}, ${text(nightly.secret)}, scope="notes:read")
client.fetch_token(endpoints + "/token", grant_type="client_credentials")
${lastLines}`
  },
)

export const pythonClients: readonly Snippet[] = [
  requestsOauthlib,
  requestsOauthlibClientCredentials,
  authlib,
  authlibClientCredentials,
]
