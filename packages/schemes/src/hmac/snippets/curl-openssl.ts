import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const curlOpenssl: Snippet = {
  id: 'curl-openssl',
  title: 'curl and OpenSSL, five lines',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, keyId, secret } = at(sandbox)
    return `url=${word(url)}
key_id=${word(keyId)}
secret=${word(secret)}

target="/\${url#*://*/}" # path and query, as they stand on the request line
timestamp=$(date +%s)
nonce=$(openssl rand -hex 16)
key=$(printf '%s' "$secret" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
signature=$(printf 'GET\\n%s\\n%s\\n%s\\n' "$target" "$timestamp" "$nonce" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)

curl --silent --show-error --write-out '\\n%{http_code}\\n' \\
  --header "Authorization: HMAC keyId=\\"$key_id\\", algorithm=\\"hmac-sha256\\", timestamp=\\"$timestamp\\", nonce=\\"$nonce\\", signature=\\"$signature\\"" \\
  "$url"
`
  },
  note: 'The key is an argument of openssl, so every user of the machine can see it in the list of processes. openssl dgst -hmac takes the key as text and not as octets; use hexkey.',
}
