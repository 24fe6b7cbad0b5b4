import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { of } from './at.ts'

export const pythonServer: Snippet = {
  id: 'oauthlib-server',
  title: 'Python oauthlib, the server half',
  tool: 'python',
  language: 'python',
  role: 'server',
  status: 200,
  code: (at) => {
    const { identifier, secret } = of(at)
    return `import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from oauthlib.oauth1 import Client, RequestValidator, ResourceEndpoint

client_secrets = {${text(identifier)}: ${text(secret)}}
tokens = {"a-token-of-ada": {"secret": "the-secret-of-it", "client": ${text(identifier)}}}
seen = set()


class Records(RequestValidator):
    # Here over plain HTTP on this machine; elsewhere leave it at True.
    enforce_ssl = False
    client_key_length = access_token_length = nonce_length = (1, 64)
    safe_characters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    # Looked up in place of what is unknown, so that unknown takes as long as wrong.
    dummy_client = dummy_access_token = "nobody"

    def validate_client_key(self, client_key, request):
        return client_key in client_secrets

    def validate_access_token(self, client_key, token, request):
        return token in tokens and tokens[token]["client"] == client_key

    def get_client_secret(self, client_key, request):
        return client_secrets.get(client_key, "no secret")

    def get_access_token_secret(self, client_key, token, request):
        return tokens.get(token, {}).get("secret", "no secret")

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def validate_timestamp_and_nonce(
        self, client_key, timestamp, nonce, request, request_token=None, access_token=None
    ):
        use = (client_key, access_token, timestamp, nonce)
        if use in seen:
            return False
        seen.add(use)
        return True


endpoint = ResourceEndpoint(Records())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        uri = origin + self.path  # never from the Host field
        valid, _ = endpoint.validate_protected_resource_request(uri, headers=dict(self.headers))
        self.send_response(200 if valid else 401)
        if not valid:
            self.send_header("WWW-Authenticate", 'OAuth realm="notes"')
        self.end_headers()


server = HTTPServer(("127.0.0.1", 0), Handler)
origin = "http://127.0.0.1:%d" % server.server_port
threading.Thread(target=server.serve_forever, daemon=True).start()

reader = Client(
    ${text(identifier)},
    client_secret=client_secrets[${text(identifier)}],
    resource_owner_key="a-token-of-ada",
    resource_owner_secret="the-secret-of-it",
)
uri, headers, _ = reader.sign(origin + "/notes?shelf=2")
first = requests.get(uri, headers=headers)
again = requests.get(uri, headers=headers)
print("the same request again:", again.status_code)
print(first.status_code)
server.shutdown()
`
  },
  note: 'A server of its own, which calls itself twice. oauthlib notes the nonce before it compares the signatures, so a request that is forged spends it too. Keep the nonces where all your servers can see them, and drop those that are out of the window.',
}
