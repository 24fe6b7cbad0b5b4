import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const curl: Snippet = {
  id: 'curl',
  title: 'curl',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (at) => {
    const { login, whoami, userId, password } = valuesOf(at)
    return `# Log in, and take the token out of the answer
token=$(printf '%s' ${word(JSON.stringify({ userId, password }))} |
  curl --silent --show-error --json @- ${word(login)} |
  sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')

# Call with it
curl --silent --show-error --oauth2-bearer "$token" --write-out '\\n%{http_code}\\n' ${word(whoami)}
`
  },
  note: 'The pattern finds the token because it has no escapes; jq -r .access_token is the tidy way. What stands on a command line can be read by other users of the machine while it runs, the token here too.',
}
