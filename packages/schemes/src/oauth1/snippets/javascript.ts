import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { of } from './at.ts'

const encodeLines = `const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => '%' + one.charCodeAt(0).toString(16).toUpperCase())`

const normalizeLines = `  const compare = ([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1)
  const pairs = [...searchParams, ...Object.entries(parameters)].map((pair) => pair.map(encode)).sort(compare)
  const normalized = pairs.map((pair) => pair.join('=')).join('&')
  const base = [method, origin + pathname, normalized].map(encode).join('&')`

export const node: Snippet = {
  id: 'node',
  title: 'Node, by hand',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret, userId, password } = of(at)
    return `import { createHmac, randomBytes } from 'node:crypto'

const endpoints = ${text(endpoints)}
const clientSecret = ${text(secret)}

${encodeLines}

function sign(method, url, tokenSecret, extra) {
  const { origin, pathname, searchParams } = new URL(url)
  const parameters = {
    oauth_consumer_key: ${text(identifier)},
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(12).toString('hex'),
    ...extra,
  }
${normalizeLines}
  const key = encode(clientSecret) + '&' + encode(tokenSecret)
  parameters.oauth_signature = createHmac('sha1', key).update(base).digest('base64')
  const list = Object.entries(parameters).map(([name, value]) => \`\${name}="\${encode(value)}"\`)
  return { method, headers: { Authorization: 'OAuth ' + list.join(', ') } }
}

async function ask(method, path, tokenSecret, extra) {
  const url = endpoints + path
  return fetch(url, sign(method, url, tokenSecret, extra))
}
const form = async (response) => Object.fromEntries(new URLSearchParams(await response.text()))

// 1. Temporary credentials.
const callback = 'http://localhost:3000/callback'
const temporary = await form(await ask('POST', '/initiate', '', { oauth_callback: callback }))
const { oauth_token } = temporary

// 2. Ada's part, as her user agent does it: log in, then approve.
const post = (fields, headers = {}) =>
  fetch(endpoints + '/authorize', { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' })
const page = await post({ oauth_token, userId: ${text(userId)}, password: ${text(password)} })
const Cookie = page.headers.getSetCookie()[0].split(';')[0]
const decisionToken = /name="decisionToken" value="([^"]*)"/.exec(await page.text())[1]
const back = await post({ oauth_token, decisionToken, scope: 'notes:read', decision: 'approve' }, { Cookie })
const { oauth_verifier } = Object.fromEntries(new URL(back.headers.get('Location')).searchParams)

// 3. The verifier comes with her, and the token credentials follow.
const token = await form(
  await ask('POST', '/token', temporary.oauth_token_secret, { oauth_token, oauth_verifier }),
)

const response = await ask('GET', '/whoami?shelf=2&shelf=12', token.oauth_token_secret, {
  oauth_token: token.oauth_token,
})
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'Names are compared first and values second, after they were encoded: sorting the joined pairs as texts goes wrong for a1 and a. It signs no form body, because it sends none.',
}

export const fetchSnippet: Snippet = {
  id: 'fetch',
  title: 'fetch, the first leg',
  tool: 'fetch',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret } = of(at)
    return `const url = ${text(`${endpoints}/initiate`)}
const clientSecret = ${text(secret)}

${encodeLines}
const hex = (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')

async function sign(method, url, tokenSecret, extra) {
  const { origin, pathname, searchParams } = new URL(url)
  const parameters = {
    oauth_consumer_key: ${text(identifier)},
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: hex(crypto.getRandomValues(new Uint8Array(12))),
    ...extra,
  }
${normalizeLines}
  const octets = (text) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const raw = octets(encode(clientSecret) + '&' + encode(tokenSecret))
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, octets(base)))
  parameters.oauth_signature = btoa(String.fromCharCode(...mac))
  const list = Object.entries(parameters).map(([name, value]) => \`\${name}="\${encode(value)}"\`)
  return 'OAuth ' + list.join(', ')
}

const response = await fetch(url, {
  method: 'POST',
  credentials: 'omit',
  headers: { Authorization: await sign('POST', url, '', { oauth_callback: 'oob' }) },
})
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'A page can sign, and everybody who opens it can read its client secret: this is for looking, not for shipping. Next, open authorize with the oauth_token in a window of its own.',
}

export const oauthOneOhA: Snippet = {
  id: 'oauth-1.0a',
  title: 'oauth-1.0a, the first leg',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { endpoints, identifier, secret } = of(at)
    return `import { createHmac } from 'node:crypto'
import OAuth from 'oauth-1.0a'

const oauth = new OAuth({
  consumer: { key: ${text(identifier)}, secret: ${text(secret)} },
  signature_method: 'HMAC-SHA1',
  hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
})
const data = { oauth_callback: 'oob' }
const request = { method: 'POST', url: ${text(`${endpoints}/initiate`)}, data }
const headers = oauth.toHeader({ ...oauth.authorize(request), ...data })

const response = await fetch(request.url, { method: 'POST', headers })
console.log(await response.text())
console.log(response.status)
`
  },
  note: 'It fails on the example that RFC 5849 §3.4.1.1 takes apart: of the two a3 one is lost, and the name c%40, which is encoded already, is encoded again. So do not repeat a parameter, and keep names in the URL free of escapes. The hash function must give a text and not a promise, so crypto.subtle is no use here.',
}
