import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { of } from './at.ts'

export const curl: Snippet = {
  id: 'curl',
  title: 'curl, with a field made by OpenSSL',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret, userId, password } = of(at)
    return `endpoints=${word(endpoints)} key=${word(identifier)} secret=${word(secret)}
get() { curl --silent --show-error "$@"; }

encode() { # ASCII only: all but the unreserved characters as %XX
  local i
  for ((i = 0; i < \${#1}; i++)); do
    case "\${1:i:1}" in
      [a-zA-Z0-9._~-]) printf %s "\${1:i:1}" ;;
      *) printf %%%02X "'\${1:i:1}" ;;
    esac
  done
}

sign() { # METHOD URL TOKEN-SECRET name=value … → the Authorization field
  local method=$1 url=$2 token_secret=$3 pair pairs base signature
  shift 3
  pairs=$(for pair in oauth_consumer_key="$key" oauth_signature_method=HMAC-SHA1 \\
    oauth_timestamp="$(date +%s)" oauth_nonce="$(openssl rand -hex 12)" "$@"; do
    echo "$(encode "\${pair%%=*}")=$(encode "\${pair#*=}")"
  done | LC_ALL=C sort -t= -k1,1 -k2,2)
  base="$method&$(encode "$url")&$(encode "$(paste -sd'&' <<<"$pairs")")"
  signature=$(printf %s "$base" |
    openssl dgst -sha1 -hmac "$(encode "$secret")&$(encode "$token_secret")" -binary | base64)
  echo "Authorization: OAuth $(sed 's/=\\(.*\\)/="\\1"/' <<<"$pairs" | paste -sd,),oauth_signature=\\"$(encode "$signature")\\""
}

value() { tr '&' '\\n' <<<"$2" | sed -n "s/^\${1}=//p"; }

# 1. Temporary credentials.
temporary=$(get --request POST "$endpoints/initiate" \\
  --header "$(sign POST "$endpoints/initiate" '' oauth_callback=http://localhost:3000/callback)")
token=$(value oauth_token "$temporary")

# 2. Ada's part, as her user agent does it: log in, then approve.
cookies=$(mktemp)
page=$(get --cookie-jar "$cookies" --data "oauth_token=$token" \\
  --data-urlencode userId=${word(userId)} --data-urlencode password=${word(password)} "$endpoints/authorize")
decision_token=$(sed -n 's/.*name="decisionToken" value="\\([^"]*\\)".*/\\1/p' <<<"$page")
back=$(get --cookie "$cookies" --data "oauth_token=$token" --data "decisionToken=$decision_token" \\
  --data scope=notes:read --data decision=approve --output /dev/null --write-out '%{redirect_url}' "$endpoints/authorize")
rm "$cookies"

# 3. The verifier comes with her, and the token credentials follow.
credentials=$(get --request POST "$endpoints/token" \\
  --header "$(sign POST "$endpoints/token" "$(value oauth_token_secret "$temporary")" \\
    oauth_token="$token" oauth_verifier="$(value oauth_verifier "\${back#*\\?}")")")

get --write-out '\\n%{http_code}\\n' "$endpoints/whoami" \\
  --header "$(sign GET "$endpoints/whoami" "$(value oauth_token_secret "$credentials")" \\
    oauth_token="$(value oauth_token "$credentials")")"
`
  },
  note: 'It needs Bash, which can take a text apart letter by letter. The keys are arguments of openssl, so whoever may list the processes of this machine can read them. A query would have to be taken apart and signed with the rest.',
}
