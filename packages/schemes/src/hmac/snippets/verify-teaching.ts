import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const verifyTeaching: Snippet = {
  id: 'verify-teaching',
  title: 'Python, the verifier of the five lines',
  tool: 'python',
  language: 'python',
  role: 'server',
  status: 200,
  code: (sandbox) => {
    const { keyId, secret } = at(sandbox)
    return `import base64, hashlib, hmac, re, secrets, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer
import requests

keys = {${text(keyId)}: base64.b64decode(${text(secret)})}
window = 300
nonces = {}  # (key id, nonce) -> when it may be forgotten

def mac_of(key, method, target, timestamp, nonce, body):
    lines = f'{method}\\n{target}\\n{timestamp}\\n{nonce}\\n'.encode() + body
    return base64.b64encode(hmac.new(key, lines, hashlib.sha256).digest()).decode()

def verify(method, target, authorization, body):
    given = dict(re.findall(r'(\\w+)="([^"]*)"', authorization))
    needed = ('keyId', 'algorithm', 'timestamp', 'nonce', 'signature')
    if not authorization.startswith('HMAC ') or not all(given.get(name) for name in needed):
        return 401
    key = keys.get(given['keyId'])
    if key is None or given['algorithm'] != 'hmac-sha256':
        return 401
    mac = mac_of(key, method, target, given['timestamp'], given['nonce'], body)
    if not hmac.compare_digest(mac.encode(), given['signature'].encode()):
        return 401
    now = time.time()
    if not given['timestamp'].isdecimal() or abs(now - int(given['timestamp'])) > window:
        return 401
    # Spent last: only a request that holds in all else uses up its nonce.
    for old in [one for one, until in nonces.items() if until < now]:
        del nonces[old]
    if (given['keyId'], given['nonce']) in nonces:
        return 401
    nonces[given['keyId'], given['nonce']] = now + 2 * window
    return 200

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        status = verify('POST', self.path, self.headers.get('Authorization', ''), body)
        self.send_response(status)
        if status == 401:
            self.send_header('WWW-Authenticate', 'HMAC realm="notes"')
        self.send_header('Content-Length', '0')
        self.end_headers()
    def log_message(self, *_):
        pass

server = HTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

# One call to itself, and the same again.
timestamp, nonce, body = str(int(time.time())), secrets.token_urlsafe(12), b'{"lend":"the atlas"}'
signature = mac_of(keys[${text(keyId)}], 'POST', '/orders', timestamp, nonce, body)
authorization = f'HMAC keyId=${text(keyId)}, algorithm="hmac-sha256", timestamp="{timestamp}", nonce="{nonce}", signature="{signature}"'
send = lambda: requests.post(f'http://127.0.0.1:{server.server_port}/orders', data=body, headers={'Authorization': authorization})
first, again = send(), send()
print('the same again:', again.status_code)
print(first.status_code)
`
  },
  note: 'A server of its own. It sends itself one request twice and prints the status of the second, then of the first. With more than one process the nonces need a shared store.',
}
