import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const httpie: Snippet = {
  id: 'httpie',
  title: 'HTTPie',
  tool: 'httpie',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (at) => {
    const { login, whoami, userId, password } = valuesOf(at)
    return `# Log in, and take the token out of the answer
token=$(http --ignore-stdin --print=b POST ${word(login)} ${word(`userId=${userId}`)} ${word(`password=${password}`)} |
  awk -F '"' '{ for (i = 1; i < NF; i++) if ($i == "access_token") print $(i + 2) }')

# Call with it
http --ignore-stdin --print=h --auth-type bearer --auth "$token" GET ${word(whoami)} | awk 'NR == 1 { print $2 }'
`
  },
  note: 'Since version 3 the bearer type is built in. Name=value makes a JSON body. Password and token stand on the command line, where other users of the machine can read them while it runs.',
}
