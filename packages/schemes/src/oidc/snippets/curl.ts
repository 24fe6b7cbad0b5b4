import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { inShell } from './adas-part.ts'
import { redirectUri, valuesOf } from './sandbox-values.ts'

export const curl: Snippet = {
  id: 'curl',
  title: 'curl: document, keys and UserInfo',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (at) => {
    const { document, clientId, clientSecret } = valuesOf(at)
    return `get() { curl --silent --show-error "$@"; }
member() { sed -n "s/.*\\"$1\\" *: *\\"\\([^\\"]*\\)\\".*/\\1/p"; }

# 1. The document, and the keys that it points to
document=$(get ${word(document)})
get "$(printf %s "$document" | member jwks_uri)"; echo

# 2. A login. state and nonce are fresh, and the answer is to be compared with both
fresh() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\\n'; }
state=$(fresh) nonce=$(fresh) verifier=$(fresh)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=\\n')
address="$(printf %s "$document" | member authorization_endpoint)?response_type=code&client_id=${clientId}"
address="$address&redirect_uri=${encodeURIComponent(redirectUri)}&scope=openid+profile+email"
address="$address&state=$state&nonce=$nonce&code_challenge=$challenge&code_challenge_method=S256"

${inShell(at)}case "$back" in *[?\\&]state="$state"*) ;; *) echo 'another state' >&2; exit 1 ;; esac

# 3. Two tokens. Who wants to rely on the ID Token has its claims and its signature to check first
tokens=$(get --user ${word(`${clientId}:${clientSecret}`)} --data grant_type=authorization_code \\
  --data-urlencode "code=$code" --data-urlencode redirect_uri=${word(redirectUri)} \\
  --data "code_verifier=$verifier" "$(printf %s "$document" | member token_endpoint)")
printf %s "$tokens" | member id_token | cut -d. -f2 | tr '_-' '/+' | base64 --decode 2>/dev/null; echo

# 4. UserInfo, with the access token
get --oauth2-bearer "$(printf %s "$tokens" | member access_token)" --write-out '\\n%{http_code}\\n' \\
  "$(printf %s "$document" | member userinfo_endpoint)"
`
  },
  note: 'It shows the messages and is no client: nothing here verifies the signature of the ID Token. curl reads one document and one key set as well as any library, which is often all that it takes to find a fault.',
}
