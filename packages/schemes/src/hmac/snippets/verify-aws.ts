import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const verifyAws: Snippet = {
  id: 'verify-aws',
  title: 'Python, the verifier of SigV4',
  tool: 'python',
  language: 'python',
  role: 'server',
  status: 200,
  code: (sandbox) => {
    const { accessKeyId, secretAccessKey, region, service } = at(sandbox).aws
    return `import hashlib, hmac, re, threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote, unquote
import requests

keys = {${text(accessKeyId)}: ${text(secretAccessKey)}}
region, service = ${text(region)}, ${text(service)}
hash_of = lambda octets: hashlib.sha256(octets).hexdigest()
encode = lambda text: quote(text, safe='-_.~')

def canonical_request(method, target, headers, signed, body):
    path, _, query = target.partition('?')
    pairs = [pair.partition('=')[::2] for pair in query.split('&') if pair]
    pairs = sorted((encode(unquote(name)), encode(unquote(value))) for name, value in pairs)
    # Simplified: dot segments and doubled slashes stay, and a field comes once.
    return '\\n'.join([
        method,
        quote(path, safe='/-_.~'),
        '&'.join(f'{name}={value}' for name, value in pairs),
        *[f'{name}:{" ".join(headers[name].split())}' for name in signed],
        '',
        ';'.join(signed),
        hash_of(body),
    ])

def signature_of(secret, date, scope, canonical):
    key = ('AWS4' + secret).encode()
    for part in scope.split('/'):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    to_sign = '\\n'.join(['AWS4-HMAC-SHA256', date, scope, hash_of(canonical.encode())])
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()

form = re.compile(r'AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})')

def verify(method, target, headers, body):
    match = form.fullmatch(headers.get('authorization', ''))
    date = headers.get('x-amz-date', '')
    try:
        signed_at = datetime.strptime(date, '%Y%m%dT%H%M%SZ').replace(tzinfo=timezone.utc)
    except ValueError:
        return 400
    if not match:
        return 400
    key_id, scope, signed, signature = match.groups()
    signed = signed.split(';')
    if key_id not in keys or scope != f'{date[:8]}/{region}/{service}/aws4_request':
        return 401
    needed = {'host', *(name for name in headers if name.startswith('x-amz-'))}
    if not needed <= set(signed) <= set(headers):
        return 401
    canonical = canonical_request(method, target, headers, signed, body)
    if not hmac.compare_digest(signature_of(keys[key_id], date, scope, canonical), signature):
        return 401
    return 200 if abs(datetime.now(timezone.utc) - signed_at) <= timedelta(minutes=15) else 401

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        fields = {name.lower(): value for name, value in self.headers.items()}
        fields['host'] = authority  # the server's own, whatever Host says
        status = verify('POST', self.path, fields, body)
        self.send_response(status)
        if status == 401:
            self.send_header('WWW-Authenticate', 'AWS4-HMAC-SHA256')
        self.send_header('Content-Length', '0')
        self.end_headers()
    def log_message(self, *_):
        pass

server = HTTPServer(('127.0.0.1', 0), Handler)
authority = f'127.0.0.1:{server.server_port}'
threading.Thread(target=server.serve_forever, daemon=True).start()

# One call to itself, and the same with another query.
body = b'{"lend":"the atlas"}'
date = datetime.now(timezone.utc).strftime('%Y%m%dT%H%M%SZ')
scope = f'{date[:8]}/{region}/{service}/aws4_request'
signed = ['host', 'x-amz-date']
canonical = canonical_request('POST', '/orders?b=2&a=1', {'host': authority, 'x-amz-date': date}, signed, body)
[key_id] = keys
signature = signature_of(keys[key_id], date, scope, canonical)
headers = {
    'X-Amz-Date': date,
    'Authorization': f'AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={";".join(signed)}, Signature={signature}',
}
send = lambda query: requests.post(f'http://{authority}/orders?{query}', data=body, headers=headers).status_code
print('another query:', send('b=3&a=1'))
print(send('b=2&a=1'))
`
  },
  note: 'A server of its own. It remembers nothing, because this form has no nonce: send the same request again and it gets in.',
}
