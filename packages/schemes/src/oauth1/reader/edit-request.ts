import { base64url } from '@lockstep/crypto/base64'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest } from '@lockstep/http/message'
import { percentDecodeText, percentEncode } from '@lockstep/http/percent'
import { type Bench, type Editable, KeyError, type Signing, type SigningKey } from '../../reader.ts'
import { signRequest } from '../credentials.ts'
import type { OAuth1Credentials } from '../sandbox.ts'
import { isSignatureMethod, type SignatureMethod } from '../signature-method.ts'
import { readPasted } from './pasted-request.ts'
import { members, parametersIn, readLine, readParameters, valueIn, writeField } from './request-documents.ts'

type Documents = Readonly<Record<string, string>>

/** The editable form of a pasted request: its first line, and the parameters of its field. */
export function editable(text: string, bench: Bench): Editable {
  const { message, found } = readPasted(text, bench)
  const documents: Documents = {
    line: `${message.method} ${message.target}`,
    parameters: JSON.stringify(Object.fromEntries(parametersIn(found.value)), null, 2),
  }
  const write = (given: Documents, value: string) => {
    const line = given.line?.trim() ?? ''
    if (line === documents.line) return `${found.before}${value}${found.after}`
    const { method, target } = readLine(line)
    const lineOf = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \/\S*(?= HTTP\/\d)/m
    if (found.target !== undefined)
      return `${found.before.replace(lineOf, () => `${method} ${target}`)}${value}${found.after}`
    return `${method} ${target} HTTP/1.1\nAuthorization: ${value}`
  }
  return {
    documents: [
      { id: 'line', title: 'Request line', language: 'text', text: documents.line ?? '' },
      { id: 'parameters', title: 'Parameters', language: 'json', text: documents.parameters ?? '', members },
    ],
    write: (given) => write(given, writeField(readParameters(given.parameters ?? ''))),
    signing: signing(message, documents, bench, write),
    request(edited) {
      const { message: whole } = readPasted(edited, bench)
      // Only below the sandbox's own base: no other address is asked.
      return whole.target.startsWith(`${bench.base}/`)
        ? whole
        : { ...whole, target: `${bench.base}/oauth1/whoami` }
    },
    mintedHere: async (edited) => (await signedByOwn(edited, bench)) !== undefined,
    signedAs: async (edited) => (await signedByOwn(edited, bench))?.derivation ?? [],
  }
}

function signing(
  message: HttpRequest,
  original: Documents,
  bench: Bench,
  write: (documents: Documents, value: string) => string,
): Signing {
  const { client } = bench.credentials as OAuth1Credentials
  const secretKey = (text: string, name: string): SigningKey => ({ id: name, name, text, warnings: [] })
  return {
    accepts:
      'The client secret, & and the token secret (empty where there is no token), or a private key as PEM (PKCS #8)',
    own: [
      secretKey(`${percentEncode(client.secret)}&`, `the secret of ${client.name}, no token`),
      ...(client.privateKeyPem ? [secretKey(client.privateKeyPem, `the RSA key of ${client.name}`)] : []),
    ],
    read(text) {
      const given = text.trim()
      if (given.includes('-----BEGIN PRIVATE KEY-----')) return secretKey(given, 'the pasted RSA key')
      if (secretsIn(given) === undefined)
        throw new KeyError(
          'Unexpected key, expected two encoded secrets with & between them, or a PEM (PKCS #8)',
        )
      return secretKey(given, 'the pasted secrets')
    },
    async sign(documents, { text: key }) {
      const given = readParameters(documents.parameters ?? '')
      const before = Object.fromEntries(readParameters(original.parameters ?? ''))
      const fresh = renewed(given, before, bench)
      const method = methodFor(key, valueIn(fresh, 'oauth_signature_method'))
      const built = await signWith(
        { ...message, ...readLine(documents.line ?? '') },
        fresh,
        method,
        key,
        bench,
      )
      const value = field(built.request, 'authorization') ?? ''
      return {
        text: write(documents, value),
        documents: {
          ...documents,
          parameters: JSON.stringify(Object.fromEntries(parametersIn(value)), null, 2),
        },
        derivation: built.derivation,
        warnings:
          method === 'PLAINTEXT'
            ? [{ says: 'PLAINTEXT sends the secrets themselves.', clause: 'RFC 5849 §3.4.4' }]
            : [],
      }
    },
  }
}

/** A used nonce is refused, so time and nonce are made anew unless they were edited by hand. */
function renewed(given: readonly FormPair[], before: Documents, bench: Bench): FormPair[] {
  const fresh: Documents = {
    oauth_timestamp: String(Math.floor(bench.now() / 1000)),
    oauth_nonce: base64url.encode(bench.random(9)),
  }
  return given.map(
    ([name, value]): FormPair => [name, value === before[name] ? (fresh[name] ?? value) : value],
  )
}

function methodFor(key: string, named: string | undefined): SignatureMethod {
  if (key.includes('PRIVATE KEY')) return 'RSA-SHA1'
  return named !== undefined && isSignatureMethod(named) && named !== 'RSA-SHA1' ? named : 'HMAC-SHA1'
}

/** Signs the parameters as they stand, whatever they say. */
function signWith(
  message: HttpRequest,
  parameters: readonly FormPair[],
  method: SignatureMethod,
  key: string,
  { origin }: Bench,
) {
  const [secret = '', tokenSecret = ''] = secretsIn(key) ?? []
  const token = valueIn(parameters, 'oauth_token')
  const written = [
    'oauth_consumer_key',
    'oauth_token',
    'oauth_signature_method',
    'oauth_timestamp',
    'oauth_nonce',
  ]
  const realm = valueIn(parameters, 'realm')
  return signRequest({
    message: { ...message, headers: message.headers.filter(([name]) => name !== 'Authorization') },
    origin,
    client: {
      identifier: valueIn(parameters, 'oauth_consumer_key') ?? '',
      secret,
      ...(method === 'RSA-SHA1' ? { privateKeyPem: key } : {}),
    },
    ...(token === undefined ? {} : { token: { token, secret: tokenSecret } }),
    method,
    timestamp: Number(valueIn(parameters, 'oauth_timestamp')),
    nonce: valueIn(parameters, 'oauth_nonce') ?? '',
    ...(realm === undefined ? {} : { realm }),
    extra: parameters.filter(([name]) => ![...written, 'realm', 'oauth_signature'].includes(name)),
  })
}

/** The request as a key of the sandbox signs it; undefined where none makes this signature. */
async function signedByOwn(text: string, bench: Bench) {
  const { client, otherClient } = bench.credentials as OAuth1Credentials
  const { message, found } = readPasted(text, bench)
  const parameters = parametersIn(found.value)
  const signature = valueIn(parameters, 'oauth_signature')
  const named = valueIn(parameters, 'oauth_signature_method')
  const keys =
    named === 'RSA-SHA1'
      ? [client.privateKeyPem ?? '']
      : [client.secret, otherClient.secret].map((secret) => `${percentEncode(secret)}&`)
  for (const key of keys.filter((one) => one !== '')) {
    const method = methodFor(key, named)
    if (method !== named) continue
    const built = await signWith(message, parameters, method, key, bench)
    if (valueIn(parametersIn(field(built.request, 'authorization') ?? ''), 'oauth_signature') === signature)
      return built
  }
  return undefined
}

/** The two secrets of a key, decoded. */
function secretsIn(key: string): [string, string] | undefined {
  const [one, other, ...more] = key.split('&').map(percentDecodeText)
  return one === undefined || other === undefined || more.length > 0 ? undefined : [one, other]
}
