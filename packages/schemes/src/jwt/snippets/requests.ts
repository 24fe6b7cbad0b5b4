import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { valuesOf } from './sandbox-values.ts'

export const requests: Snippet = {
  id: 'requests',
  title: 'Python requests',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (at) => {
    const { login, whoami, userId, password } = valuesOf(at)
    return `import requests

answer = requests.post(${text(login)}, json={"userId": ${text(userId)}, "password": ${text(password)}})
answer.raise_for_status()
token = answer.json()["access_token"]

response = requests.get(${text(whoami)}, headers={"Authorization": f"Bearer {token}"})
print(response.text)
print(response.status_code)
`
  },
  note: 'A header of a Session goes to every host that the Session is used for. Only on a redirect to another host does requests drop Authorization.',
}
