import { existsSync, readFileSync } from 'node:fs'
import { type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, request } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { textOf } from '../compare-derivations.ts'
import type { Built } from '../scheme.ts'
import { signRequest } from './credentials.ts'
import { requestParameters } from './request-parameters.ts'
import {
  baseStringUri,
  normalizedPairs,
  normalizedParameters,
  signatureBaseString,
} from './signature-base.ts'
import { sharedSignature, signingKey } from './signature-method.ts'

const derived = ({ derivation }: Built, name: string) =>
  textOf(derivation.find((value) => value.name === name)?.parts ?? [])

/** The request of §3.4.1.1, as it is printed: parameters in the query, the header and the form. */
const printed = request(
  'POST',
  '/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
  [
    ['Content-Type', formMediaType],
    [
      'Authorization',
      'OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", oauth_signature="djosJKDKJSD8743243%2Fjdk33klY%3D"',
    ],
  ],
  'c2&a3=2+q',
)

describe('RFC 5849 §3.4.1.3.1', () => {
  test('collects the parameters of all three places, without realm and oauth_signature', () => {
    const { signed, flaw } = requestParameters(printed)
    expect(flaw).toBeUndefined()
    expect(signed.toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['a2', 'r b'],
      ['a3', '2 q'],
      ['a3', 'a'],
      ['b5', '=%3D'],
      ['c2', ''],
      ['c@', ''],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_nonce', '7d8f3e4a'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ])
  })

  test('takes a body only where it is a form, whatever else its media type says', () => {
    const names = (type: string) => {
      const headers = [['Content-Type', type] as const]
      return requestParameters(request('POST', '/', headers, 'a=b')).signed.map(([name]) => name)
    }
    expect(names(formMediaType)).toEqual(['a'])
    expect(names('Application/X-WWW-Form-Urlencoded; charset=UTF-8')).toEqual(['a'])
    expect(names('application/json')).toEqual([])
    expect(names('multipart/form-data; boundary=x')).toEqual([])
    expect(names('text/plain')).toEqual([])
  })
})

describe('RFC 5849 §3.4.1.3.2', () => {
  test('encodes, sorts and joins as the two tables say', () => {
    const encoded = normalizedPairs(requestParameters(printed).signed)
    expect(encoded).toEqual([
      ['a2', 'r%20b'],
      ['a3', '2%20q'],
      ['a3', 'a'],
      ['b5', '%3D%253D'],
      ['c%40', ''],
      ['c2', ''],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_nonce', '7d8f3e4a'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ])
    expect(normalizedParameters(encoded)).toBe(
      'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
    )
  })

  test('sorts what is encoded, not what is meant', () => {
    // By code point U+FF5E comes before U+1F600; encoded, %EF comes before %F0. By UTF-16 it would be the other way round.
    const pairs: FormPair[] = [
      ['\u{1F600}', ''],
      ['\uFF5E', ''],
      ['a', 'z'],
      ['a', '~'],
      ['a', '*'],
      ['a b', ''],
      ['a-', ''],
    ]
    expect(normalizedPairs(pairs).map((pair) => pair.join('='))).toEqual([
      '%EF%BD%9E=',
      '%F0%9F%98%80=',
      'a=%2A',
      'a=z',
      'a=~',
      'a%20b=',
      'a-=',
    ])
  })
})

describe('RFC 5849 §3.4.1.2', () => {
  test.each([
    ['http://EXAMPLE.COM:80', '/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080', '/?q=1', 'https://www.example.net:8080/'],
    ['https://example.com:443', '/', 'https://example.com/'],
    ['http://example.com:443', '/', 'http://example.com:443/'],
    ['https://example.com:80', '/', 'https://example.com:80/'],
  ])('%s with %s is %s', (origin, target, uri) => {
    expect(baseStringUri(origin, target)).toBe(uri)
  })
})

describe('RFC 5849 §3.4.1.1', () => {
  const pairs = requestParameters(printed).signed
  const text = signatureBaseString(
    'post',
    baseStringUri('http://EXAMPLE.COM', printed.target),
    normalizedParameters(normalizedPairs(pairs)),
  )

  test('gives the printed signature base string', () => {
    expect(text).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    )
  })

  test('and with the secrets of §3.1 the signature of erratum 2550, not the one that is printed', () => {
    const signature = sharedSignature('HMAC-SHA1', text, signingKey('j49sk3j29djd', 'dh893hdasih9'))
    expect(signature).toBe('r6/TJjbCOr97/+UU0NsvSne7s5g=')
    expect(signature).not.toBe('bYT5CMsGcbgUdFHObYMEfcx6bsw=')
  })
})

describe('RFC 5849 §1.2', () => {
  const client = { identifier: 'dpf43f3p2l4k3l03', secret: 'kd94hf93k423kf44' }
  const common = { client, method: 'HMAC-SHA1', realm: 'Photos' } as const

  test('signs the request for temporary credentials as printed', async () => {
    const built = await signRequest({
      ...common,
      message: request('POST', '/initiate'),
      origin: 'https://photos.example.net',
      timestamp: 137131200,
      nonce: 'wIjqoS',
      extra: [['oauth_callback', 'http://printer.example.com/ready']],
    })
    expect(field(built.request, 'authorization')).toBe(
      'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200", oauth_nonce="wIjqoS", oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"',
    )
    expect(derived(built, 'signingKey')).toBe('kd94hf93k423kf44&')
  })

  test('signs the request for token credentials as printed', async () => {
    const built = await signRequest({
      ...common,
      message: request('POST', '/token'),
      origin: 'https://photos.example.net',
      token: { token: 'hh5s93j4hdidpola', secret: 'hdhd0244k9j7ao03' },
      timestamp: 137131201,
      nonce: 'walatlh',
      extra: [['oauth_verifier', 'hfdp7dh39dks9884']],
    })
    expect(derived(built, 'signature')).toBe('gKgrFCywp7rO0OXSjdot/IHF7IU=')
  })

  test('signs the request for the photo as printed, which is over http', async () => {
    const signed = (origin: string) =>
      signRequest({
        ...common,
        message: request('GET', '/photos?file=vacation.jpg&size=original'),
        origin,
        token: { token: 'nnch734d00sl2jdk', secret: 'pfkkdhi9sl3r4s00' },
        timestamp: 137131202,
        nonce: 'chapoH',
      })
    expect(derived(await signed('http://photos.example.net'), 'signature')).toBe(
      'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
    )
    expect(derived(await signed('https://photos.example.net'), 'signature')).toBe(
      '91yh92rtXzicpezVYjTDNzieVps=',
    )
  })
})

describe('RFC 5849 §3.4.4', () => {
  test('sends both secrets, encoded, with & between', () => {
    expect(sharedSignature('PLAINTEXT', '', signingKey('a&b', ''))).toBe('a%26b&')
    expect(sharedSignature('PLAINTEXT', '', signingKey('djr9rjt0jd78jf88', 'jjd999tj88uiths3'))).toBe(
      'djr9rjt0jd78jf88&jjd999tj88uiths3',
    )
  })
})

const file = new URL('../../../../../shared/vectors/http-auth-rfc-examples.json', import.meta.url)

test('gives every figure of the collected RFC examples', ({ skip }) => {
  skip(!existsSync(file), 'the file of collected RFC examples is not here')
  const { oauth1 } = JSON.parse(readFileSync(file, 'utf8'))
  expect(oauth1.length).toBeGreaterThan(5)
  for (const {
    id,
    method,
    baseUri,
    params,
    clientSecret,
    tokenSecret,
    baseString,
    computedSignature,
  } of oauth1) {
    const { origin, pathname } = new URL(baseUri)
    const text = signatureBaseString(
      method,
      baseStringUri(origin, pathname),
      normalizedParameters(normalizedPairs(params)),
    )
    expect(text, id).toBe(baseString)
    expect(sharedSignature('HMAC-SHA1', text, signingKey(clientSecret, tokenSecret)), id).toBe(
      computedSignature,
    )
  }
})
