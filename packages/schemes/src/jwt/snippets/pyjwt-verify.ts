import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const pyjwtVerify: Snippet = {
  id: 'pyjwt-verify',
  title: 'PyJWT: verify in a server',
  tool: 'python',
  language: 'python',
  role: 'server',
  status: 200,
  code: (at) => {
    const { login, jwks, issuer, audience, userId, password } = valuesOf(at)
    return `from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import jwt
import requests

keys = jwt.PyJWKClient(${text(jwks)})


def verify(token):
    decoded = jwt.api_jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token).key,
        algorithms=["ES256"],
        issuer=${text(issuer)},
        audience=${text(audience)},
        options={"require": ["exp", "iat", "sub", "jti"]},
    )
    header = decoded["header"]
    # Left to the caller: the kind of token, and before version 2.12 critical extensions
    if header.get("typ") != "at+jwt" or "crit" in header:
        raise jwt.InvalidTokenError("not for us")
    return decoded["payload"]


class Notes(BaseHTTPRequestHandler):
    def do_GET(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise jwt.InvalidTokenError("no token")
            user = verify(token.strip())["sub"]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(user.encode())
        except jwt.PyJWTError:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Bearer error="invalid_token"')
            self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Notes)
Thread(target=server.serve_forever, daemon=True).start()

# A token to try it with
answer = requests.post(${text(login)}, json={"userId": ${text(userId)}, "password": ${text(password)}})
token = answer.json()["access_token"]
response = requests.get(
    f"http://127.0.0.1:{server.server_port}/", headers={"Authorization": f"Bearer {token}"}
)
print(response.status_code)
`
  },
  note: 'algorithms has to be given, which is right. iss is checked only where issuer is given, a claim is required only where it is listed, and typ is left to you; crit too before version 2.12. PyJWKClient reads the header before anything is verified, but takes no address from it. A sandbox whose clock was moved on issues tokens from the future; they are refused here.',
}
