import type { Snippet } from '../scheme.ts'
import { stringLiteral as text, shellWord as word } from '../snippet-literals.ts'

type At = Parameters<Snippet['code']>[0]

function of({ origin, base, credentials }: At) {
  const { userId, password } = credentials as { userId: string; password: string }
  return { url: `${origin}${base}/basic/whoami`, userId, password }
}

export const snippets: readonly Snippet[] = [
  {
    id: 'curl',
    title: 'curl',
    tool: 'curl',
    language: 'shell',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `curl --silent --show-error --user ${word(`${userId}:${password}`)} --write-out '\\n%{http_code}\\n' ${word(url)}\n`
    },
    note: 'curl sends the credentials unasked, and the octets as the terminal gave them. Leave out `:password` and it asks, so that the password stays out of the shell’s history.',
  },
  {
    id: 'fetch',
    title: 'fetch',
    tool: 'fetch',
    language: 'javascript',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `const userPass = ${text(`${userId}:${password}`)}.normalize('NFC')
const octets = new TextEncoder().encode(userPass)
const token68 = btoa(String.fromCharCode(...octets))

const response = await fetch(${text(url)}, {
  credentials: 'omit', // or a user agent answers a 401 with a log-in box of its own
  headers: { Authorization: \`Basic \${token68}\` },
})
console.log(await response.text())
console.log(response.status)
`
    },
    note: '`btoa` alone takes one octet a character: it sends `£` as Latin-1 and throws on `€`. Encode to UTF-8 first.',
  },
  {
    id: 'requests',
    title: 'Python requests',
    tool: 'python',
    language: 'python',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `import requests

user_id = ${text(userId)}.encode("utf-8")
password = ${text(password)}.encode("utf-8")

response = requests.get(${text(url)}, auth=(user_id, password))
print(response.text)
print(response.status_code)
`
    },
    note: 'Given text, requests encodes it as Latin-1 whatever the challenge says. Given octets, it leaves them alone.',
  },
  {
    id: 'httpie',
    title: 'HTTPie',
    tool: 'httpie',
    language: 'shell',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `http --ignore-stdin --print=h --auth ${word(`${userId}:${password}`)} GET ${word(url)} | awk 'NR == 1 { print $2 }'\n`
    },
    note: 'Basic is the default type of `--auth`. HTTPie encodes UTF-8.',
  },
  {
    id: 'node',
    title: 'Node',
    tool: 'node',
    language: 'javascript',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      const http = url.startsWith('https:') ? 'https' : 'http'
      return `import { get } from 'node:${http}'

const auth = ${text(`${userId}:${password}`)}.normalize('NFC')

get(${text(url)}, { auth }, (response) => {
  response.setEncoding('utf8')
  response.on('data', (chunk) => console.log(chunk))
  response.on('end', () => console.log(response.statusCode))
})
`
    },
    note: '`auth` of `node:http` is sent unasked, in UTF-8.',
  },
]
