/** curl, for every call of the token endpoint and of those beside it. */
import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { type At, valuesOf } from './sandbox-values.ts'
import { adasPart, callLines, readerAsks, redeem, shellPkce, shellStart } from './shell-pieces.ts'

function curl(id: string, title: string, status: number, note: string, code: (at: At) => string): Snippet {
  return { id, title, tool: 'curl', language: 'shell', role: 'client', status, code, note }
}

function codeFlow(at: At): string {
  return `# 1. Three fresh values. Only the hash of the first leaves this program before the code is here.
${shellPkce}
# 2. Ada's part, as her user agent does it: the request, her log-in, her yes.
${readerAsks(at)}page=$(get --get "\${request[@]}" "$endpoints/authorize")
${adasPart(at)}
# 3. The code and the verifier, for the tokens.
${redeem(at)}`
}

/** Nightly's token, in `$tokens`. */
function nightlysToken(at: At): string {
  const { nightly } = valuesOf(at)
  return `tokens=$(get --user ${word(`${nightly.id}:${nightly.secret}`)} --data grant_type=client_credentials \\
  --data scope=notes:read "$endpoints/token")
`
}

const authorizationCode = curl(
  'curl',
  'curl, authorization code with PKCE',
  200,
  'A program cannot open a page, so it plays Ada as well. It compares state and iss before it redeems anything. What stands on a command line can be read by other users of the machine while it runs: a real client keeps its values elsewhere.',
  (at) => `${shellStart(at)}
${codeFlow(at)}
${callLines}`,
)

const refresh = curl(
  'curl-refresh',
  'curl, refresh',
  200,
  'The answer brings a new refresh token, and the old one is used up. Keep the new one before anything else can fail: sending the old one again ends both.',
  (at) => `${shellStart(at)}
${codeFlow(at)}
# 4. The refresh token, for new ones.
tokens=$(get --data-urlencode grant_type=refresh_token --data-urlencode client_id=${word(valuesOf(at).reader.id)} \\
  --data-urlencode "refresh_token=$(member refresh_token "$tokens")" "$endpoints/token")

${callLines}`,
)

const clientCredentials = curl(
  'curl-client-credentials',
  'curl, client credentials',
  200,
  'Basic of a client is not Basic of a user: id and secret are form-encoded before they are joined (RFC 6749 §2.3.1). Those here have no character that this would change.',
  (at) => `${shellStart(at)}
# Nightly acts for itself: no user, no redirect, no refresh token.
${nightlysToken(at)}
${callLines}`,
)

const pushed = curl(
  'curl-par',
  'curl, a pushed authorization request',
  200,
  'The address that Ada opens holds a client_id and a reference, and nothing that could be changed on its way. A reference is good for a minute and for one use.',
  (at) => `${shellStart(at)}
# 1. The request goes to the server first, and a reference comes back.
${shellPkce}${readerAsks(at)}pushed=$(get "\${request[@]}" "$endpoints/par")

# 2. Ada's part, as her user agent does it. The address has the reference in it.
page=$(get --get --data-urlencode client_id=${word(valuesOf(at).reader.id)} \\
  --data-urlencode "request_uri=$(member request_uri "$pushed")" "$endpoints/authorize")
${adasPart(at)}
# 3. The code and the verifier, for the tokens.
${redeem(at)}
${callLines}`,
)

const introspection = curl(
  'curl-introspection',
  'curl, introspection',
  200,
  'The API asks, with an account of its own. For a token that is unknown, expired or not for this API the status is 200 as well, and the body says active: false and no more.',
  (at) => `${shellStart(at)}
# A token, as the API gets one: in a request of Nightly's.
${nightlysToken(at)}
# The API asks what it is worth.
get --user ${word(`${valuesOf(at).api.id}:${valuesOf(at).api.secret}`)} \\
  --data-urlencode "token=$(member access_token "$tokens")" --write-out '\\n%{http_code}\\n' "$endpoints/introspect"
`,
)

const revocation = curl(
  'curl-revocation',
  'curl, revocation',
  401,
  'The 401 is what this program is after: the API asks about each token, so a revoked one ends at once. Where an API takes JWTs and asks nobody, it would live until it expires.',
  (at) => {
    const { nightly } = valuesOf(at)
    return `${shellStart(at)}
${nightlysToken(at)}
# The client says that it is done with the token. The answer is 200, and would be for any string.
get --user ${word(`${nightly.id}:${nightly.secret}`)} --data-urlencode "token=$(member access_token "$tokens")" \\
  --write-out 'revoked: %{http_code}\\n' "$endpoints/revoke"

${callLines}`
  },
)

export const curlPrograms: readonly Snippet[] = [
  authorizationCode,
  refresh,
  clientCredentials,
  pushed,
  introspection,
  revocation,
]
