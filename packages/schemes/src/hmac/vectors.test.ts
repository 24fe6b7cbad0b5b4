import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { base64 } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type FieldLine, field, type HttpRequest, octets, request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { textOf } from '../compare-derivations.ts'
import type { Derived } from '../scheme.ts'
import { signAws } from './credentials/aws-signature.ts'
import { signParameters } from './credentials/message-signature.ts'
import { ComponentError, componentValue, type Subject } from './rfc9421/component-value.ts'
import { contentDigest, contentDigestMatches } from './rfc9421/content-digest.ts'
import { baseText, signatureBase } from './rfc9421/signature-base.ts'
import { readSignatures } from './rfc9421/signature-fields.ts'
import { componentOf, readSignatureParameters } from './rfc9421/signature-parameters.ts'
import { canonicalField, type StructuredType } from './rfc9421/structured-field.ts'
import { awsSignature, awsStringToSign, signingKey } from './sigv4/aws-proof.ts'
import { awsInputs, readAwsRequest } from './verify/aws-signature.ts'

const published = new URL('../../../../../shared/vectors/', import.meta.url)
const there = existsSync(published)
const read = (path: string) => readFileSync(new URL(path, published), 'utf8')

/** A message as text: start line, fields (a line that begins with white space goes on), empty line, body. */
function parseMessage(text: string): { start: string; headers: FieldLine[]; body: string } {
  const at = text.indexOf('\n\n')
  const [head, body] = at < 0 ? [text.trimEnd(), ''] : [text.slice(0, at), text.slice(at + 2)]
  const [start = '', ...lines] = head.replace(/\n(?=[ \t])/g, '\r').split('\n')
  const headers = lines.map((line): FieldLine => {
    const colon = line.indexOf(':')
    return [
      line.slice(0, colon),
      line
        .slice(colon + 1)
        .replaceAll('\r', '\n')
        .trim(),
    ]
  })
  return { start, headers, body }
}

function parseRequest(text: string): HttpRequest {
  const { start, headers, body } = parseMessage(text)
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(start) ?? []
  return request(method, target, headers, body)
}

const derivedText = (derivation: readonly Derived[], name: string) =>
  textOf(derivation.find((value) => value.name === name)?.parts ?? [])

describe('RFC 4231 §4, HMAC as RFC 2104 §2 defines it', () => {
  it.each([
    ['0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      hex(octets('Jefe')),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(131),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('key %s', (key, data, mac) => {
    const secret = Uint8Array.from(key.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
    expect(hex(hmacSha256(secret, octets(data)))).toBe(mac)
  })
})

describe('RFC 9530 §2, Appendix D', () => {
  it('gives the printed digests of {"hello": "world"}', () => {
    const body = octets('{"hello": "world"}')
    expect(contentDigest(body, 'sha-256')).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:')
    const both = `${contentDigest(body, 'sha-256')}, ${contentDigest(body, 'sha-512')}`
    expect(both).toContain(
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    )
    expect(contentDigestMatches(both, body)).toBe(true)
  })
})

describe('RFC 9421 §2', () => {
  const subject: Subject = {
    headers: [
      ['Host', 'www.example.com'],
      ['X-OWS-Header', '  Leading and trailing whitespace.  '],
      ['X-Obs-Fold-Header', 'Obsolete\n    line folding.'],
      ['Cache-Control', 'max-age=60'],
      ['Cache-Control', '   must-revalidate'],
      ['Example-Dict', ' a=1,    b=2;x=1;y=2,   c=(a   b   c), d'],
      ['X-Empty-Header', ''],
      ['Example-Header', 'value, with, lots'],
      ['Example-Header', 'of, commas'],
    ],
    request: {
      method: 'POST',
      target:
        '/path?param=value&foo=bar&baz=batman&qux=&var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something',
      origin: 'https://WWW.example.com:443',
    },
    structured: { 'example-dict': 'dictionary' },
  }
  const value = (identifier: string, of = subject) => {
    const component = componentOf(identifier)
    if (typeof component === 'string') throw new Error(component)
    return componentValue(component, of)
  }

  it.each([
    ['§2.1', '"x-ows-header"', 'Leading and trailing whitespace.'],
    ['§2.1', '"x-obs-fold-header"', 'Obsolete line folding.'],
    ['§2.1', '"cache-control"', 'max-age=60, must-revalidate'],
    ['§2.1', '"example-dict"', 'a=1,    b=2;x=1;y=2,   c=(a   b   c), d'],
    ['§2.1', '"x-empty-header"', ''],
    ['§2.1.1', '"example-dict";sf', 'a=1, b=2;x=1;y=2, c=(a b c), d'],
    ['§2.1.2', '"example-dict";key="a"', '1'],
    ['§2.1.2', '"example-dict";key="d"', '?1'],
    ['§2.1.2', '"example-dict";key="b"', '2;x=1;y=2'],
    ['§2.1.2', '"example-dict";key="c"', '(a b c)'],
    ['§2.1.3', '"example-header";bs', ':dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:'],
    ['§2.2.1', '"@method"', 'POST'],
    ['§2.2.3', '"@authority"', 'www.example.com'],
    ['§2.2.4', '"@scheme"', 'https'],
    ['§2.2.6', '"@path"', '/path'],
    ['§2.2.8', '"@query-param";name="baz"', 'batman'],
    ['§2.2.8', '"@query-param";name="qux"', ''],
    ['§2.2.8', '"@query-param";name="var"', 'this%20is%20a%20big%0Amultiline%20value'],
    ['§2.2.8', '"@query-param";name="bar"', 'with%20plus%20whitespace'],
    ['§2.2.8', '"@query-param";name="fa%C3%A7ade%22%3A%20"', 'something'],
  ])('%s: %s', (_, identifier, expected) => {
    expect(value(identifier)).toBe(expected)
  })

  const at = (target: string, origin = 'http://localhost:8787'): Subject => ({
    headers: [],
    request: { method: 'GET', target, origin },
  })
  it('§2.2.2 to §2.2.7: the target, raw', () => {
    expect(value('"@target-uri"', at('/path?param=value'))).toBe('http://localhost:8787/path?param=value')
    expect(value('"@request-target"', at('/p%2fa?x=%7e'))).toBe('/p%2fa?x=%7e')
    expect(value('"@authority"', at('/'))).toBe('localhost:8787')
    expect(value('"@authority"', at('/', 'http://LOCALHOST:80'))).toBe('localhost')
    expect(value('"@path"', at('?a'))).toBe('/')
    expect(value('"@query"', at('/p'))).toBe('?')
    expect(value('"@query"', at('/p?'))).toBe('?')
    expect(value('"@query"', at('/p?queryString'))).toBe('?queryString')
  })

  it.each([
    ['§2.5: a field that is not there', '"x-none"'],
    ['§2: a name in upper case', '"Host"'],
    ['§2.2: a derived component that is unknown', '"@unknown"'],
    ['§2.3: the parameters cover themselves', '"@signature-params"'],
    ['§2.2.9: a status of a request', '"@status"'],
    ['§2.4: req in a request', '"@method";req'],
    ['§2.1.4: trailers', '"cache-control";tr'],
    ['§2.1: sf with bs', '"example-dict";sf;bs'],
    ['§2.1: key with bs', '"example-dict";bs;key="a"'],
    ['§2.1.1: sf of a field that is not known as structured', '"cache-control";sf'],
    ['§2.1.2: a member that is not there', '"example-dict";key="z"'],
    ['§2.1.2: a key of no dictionary', '"cache-control";key="max-age"'],
    ['§2.2.8: no name', '"@query-param"'],
    ['§2.2.8: a parameter that is not there', '"@query-param";name="nobody"'],
    ['§2.5: a parameter that is unknown', '"host";other'],
    ['§2.5: a parameter that goes elsewhere', '"@method";sf'],
  ])('%s has no value', (_, identifier) => {
    expect(() => value(identifier)).toThrow(ComponentError)
  })

  it('§2.2.8: a name that comes twice has none', () => {
    expect(() => value('"@query-param";name="a"', at('/?a=1&%61=2'))).toThrow('2 parameters')
  })
  it('§2.5: what is not ASCII has none, and :bs: is for it', () => {
    const odd = { ...subject, headers: [['X-Odd', 'caf\xe9']] as const }
    expect(() => value('"x-odd"', odd)).toThrow('not ASCII')
    expect(value('"x-odd";bs', odd)).toBe(':Y2Fm6Q==:')
  })
})

type Published = {
  messages: Record<string, string>
  keys: Record<string, { jwk?: JsonWebKey; secretBase64?: string; base64?: string }>
  cases: {
    id: string
    title: string
    message: string
    key: string
    alg: string
    signatureInput: string
    signature: string
    signatureBase: string
  }[]
}

describe.skipIf(!there)('RFC 9421 Appendix B.2', () => {
  const { cases, messages, keys } = there
    ? (JSON.parse(read('rfc9421.json')) as Published)
    : { cases: [], messages: {}, keys: {} }
  const sharedSecret =
    'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='

  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', async (_, __, one) => {
    const { start, headers, body } = parseMessage(messages[one.message] ?? '')
    const status = /^HTTP\/1\.1 (\d+)/.exec(start)?.[1]
    const [method = '', target = ''] = start.split(' ')
    const signed = [
      ...headers,
      ['Signature-Input', one.signatureInput],
      ['Signature', one.signature],
    ] as const
    const subject: Subject = {
      headers: signed,
      ...(status
        ? { status: Number(status) }
        : { request: { method, target, origin: `https://${field({ headers }, 'host')}` } }),
    }
    const signatures = readSignatures({ headers: signed })
    if (typeof signatures === 'string') throw new Error(signatures)
    const parameters = readSignatureParameters(signatures[0].input)
    if (typeof parameters === 'string') throw new Error(parameters)
    const base = baseText(signatureBase(parameters, subject))
    expect(base).toBe(one.signatureBase)
    const jwk = keys[one.key]?.jwk
    expect(await holds(one.alg, jwk ?? sharedSecret, signatures[0].signature, octets(base))).toBe(true)
    expect(await holds(one.alg, jwk ?? sharedSecret, signatures[0].signature, octets(`${base} `))).toBe(false)
    if (one.alg !== 'hmac-sha256') return
    const made = signParameters(request(method, target, headers, body), {
      key: { keyId: one.key, secret: sharedSecret },
      origin: 'https://example.com',
      label: signatures[0].label,
      text: signatures[0].input,
    })
    expect(made.fields).toEqual({ 'Signature-Input': one.signatureInput, Signature: one.signature })
  })
})

const webAlgorithms: Record<string, { key: object; verify: object }> = {
  'rsa-pss-sha512': {
    key: { name: 'RSA-PSS', hash: 'SHA-512' },
    verify: { name: 'RSA-PSS', saltLength: 64 },
  },
  'ecdsa-p256-sha256': {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    verify: { name: 'ECDSA', hash: 'SHA-256' },
  },
  ed25519: { key: { name: 'Ed25519' }, verify: { name: 'Ed25519' } },
}

async function holds(alg: string, key: JsonWebKey | string, signature: Uint8Array, base: Uint8Array) {
  if (typeof key === 'string')
    return hex(hmacSha256(base64.decode(key) ?? octets(''), base)) === hex(signature)
  const algorithm = webAlgorithms[alg]
  if (!algorithm) throw new Error(`Unexpected algorithm "${alg}"`)
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, alg: _alg, key_ops: _ops, ...open } = key
  const imported = await crypto.subtle.importKey('jwk', open, algorithm.key as Algorithm, true, ['verify'])
  return crypto.subtle.verify(
    algorithm.verify as Algorithm,
    imported,
    Uint8Array.from(signature),
    Uint8Array.from(base),
  )
}

type Suite = {
  name: string
  raw: string[]
  header_type: StructuredType
  must_fail?: boolean
  can_fail?: boolean
  canonical?: string[]
}[]

describe.skipIf(!there)('RFC 9651, the suite of its working group', () => {
  const files = there
    ? readdirSync(new URL('structured-field-tests/', published)).filter((name) => name.endsWith('.json'))
    : []

  it.each(files)('%s', (file) => {
    const suite = JSON.parse(read(`structured-field-tests/${file}`)) as Suite
    expect(suite.length).toBeGreaterThan(0)
    for (const { name, raw, header_type, must_fail, can_fail, canonical = raw } of suite) {
      const made = canonicalField(raw.join(', '), header_type)
      if (must_fail) expect(made, name).toBeUndefined()
      else if (made !== undefined || !can_fail) expect(made, name).toBe(canonical.join(', '))
    }
  })
})

describe.skipIf(!there)('AWS Signature Version 4, the suite of 38 cases', () => {
  const names = there ? readdirSync(new URL('aws-sigv4/v4/', published)) : []
  const refusedTokens = ['get-vanilla-with-session-token', 'post-sts-header-after', 'post-sts-header-before']

  it('is there whole', () => expect(names).toHaveLength(38))

  const open = (name: string) => {
    const file = (path: string) => read(`aws-sigv4/v4/${name}/${path}`)
    const context = JSON.parse(file('context.json'))
    const date = context.timestamp.replace(/[-:]/g, '')
    return { file, context, date, origin: 'https://example.amazonaws.com' }
  }

  it.each(names)('signs %s', (name) => {
    const { file, context, date, origin } = open(name)
    const { token, access_key_id: accessKeyId, secret_access_key: secretAccessKey } = context.credentials
    const { region, service, normalize, sign_body: sendPayloadHash } = context
    const plain = parseRequest(file('request.txt'))
    const tokenBefore: FieldLine[] =
      token && !context.omit_session_token ? [['X-Amz-Security-Token', token]] : []
    const message = { ...plain, headers: [...plain.headers, ...tokenBefore] }
    const signedHeaders = new Set([
      ...message.headers.map(([given]) => given.toLowerCase()),
      'x-amz-date',
      ...(sendPayloadHash ? ['x-amz-content-sha256'] : []),
    ])
    const { derivation, request: signed } = signAws(message, {
      key: { accessKeyId, secretAccessKey, region, service },
      origin,
      date,
      sendPayloadHash,
      normalize,
      signedHeaders: [...signedHeaders],
    })
    expect(derivedText(derivation, 'canonicalRequest')).toBe(file('header-canonical-request.txt'))
    expect(derivedText(derivation, 'stringToSign')).toBe(file('header-string-to-sign.txt'))
    expect(derivedText(derivation, 'signature')).toBe(file('header-signature.txt'))
    const printed = parseRequest(file('header-signed-request.txt'))
    expect(field(signed, 'authorization')).toBe(field(printed, 'authorization'))
  })

  it.each(names)('verifies %s', (name) => {
    const { file, context, origin } = open(name)
    const signed = parseRequest(file('header-signed-request.txt'))
    const fields = readAwsRequest(signed)
    if (refusedTokens.includes(name)) {
      // Temporary keys: none are issued here, so a token is refused before it is looked at.
      expect(fields).toMatch(/^X-Amz-Security-Token /)
      return
    }
    if (typeof fields === 'string') throw new Error(fields)
    const inputs = awsInputs(signed, fields, origin, context.normalize)
    expect(textOf(inputs.canonical)).toBe(file('header-canonical-request.txt'))
    expect(textOf(awsStringToSign(inputs))).toBe(file('header-string-to-sign.txt'))
    const key = signingKey(context.credentials.secret_access_key, fields.authorization.scope)
    expect(awsSignature(key, inputs)).toBe(fields.authorization.signature)
  })
})

if (!there) {
  // biome-ignore lint/suspicious/noConsole: what is skipped says why
  console.warn('skipped: the vectors of RFC 9421, RFC 9651 and AWS are not beside the repository')
}
