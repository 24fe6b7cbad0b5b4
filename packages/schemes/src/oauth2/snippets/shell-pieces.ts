/** What the curl programs share: how they read an answer, and what Ada's user agent does. */
import { shellWord as word } from '../../snippet-literals.ts'
import { type At, redirectUri, valuesOf } from './sandbox-values.ts'

/** The names of the endpoints, and what takes an answer apart. */
export function shellStart(at: At): string {
  return `endpoints=${word(valuesOf(at).endpoints)}
get() { curl --silent --show-error "$@"; }
member() { sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p" <<<"$2"; } # NAME JSON
`
}

/** RFC 7636 §4.1 and §4.2, and a state. */
export const shellPkce = `verifier=$(openssl rand -hex 32)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
state=$(openssl rand -hex 16)
`

/** What Reader asks for, as arguments of curl. */
export function readerAsks(at: At): string {
  return `request=(--data-urlencode response_type=code --data-urlencode client_id=${word(valuesOf(at).reader.id)}
  --data-urlencode redirect_uri=${word(redirectUri)} --data-urlencode scope=notes:read
  --data-urlencode "state=$state"
  --data-urlencode "code_challenge=$challenge" --data-urlencode code_challenge_method=S256)
`
}

/** From the address of the authorization endpoint, in `$page`, to the code. */
export function adasPart(at: At): string {
  const { issuer, userId, password } = valuesOf(at)
  return `hidden() { sed -n "s/.*name=\\"$1\\" value=\\"\\([^\\"]*\\)\\".*/\\1/p" <<<"$page"; }
cookies=$(mktemp)
page=$(get --cookie-jar "$cookies" --data-urlencode "interaction=$(hidden interaction)" \\
  --data-urlencode userId=${word(userId)} --data-urlencode password=${word(password)} "$endpoints/authorize")
back=$(get --cookie "$cookies" --data-urlencode "interaction=$(hidden interaction)" \\
  --data-urlencode "pageSecret=$(hidden pageSecret)" --data scope=notes:read --data decision=approve \\
  --output /dev/null --write-out '%{redirect_url}' "$endpoints/authorize")
rm "$cookies"
returned() { printf %b "$(sed 's/^[^?]*?//' <<<"$back" | tr '&' '\\n' | sed -n "s/^$1=//p" | sed 's/%/\\\\x/g')"; }
[ "$(returned state)" = "$state" ] || { echo 'This answer belongs to another flow'; exit 1; }
[ "$(returned iss)" = ${word(issuer)} ] || { echo 'This answer is from another server'; exit 1; }
`
}

/** The token request of the code grant, and its answer in `$tokens`. */
export function redeem(at: At): string {
  return `tokens=$(get --data-urlencode grant_type=authorization_code --data-urlencode client_id=${word(valuesOf(at).reader.id)} \\
  --data-urlencode redirect_uri=${word(redirectUri)} --data-urlencode "code=$(returned code)" \\
  --data-urlencode "code_verifier=$verifier" "$endpoints/token")
`
}

/** The last line is the status. */
export const callLines = `get --oauth2-bearer "$(member access_token "$tokens")" --write-out '\\n%{http_code}\\n' "$endpoints/whoami"
`
