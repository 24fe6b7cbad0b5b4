import { decodeForm, type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { splitTarget } from '@lockstep/http/message'
import type { Derived, DerivedPart, Input, Run, Step } from '../../scheme.ts'
import { deriveBaseString, deriveSignature, deriveSigningKey } from '../derivation.ts'
import { normalizedPairs } from '../signature-base.ts'
import { sharedSignature, signingKey } from '../signature-method.ts'
import { pairsOf } from './parameter-lines.ts'
import { uncovered } from './uncovered.ts'

/** A signature by hand, from anything (RFC 5849 §3.4.1). It begins as the example that the RFC takes apart. */
export const baseString: Step = {
  id: 'base-string',
  from: 'client',
  messages: [],
  inputs: [
    text('method', 'Method', 'POST'),
    {
      name: 'url',
      label: 'URL',
      // For its width: a URL is one line.
      kind: 'lines',
      initial: () => 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    },
    text('form', 'Form body', 'c2&a3=2+q'),
    {
      name: 'parameters',
      label: 'Parameters of the Authorization field, decoded, one a line',
      kind: 'lines',
      initial: () =>
        [
          'oauth_consumer_key=9djdj82h48djs9d2',
          'oauth_token=kkk9d7dh3k39sjv7',
          'oauth_signature_method=HMAC-SHA1',
          'oauth_timestamp=137131201',
          'oauth_nonce=7d8f3e4a',
        ].join('\n'),
    },
    // The secrets of RFC 5849 §3.1. A learner may type others, so they are kept out of links.
    { ...text('clientSecret', 'Client secret', 'j49sk3j29djd'), secret: true },
    { ...text('tokenSecret', 'Token secret', 'dh893hdasih9'), secret: true },
  ],
  derive: (run) => {
    const { origin, target } = addressIn(run)
    const pairs = pairsIn(run)
    const { text: baseText, derivation } = deriveBaseString({
      method: run.inputs.method ?? '',
      origin,
      target,
      pairs: pairs.filter(([name]) => name !== 'oauth_signature'),
    })
    const { clientSecret = '', tokenSecret = '' } = run.inputs
    const method = methodIn(pairs)
    const signature = sharedSignature(method, baseText, signingKey(clientSecret, tokenSecret))
    return [
      collected(pairs),
      ...derivation,
      deriveSigningKey(clientSecret, tokenSecret, 'client'),
      // It is what this step leads to, and it goes nowhere.
      uncovered(deriveSignature(method, signature, 'client')),
    ]
  },
  predict: {
    ask: 'The example has a3=a in the query and a3=2+q in the form. Which of the two is first in the base string?',
    kind: 'which-input',
    options: ['a3=a', 'a3=2+q', 'it depends on who sends it'],
    answer: 'a3=2+q',
    truth: (run) => {
      const [first] = normalizedPairs(pairsIn(run)).filter(([name]) => name === 'a3')
      return first?.[1] === '2%20q' ? 'a3=2+q' : `a3=${first?.[1]}`
    },
    because:
      'The names are equal, so the encoded values decide. They are 2%20q and a, and 2 comes before a in ASCII.',
    clause: 'RFC 5849 §3.4.1.3.2',
  },
  values: (run) => ({ pairs: String(pairsIn(run).length) }),
}

function text(name: string, label: string, initial: string): Input {
  return { name, label, kind: 'text', initial: () => initial }
}

/** The URL as it is written: nothing is normalised before the signature does. */
function addressIn(run: Run): { origin: string; target: string } {
  const url = (run.inputs.url ?? '').replaceAll('\n', '')
  const [, origin = '', target = ''] = /^(https?:\/\/[^/?#]+)([^#]*)/i.exec(url) ?? []
  if (!URL.canParse(origin))
    throw new Error(`Unexpected URL "${url}", expected one that begins with http:// or https://`)
  return { origin, target: target.startsWith('/') ? target : `/${target}` }
}

/** All parameters but realm, decoded: of the query, of the form and of the field (RFC 5849 §3.4.1.3.1). */
function pairsIn(run: Run): FormPair[] {
  const { query = '' } = splitTarget(addressIn(run).target)
  const own = pairsOf(run.inputs.parameters ?? '').filter(([name]) => name !== 'realm')
  return [...decoded(query, 'query'), ...own, ...decoded(run.inputs.form ?? '', 'form')]
}

function decoded(value: string, where: string): readonly FormPair[] {
  const pairs = decodeForm(value)
  if (!pairs)
    throw new Error(`Unexpected ${where} "${value}", expected % before two hexadecimal digits and UTF-8`)
  return pairs
}

/** RSA-SHA1 needs a private key and not two secrets: this step shows what the secrets do. */
function methodIn(pairs: readonly FormPair[]) {
  const named = onlyValue(pairs, 'oauth_signature_method')
  return named === 'HMAC-SHA256' || named === 'PLAINTEXT' ? named : 'HMAC-SHA1'
}

function collected(pairs: readonly FormPair[]): Derived {
  return {
    name: 'requestParameters',
    how: 'decoded, of the query, the Authorization field and the form',
    parts: pairs.flatMap(([name, value], i): DerivedPart[] => [
      ...(i === 0 ? [] : [{ text: '\n' }]),
      { text: `${name}=${value}`, maker: 'client', component: `parameter ${name}` },
    ]),
    clause: 'RFC 5849 §3.4.1.3.1',
  }
}
