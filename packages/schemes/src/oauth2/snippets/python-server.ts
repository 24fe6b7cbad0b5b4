import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

/** An API that asks about each token. */
export const pythonServer: Snippet = {
  id: 'python-resource-server',
  title: 'Python, an API that asks about each token',
  tool: 'python',
  language: 'python',
  role: 'server',
  status: 200,
  code: (at) => {
    const { endpoints, issuer, api, nightly } = valuesOf(at)
    return `import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

endpoints = ${text(endpoints)}
audience = ${text(issuer)}
api = (${text(api.id)}, ${text(api.secret)})


def facts_of(token):
    """What the authorization server knows of a token; None for one that is of no use here."""
    answer = requests.post(endpoints + "/introspect", auth=api, data={"token": token}, timeout=5)
    answer.raise_for_status()  # without an answer nobody gets in
    facts = answer.json()
    known = facts.get("aud", [])
    meant = audience in ([known] if isinstance(known, str) else known)
    # A bound token needs its proof, and this API cannot check one.
    bound = "cnf" in facts
    return facts if facts.get("active") is True and meant and not bound else None


class Notes(BaseHTTPRequestHandler):
    def do_GET(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self.answer(401, {}, "Bearer")
        facts = facts_of(token.strip())
        if facts is None:
            return self.answer(401, {}, 'Bearer error="invalid_token"')
        if "notes:read" not in facts.get("scope", "").split():
            return self.answer(403, {}, 'Bearer error="insufficient_scope", scope="notes:read"')
        self.answer(200, {"client": facts["client_id"], "scope": facts["scope"]})

    def answer(self, status, body, challenge=None):
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


server = HTTPServer(("127.0.0.1", 0), Notes)
threading.Thread(target=server.serve_forever, daemon=True).start()
notes = "http://127.0.0.1:%d/notes" % server.server_port

tokens = requests.post(
    endpoints + "/token",
    auth=(${text(nightly.id)}, ${text(nightly.secret)}),
    data={"grant_type": "client_credentials", "scope": "notes:read"},
).json()
bad = requests.get(notes, headers={"Authorization": "Bearer made-up"})
print("a token that nobody issued:", bad.status_code)
good = requests.get(notes, headers={"Authorization": "Bearer " + tokens["access_token"]})
print(good.text)
print(good.status_code)
server.shutdown()
`
  },
  note: 'One question for each request: what it costs is a round trip, and what it buys is that a revoked token ends at once. Who keeps the answers for a minute has a minute in which it does not. An answer that is not there must never mean yes.',
}
