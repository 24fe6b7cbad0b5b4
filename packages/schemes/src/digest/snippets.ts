import type { Snippet } from '../scheme.ts'
import { stringLiteral as text, shellWord as word } from '../snippet-literals.ts'
import type { DigestCredentials } from './sandbox.ts'

type At = Parameters<Snippet['code']>[0]

function of({ origin, base, credentials }: At) {
  const { userId, password } = credentials as DigestCredentials
  return { url: `${origin}${base}/digest/whoami`, userId, password }
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
      return `curl --silent --show-error --digest --user ${word(`${userId}:${password}`)} --write-out '\\n%{http_code}\\n' ${word(url)}\n`
    },
    note: 'curl sends two requests and answers the first challenge that it knows, here SHA-256. Version 7.88 computes SHA-512-256 wrongly, and its auth-int covers no body.',
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
from requests.auth import HTTPDigestAuth

auth = HTTPDigestAuth(${text(userId)}, ${text(password)})

response = requests.get(${text(url)}, auth=auth)
print(response.text)
print(response.status_code)
`
    },
    note: 'The library joins both challenges, so the last one wins: this answers with MD5 although SHA-256 is offered first. It quotes algorithm and qop, which RFC 7616 does not, and raises TypeError for SHA-256-sess and SHA-512-256.',
  },
  {
    id: 'node',
    title: 'Node, by hand',
    tool: 'node',
    language: 'javascript',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `import { createHash, randomBytes } from 'node:crypto'

const url = new URL(${text(url)})
const userId = ${text(userId)}
const password = ${text(password)}

const refused = await fetch(url)
const challenges = refused.headers.get('WWW-Authenticate').split(/, (?=Digest )/)
const challenge = challenges.find((one) => /algorithm=SHA-256(,|$)/.test(one))
const read = (name) => new RegExp(\`\\\\b\${name}="([^"]*)"\`).exec(challenge)[1]
const [realm, nonce, opaque] = ['realm', 'nonce', 'opaque'].map(read)

const hash = (data) => createHash('sha256').update(data).digest('hex')
const cnonce = randomBytes(12).toString('base64url')
const nc = '00000001'
const uri = url.pathname + url.search
const a1 = \`\${userId}:\${realm}:\${password}\`
const a2 = \`GET:\${uri}\`
const digestResponse = hash(\`\${hash(a1)}:\${nonce}:\${nc}:\${cnonce}:auth:\${hash(a2)}\`)

const authorization =
  \`Digest username="\${userId}", realm="\${realm}", nonce="\${nonce}", uri="\${uri}", algorithm=SHA-256, \` +
  \`qop=auth, nc=\${nc}, cnonce="\${cnonce}", response="\${digestResponse}", opaque="\${opaque}"\`

const response = await fetch(url, { headers: { Authorization: authorization } })
console.log(await response.text())
console.log(response.status)
`
    },
    note: 'Short, and so it leaves out what a library owes you: it reads challenges with a pattern, counts to one, and trusts the answer without looking at rspauth.',
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
      return `const url = new URL(${text(url)})
const userId = ${text(userId)}
const password = ${text(password)}

// credentials: 'omit', or a user agent answers the 401 with a log-in box of its own
const refused = await fetch(url, { credentials: 'omit' })
const [challenge] = refused.headers.get('WWW-Authenticate').split(/, (?=Digest )/)
const read = (name) => new RegExp(\`\\\\b\${name}="([^"]*)"\`).exec(challenge)[1]
const [realm, nonce, opaque] = ['realm', 'nonce', 'opaque'].map(read)

const hex = (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
const hash = async (data) =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(data))))
const cnonce = hex(crypto.getRandomValues(new Uint8Array(12)))
const uri = url.pathname + url.search
const hashA1 = await hash(\`\${userId}:\${realm}:\${password}\`)
const hashA2 = await hash(\`GET:\${uri}\`)
const digestResponse = await hash(\`\${hashA1}:\${nonce}:00000001:\${cnonce}:auth:\${hashA2}\`)

const response = await fetch(url, {
  credentials: 'omit',
  headers: {
    Authorization:
      \`Digest username="\${userId}", realm="\${realm}", nonce="\${nonce}", uri="\${uri}", algorithm=SHA-256, \` +
      \`qop=auth, nc=00000001, cnonce="\${cnonce}", response="\${digestResponse}", opaque="\${opaque}"\`,
  },
})
console.log(await response.text())
console.log(response.status)
`
    },
    note: 'crypto.subtle knows SHA-256 and neither MD5 nor SHA-512-256, and a page has it only over TLS or on localhost. This takes the first challenge and expects it to be SHA-256.',
  },
  {
    id: 'digest-fetch',
    title: 'digest-fetch',
    tool: 'node',
    language: 'javascript',
    role: 'client',
    status: 200,
    code: (at) => {
      const { url, userId, password } = of(at)
      return `import DigestClient from 'digest-fetch'

const client = new DigestClient(${text(userId)}, ${text(password)}, { algorithm: 'SHA-256' })

const response = await client.fetch(${text(url)})
console.log(await response.text())
console.log(response.status)
`
    },
    note: 'The algorithm is your guess and not read from the challenge: left out it is MD5, sent with the first nonce, and refused here. It writes its count in decimal, which a server that expects the next number refuses from the tenth request on, and it never checks rspauth.',
  },
]
