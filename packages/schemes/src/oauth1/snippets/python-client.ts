import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { type At, of } from './at.ts'

/** Ada's part, as her user agent would do it: log in on the server's page, then press a button. */
function adasPart(at: At): string {
  const { userId, password } = of(at)
  return `# 2. Ada's part, as her user agent does it: log in, then approve.
hidden = re.compile('type="hidden" name="([^"]*)" value="([^"]*)"')
ada = requests.Session()
page = ada.get(address)
log_in = dict(hidden.findall(page.text), userId=${text(userId)}, password=${text(password)})
page = ada.post(endpoints + "/authorize", data=log_in)
yes = dict(hidden.findall(page.text), scope="notes:read", decision="approve")
back = ada.post(endpoints + "/authorize", data=yes, allow_redirects=False)
`
}

const lastLegs = `
# 3. Her user agent brings the verifier. Now the token credentials.
reader.parse_authorization_response(back.headers["Location"])
reader.fetch_access_token(endpoints + "/token")

response = reader.get(endpoints + "/whoami")
print(response.text)
print(response.status_code)
`

const requestsOauthlib: Snippet = {
  id: 'requests-oauthlib',
  title: 'Python requests-oauthlib',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret } = of(at)
    return `import re

import requests
from requests_oauthlib import OAuth1Session

endpoints = ${text(endpoints)}
reader = OAuth1Session(
    ${text(identifier)},
    client_secret=${text(secret)},
    callback_uri="http://localhost:3000/callback",
)

# 1. Temporary credentials.
reader.fetch_request_token(endpoints + "/initiate")
address = reader.authorization_url(endpoints + "/authorize")

${adasPart(at)}${lastLegs}`
  },
  note: 'Its names are those of the time before the RFC: a request token is temporary credentials, an access token is token credentials. It signs with HMAC-SHA1 unless told otherwise, and sends oauth_version.',
}

const authlib: Snippet = {
  id: 'authlib',
  title: 'Python Authlib, RSA-SHA1',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret, privateKeyPem = '' } = of(at)
    return `import re

import requests
from authlib.integrations.requests_client import OAuth1Session

endpoints = ${text(endpoints)}
reader = OAuth1Session(
    ${text(identifier)},
    ${text(secret)},
    redirect_uri="http://localhost:3000/callback",
    signature_method="RSA-SHA1",
    rsa_key=${text(privateKeyPem)},
)

# 1. Temporary credentials.
reader.fetch_request_token(endpoints + "/initiate")
address = reader.create_authorization_url(endpoints + "/authorize")

${adasPart(at)}${lastLegs}`
  },
  note: 'With RSA-SHA1 neither secret is in the signature: the server checks it with the public key that Reader registered. HMAC-SHA256 is missing from some versions.',
}

const oauthlib: Snippet = {
  id: 'oauthlib',
  title: 'Python oauthlib, the first leg',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret } = of(at)
    return `import requests
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, Client

reader = Client(
    ${text(identifier)},
    client_secret=${text(secret)},
    callback_uri="oob",
    signature_method=SIGNATURE_HMAC_SHA256,
)
uri, headers, body = reader.sign(${text(`${endpoints}/initiate`)}, http_method="POST")

response = requests.post(uri, headers=headers, data=body)
print(response.text)
print(response.status_code)
`
  },
  note: 'oauthlib signs and leaves the sending to you, so it goes with any HTTP library. The callback oob asks the server to show the verifier on its page.',
}

export const pythonClients: readonly Snippet[] = [requestsOauthlib, oauthlib, authlib]
