import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const fetchSnippet: Snippet = {
  id: 'fetch',
  title: 'fetch',
  tool: 'fetch',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { login, whoami, userId, password } = valuesOf(at)
    return `const answer = await fetch(${text(login)}, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ userId: ${text(userId)}, password: ${text(password)} }),
})
const { access_token: token, expires_in: seconds } = await answer.json()
console.log(\`A token for \${seconds} seconds\`)

const response = await fetch(${text(whoami)}, { headers: { Authorization: \`Bearer \${token}\` } })
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'The token lives in a variable and is gone with the page. In localStorage every script of the origin could read it, one that somebody smuggled in too.',
}
