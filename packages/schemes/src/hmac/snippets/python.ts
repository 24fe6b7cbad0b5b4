import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const python: Snippet = {
  id: 'python',
  title: 'Python, RFC 9421 by hand',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, keyId, secret } = at(sandbox)
    return `import base64, hashlib, hmac, secrets, time
from urllib.parse import urlsplit
import requests

url = ${text(url)}
key_id = ${text(keyId)}
secret = base64.b64decode(${text(secret)})
body = b'{"lend":"the atlas","to":"ada"}'

digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
target = urlsplit(url)
components = {
    '@method': 'POST',
    '@authority': target.netloc.lower(),
    '@path': target.path or '/',
    '@query': '?' + target.query,
    'content-digest': f'sha-256=:{digest}:',
}
covered = ' '.join(f'"{name}"' for name in components)
parameters = f'({covered});created={int(time.time())};nonce="{secrets.token_urlsafe(12)}";keyid="{key_id}"'

lines = [f'"{name}": {value}' for name, value in components.items()]
signature_base = '\\n'.join([*lines, f'"@signature-params": {parameters}'])
signature = base64.b64encode(hmac.new(secret, signature_base.encode(), hashlib.sha256).digest()).decode()

response = requests.post(url, data=body, headers={
    'Content-Type': 'application/json',
    'Content-Digest': components['content-digest'],
    'Signature-Input': f'sig1={parameters}',
    'Signature': f'sig1=:{signature}:',
})
print(response.text)
print(response.status_code)
`
  },
  note: 'The standard library has all of it; requests only sends. urlsplit keeps a port that is written out: for :80 on http and :443 on https leave it off, as RFC 9421 does.',
}
