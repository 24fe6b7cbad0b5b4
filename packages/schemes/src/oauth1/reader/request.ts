/** `Authorization: OAuth …`, alone or in its request: read, edited, signed again. */
import { base64url } from '@lockstep/crypto/base64'
import { field, request as httpRequest } from '@lockstep/http/message'
import type { Bench, Fact, Flaw, Reader, Warning } from '../../reader.ts'
import { pastedField } from '../../readers/pasted-field.ts'
import { signRequest } from '../credentials.ts'
import { inspect } from '../inspect/inspect.ts'
import { window } from '../nonce.ts'
import { isOAuth, requestParameters, unsupported } from '../request-parameters.ts'
import type { OAuth1Credentials } from '../sandbox.ts'
import { isSignatureMethod, signatureMethods } from '../signature-method.ts'
import { editable } from './edit-request.ts'
import { readPasted } from './pasted-request.ts'

export const requestReader: Reader = {
  id: 'oauth1-request',
  name: 'OAuth 1.0 request',
  async sample(bench) {
    const { client } = bench.credentials as OAuth1Credentials
    const target = `${bench.base}/oauth1/initiate`
    const signed = await signRequest({
      message: httpRequest('POST', target),
      origin: bench.origin,
      client,
      method: 'HMAC-SHA1',
      timestamp: Math.floor(bench.now() / 1000),
      nonce: base64url.encode(bench.random(9)),
      extra: [['oauth_callback', 'oob']],
    })
    return `POST ${target} HTTP/1.1\nAuthorization: ${field(signed.request, 'authorization')}`
  },
  read(text, bench) {
    const found = pastedField(text, 'authorization')
    if (!found || !isOAuth(found.value)) return undefined
    const { before, value, after } = found
    const parts = inspect(value, { kind: 'field', of: 'request', name: 'authorization' }) ?? [{ text: value }]
    const pasted = readPasted(text, bench)
    const read = requestParameters(pasted.message)
    const at = { at: before.length, length: value.length }
    return {
      kind: read.protocol.some(([name]) => name === 'oauth_token')
        ? 'OAuth 1.0 request with a token'
        : 'OAuth 1.0 request of a client',
      parts: [{ text: before }, ...parts, { text: after }].filter((part) => part.text !== ''),
      facts: factsOf(read.protocol),
      problems: problemsOf(read).map((says): Flaw => ({ ...at, says, clause: 'RFC 5849 §3.1' })),
      warnings: warningsOf(read.protocol, pasted.message.body.length > 0 && !isFormIn(text), bench),
      edit: editable(text, bench),
    }
  },
}

type Pairs = ReturnType<typeof requestParameters>['protocol']

function isFormIn(text: string): boolean {
  return /^content-type:[ \t]*application\/x-www-form-urlencoded/im.test(text)
}

const told: Readonly<Record<string, string>> = {
  oauth_consumer_key: 'client',
  oauth_token: 'token',
  oauth_signature_method: 'signature method',
  oauth_callback: 'callback',
  oauth_verifier: 'verifier',
  oauth_version: 'version',
}

function factsOf(protocol: Pairs): Fact[] {
  return protocol.flatMap(([name, value]): Fact[] => {
    const label = told[name]
    if (name === 'oauth_timestamp') return [timeFact(value)]
    if (name === 'oauth_nonce')
      return [{ name: 'nonce', value, note: 'made by the client', clause: 'RFC 5849 §3.3' }]
    if (name === 'oauth_verifier') return [{ name: 'verifier', value, secret: true, clause: 'RFC 5849 §2.2' }]
    return label === undefined ? [] : [{ name: label, value }]
  })
}

function timeFact(value: string): Fact {
  const seconds = /^\d{1,12}$/.test(value) ? Number(value) : undefined
  return {
    name: 'timestamp',
    value,
    ...(seconds === undefined ? {} : { note: new Date(seconds * 1000).toISOString() }),
    clause: 'RFC 5849 §3.3',
  }
}

/** What a server would refuse as malformed. */
function problemsOf({ protocol, flaw, places }: ReturnType<typeof requestParameters>): string[] {
  const names = protocol.map(([name]) => name)
  const value = (name: string) => protocol.find(([given]) => given === name)?.[1]
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  const method = value('oauth_signature_method')
  const unknown = unsupported(protocol)
  const timed = method === 'PLAINTEXT' ? [] : ['oauth_timestamp', 'oauth_nonce']
  const needed = ['oauth_consumer_key', 'oauth_signature_method', 'oauth_signature', ...timed]
  return [
    ...(flaw === undefined ? [] : [`Unexpected ${flaw}.`]),
    ...(places.length > 1 ? [`Unexpected parameters in ${places.join(' and ')}, expected one place.`] : []),
    ...(unknown === undefined ? [] : [`Unexpected ${unknown}.`]),
    ...(twice === undefined ? [] : [`Unexpected second ${twice}, expected each once.`]),
    ...needed.filter((name) => !value(name)).map((name) => `Unexpected end of the list, expected ${name}.`),
    ...(method && !isSignatureMethod(method)
      ? [`Unexpected signature method ${method}, expected one of ${signatureMethods.join(', ')}.`]
      : []),
    ...(/^0*[1-9]\d*$/.test(value('oauth_timestamp') ?? '1')
      ? []
      : ['Unexpected timestamp, expected a positive whole number.']),
  ]
}

function warningsOf(protocol: Pairs, hasUnsignedBody: boolean, bench: Bench): Warning[] {
  const value = (name: string) => protocol.find(([given]) => given === name)?.[1]
  const method = value('oauth_signature_method')
  const away = Math.abs(Number(value('oauth_timestamp') ?? Number.NaN) - bench.now() / 1000)
  return [
    ...(method === 'PLAINTEXT'
      ? [
          {
            says: 'PLAINTEXT: the signature is the two secrets. Whoever has read it has them.',
            clause: 'RFC 5849 §3.4.4',
          },
        ]
      : []),
    ...(method === 'RSA-SHA1'
      ? [
          {
            says: 'RSA-SHA1 signs a SHA-1 digest, and SHA-1 collisions can be made.',
            clause: 'RFC 6194 §3.1',
          },
        ]
      : []),
    ...(away > window
      ? [
          {
            says: `The timestamp is ${Math.round(away)} s away from the sandbox’s clock, so the server refuses it.`,
            clause: 'RFC 5849 §3.3',
          },
        ]
      : []),
    ...(hasUnsignedBody
      ? [
          {
            says: 'The content is no form, so the signature does not cover it.',
            clause: 'RFC 5849 §3.4.1.3.1',
          },
        ]
      : []),
  ]
}
