/** The documents of a request: its line as text, the parameters of its field as a JSON object of strings. */
import { parseCredentials } from '@lockstep/http/authentication'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { percentDecodeText, percentEncode } from '@lockstep/http/percent'
import { DocumentError } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import { signatureMethods } from '../signature-method.ts'

/** The parameters of a field, decoded as far as they can be. */
export function parametersIn(value: string): FormPair[] {
  const parameters = parseCredentials(value)?.parameters ?? []
  return parameters.map(({ name, value: raw }) => [
    percentDecodeText(name) ?? name,
    percentDecodeText(raw) ?? raw,
  ])
}

/** The field that says them. */
export function writeField(parameters: readonly FormPair[]): string {
  const list = parameters.map(([name, value]) =>
    name.toLowerCase() === 'realm'
      ? `realm="${value.replace(/["\\]/g, '\\$&')}"`
      : `${percentEncode(name)}="${percentEncode(value)}"`,
  )
  return `OAuth ${list.join(', ')}`
}

/** Throws `DocumentError` for what is no object of strings. */
export function readParameters(text: string): FormPair[] {
  const { value, members: read, flaw } = readJsonText(text)
  if (flaw) throw new DocumentError('parameters', flaw.at, flaw.says)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentError('parameters', 0, 'Unexpected value, expected an object of strings')
  return read.map(({ name, value: text, valueAt }) => {
    if (typeof text !== 'string')
      throw new DocumentError('parameters', valueAt, `Unexpected value of ${name}, expected a string`)
    return [name, text]
  })
}

/** Throws `DocumentError` for what is no request line in origin-form. */
export function readLine(line: string): { method: string; target: string } {
  const [, method, target] =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\/[!"$-~]*)(?: HTTP\/[\d.]+)?\s*$/.exec(line) ?? []
  if (method === undefined || target === undefined)
    throw new DocumentError('line', 0, 'Unexpected request line, expected a method, a space and a path')
  return { method, target }
}

export function valueIn(pairs: readonly FormPair[], name: string): string | undefined {
  return pairs.find(([given]) => given === name)?.[1]
}

/** What is registered for the parameters (RFC 5849 §3.1). */
export const members = [
  { name: 'realm', says: 'Where this is. The one parameter that is not signed.', clause: 'RFC 5849 §3.5.1' },
  { name: 'oauth_consumer_key', says: 'The identifier of the client.', clause: 'RFC 5849 §3.1' },
  {
    name: 'oauth_token',
    says: 'Temporary or token credentials; left out at the first leg.',
    clause: 'RFC 5849 §3.1',
  },
  {
    name: 'oauth_signature_method',
    says: 'How it is signed.',
    clause: 'RFC 5849 §3.4',
    values: signatureMethods.map((method) => `"${method}"`),
  },
  { name: 'oauth_timestamp', says: 'Seconds since 1970. Signing renews it.', clause: 'RFC 5849 §3.3' },
  {
    name: 'oauth_nonce',
    says: 'Never twice with one timestamp. Signing renews it.',
    clause: 'RFC 5849 §3.3',
  },
  { name: 'oauth_version', says: '1.0, if it is there at all.', clause: 'RFC 5849 §3.1', values: ['"1.0"'] },
  {
    name: 'oauth_callback',
    says: 'At the first leg: an absolute URI, or oob.',
    clause: 'RFC 5849 §2.1',
    values: ['"oob"'],
  },
  { name: 'oauth_verifier', says: 'At the third leg: what the redirect brought.', clause: 'RFC 5849 §2.3' },
  { name: 'oauth_signature', says: 'The proof. Signing writes it.', clause: 'RFC 5849 §3.4' },
]
