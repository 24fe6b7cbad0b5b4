/** An authorization request as an address, and an address that an answer came back to. */
import { decodeFormText, rawFormPairs } from '@lockstep/http/form-urlencoded'
import type { Bench, Fact, Flaw, Reader, Reading, Warning } from '../../reader.ts'
import { inspect } from '../inspect/inspect.ts'
import { address } from '../inspect/pairs.ts'

/** A text that is one address, alone on its line. */
function addressIn(text: string): { before: string; value: string; after: string } | undefined {
  const [, before = '', value = '', after = ''] = /^(\s*)((?:https?:\/\/|\/)\S+)(\s*)$/i.exec(text) ?? []
  return value === '' ? undefined : { before, value, after }
}

type Pair = { readonly name: string; readonly value: string; readonly at: number; readonly length: number }

/** The pairs of the query and of the fragment, where they stand in the address. */
function pairsIn(value: string): Pair[] {
  const start = value.search(/[?#]/)
  if (start < 0) return []
  let at = start + 1
  return value
    .slice(at)
    .split(/[&#]/)
    .flatMap((text): Pair[] => {
      const here = at
      at += text.length + 1
      const [raw] = rawFormPairs(text)
      if (!raw) return []
      const name = decodeFormText(raw.name) ?? raw.name
      return [{ name, value: decodeFormText(raw.value) ?? raw.value, at: here, length: text.length }]
    })
}

export const requestReader: Reader = {
  id: 'oauth2-authorization-request',
  name: 'OAuth 2.0 authorization request',
  sample: ({ origin, base }) =>
    `${origin}${base}/oauth2/authorize?response_type=code&client_id=reader&redirect_uri=${encodeURIComponent(`${origin}${base}/oauth2/client/callback`)}&scope=notes%3Aread&state=af0ifjsldkj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256`,
  read(text) {
    const found = addressIn(text)
    const pairs = found ? pairsIn(found.value) : []
    const has = (name: string) => pairs.some((pair) => pair.name === name)
    if (!found || !has('client_id') || !(has('response_type') || has('request_uri'))) return undefined
    return readingOf(
      has('request_uri') ? 'OAuth 2.0 authorization request by reference' : 'OAuth 2.0 authorization request',
      found,
      pairs,
      { problems: requestFlaws(pairs, found.before.length), warnings: requestWarnings(pairs) },
    )
  },
}

export const callbackReader: Reader = {
  id: 'oauth2-callback',
  name: 'OAuth 2.0 answer in an address',
  sample: ({ origin, base }: Bench) =>
    `${origin}${base}/oauth2/client/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkj&iss=${encodeURIComponent(`${origin}${base}`)}`,
  read(text) {
    const found = addressIn(text)
    const pairs = found ? pairsIn(found.value) : []
    const has = (name: string) => pairs.some((pair) => pair.name === name)
    const answers = has('code') || has('access_token') || (has('error') && has('state'))
    if (!found || !answers || has('client_id')) return undefined
    const kind = has('access_token')
      ? 'OAuth 2.0 answer with a token in the address'
      : has('error')
        ? 'OAuth 2.0 answer with an error'
        : 'OAuth 2.0 answer with a code'
    return readingOf(kind, found, pairs, {
      problems: twice(pairs, found.before.length),
      warnings: callbackWarnings(has),
    })
  },
}

function readingOf(
  kind: string,
  { before, value, after }: { before: string; value: string; after: string },
  pairs: readonly Pair[],
  about: { problems: readonly Flaw[]; warnings: readonly Warning[] },
): Reading {
  const parts = inspect(value, { kind: 'target', of: 'request' }) ?? address(value, 'path', {})
  return {
    kind,
    parts: [{ text: before }, ...parts, { text: after }].filter((part) => part.text !== ''),
    facts: pairs.map(
      ({ name, value }): Fact => ({
        name,
        value,
        ...(['code', 'access_token', 'refresh_token'].includes(name) ? { secret: true } : {}),
      }),
    ),
    ...about,
  }
}

function twice(pairs: readonly Pair[], offset: number): Flaw[] {
  return pairs
    .filter(({ name }, i) => name !== 'resource' && pairs.findIndex((pair) => pair.name === name) < i)
    .map(({ name, at, length }) => ({
      at: offset + at,
      length,
      says: `Unexpected second ${name}, expected each once.`,
      clause: 'RFC 6749 §3.1',
    }))
}

function requestFlaws(pairs: readonly Pair[], offset: number): Flaw[] {
  const where = (name: string) => pairs.find((pair) => pair.name === name)
  const flaw = (pair: Pair, says: string, clause: string): Flaw => ({
    at: offset + pair.at,
    length: pair.length,
    says,
    clause,
  })
  const redirect = where('redirect_uri')
  const challenge = where('code_challenge')
  const isHash = challenge === undefined || /^[A-Za-z0-9_-]{43}$/.test(challenge.value)
  return [
    ...twice(pairs, offset),
    ...(redirect && !URL.canParse(redirect.value)
      ? [flaw(redirect, 'Unexpected redirect_uri, expected an absolute URI.', 'RFC 6749 §3.1.2')]
      : []),
    ...(redirect?.value.includes('#')
      ? [flaw(redirect, 'Unexpected fragment in the redirect_uri, expected none.', 'RFC 6749 §3.1.2')]
      : []),
    ...(challenge && !isHash && where('code_challenge_method')?.value === 'S256'
      ? [flaw(challenge, 'Unexpected code_challenge, expected 43 characters of base64url.', 'RFC 7636 §4.2')]
      : []),
  ]
}

function requestWarnings(pairs: readonly Pair[]): Warning[] {
  const value = (name: string) => pairs.find((pair) => pair.name === name)?.value
  if (value('request_uri') !== undefined) return []
  const type = value('response_type') ?? ''
  return [
    ...(type.split(' ').includes('token')
      ? [
          {
            says: 'The token would come back in an address. This response type should not be used any more.',
            clause: 'RFC 9700 §2.1.2',
          },
        ]
      : []),
    ...(type === 'code' && value('code_challenge') === undefined
      ? [{ says: 'No code_challenge: a stolen code could be redeemed.', clause: 'RFC 9700 §2.1.1' }]
      : []),
    ...(value('code_challenge') !== undefined && value('code_challenge_method') !== 'S256'
      ? [
          {
            says: 'Without S256 the challenge is the verifier itself, for everyone who reads this address.',
            clause: 'RFC 7636 §4.2, §7.2',
          },
        ]
      : []),
    ...(value('state') === undefined && value('nonce') === undefined && value('code_challenge') === undefined
      ? [{ says: 'Nothing ties the answer to this user agent.', clause: 'RFC 9700 §2.1' }]
      : []),
  ]
}

function callbackWarnings(has: (name: string) => boolean): Warning[] {
  return [
    ...(has('access_token')
      ? [
          {
            says: 'The token is in an address: every script of that page and the history have it.',
            clause: 'RFC 9700 §2.1.2',
          },
        ]
      : []),
    ...(has('iss')
      ? []
      : [
          {
            says: 'No iss: a client of several servers cannot tell which one answered.',
            clause: 'RFC 9207 §1, §2.4',
          },
        ]),
    ...(has('state')
      ? []
      : [
          {
            says: 'No state: the client has to tie the answer to its flow in another way.',
            clause: 'RFC 9700 §2.1',
          },
        ]),
  ]
}
