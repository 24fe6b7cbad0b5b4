import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { noBody } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { type DigestAlgorithm, digestAlgorithm } from './digest-algorithm.ts'
import { type DigestInputs, passwordHashOf, proofOf, userhashOf } from './digest-response.ts'

function named(name: string): DigestAlgorithm {
  const algorithm = digestAlgorithm(name)
  if (!algorithm) throw new Error(`Unexpected algorithm "${name}"`)
  return algorithm
}

type Example = { algorithm: string; u: string; r: string; p: string; n: string; nc?: string; cn?: string } & {
  qop?: string
  m: string
  uri: string
}

function responseOf(
  { algorithm, u, r, p, n, nc, cn, qop, m, uri }: Example,
  hash = named(algorithm),
): string {
  const inputs: DigestInputs = {
    algorithm: hash,
    nonce: n,
    ...(nc === undefined ? {} : { nc }),
    ...(cn === undefined ? {} : { cnonce: cn }),
    ...(qop === undefined ? {} : { qop }),
    method: m,
    uri,
    body: noBody,
  }
  return proofOf(passwordHashOf(hash, u, r, p), inputs).digestResponse
}

const mufasa = {
  u: 'Mufasa',
  r: 'http-auth@example.org',
  p: 'Circle of Life',
  n: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  nc: '00000001',
  cn: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  qop: 'auth',
  m: 'GET',
  uri: '/dir/index.html',
}
const jason = {
  algorithm: 'SHA-512-256',
  u: 'Jäsøn Doe',
  r: 'api@example.org',
  p: 'Secret, or not?',
  n: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
  nc: '00000001',
  cn: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
  qop: 'auth',
  m: 'GET',
  uri: '/doe.json',
}

describe('RFC 7616 §3.9.1', () => {
  test('gives the printed response with MD5', () => {
    expect(responseOf({ ...mufasa, algorithm: 'MD5' })).toBe('8ca523f5e9506fed4657c9700eebdbec')
  })
  test('gives the printed response with SHA-256', () => {
    expect(responseOf({ ...mufasa, algorithm: 'SHA-256' })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    )
  })
})

describe('RFC 7616 §3.9.2, whose printed figures are wrong', () => {
  test('gives the figures of SHA-512/256 as FIPS 180-4 defines it', () => {
    expect(responseOf(jason)).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5')
    expect(userhashOf(named('SHA-512-256'), jason.u, jason.r)).toBe(
      '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
    )
  })
  test('prints what SHA-512 cut to 256 bits gives, which is another function', () => {
    const truncated: DigestAlgorithm = {
      name: 'SHA-512 cut short',
      hashName: 'SHA-512-256',
      session: false,
      hash: (data) => createHash('sha512').update(data).digest('hex').slice(0, 64),
    }
    expect(responseOf(jason, truncated)).toBe(
      'ae66e67d6b427bd3f120414a82e4acff38e8ecd9101d6c861229025f607a79dd',
    )
    expect(userhashOf(truncated, jason.u, jason.r)).toBe(
      '488869477bf257147b804c45308cd62ac4e25eb717b12b298c79e62dcea254ec',
    )
  })
})

describe('RFC 2617 §3.5', () => {
  const older = {
    ...mufasa,
    algorithm: 'MD5',
    r: 'testrealm@host.com',
    p: 'Circle Of Life',
    n: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    cn: '0a4f113b',
  }
  test('gives the printed response', () => {
    expect(responseOf(older)).toBe('6629fae49393a05397450978507c4ef1')
  })
  test('gives the response in the form of RFC 2069, without qop, over the same values', () => {
    const { qop, nc, cn, ...oldest } = older
    expect(responseOf(oldest)).toBe('670fd8c2df070c60b045671b8b24ff02')
  })
})

describe('RFC 7616 §3.4.2, without a printed example', () => {
  test('puts both nonces into the A1 of a -sess algorithm', () => {
    const hash = (data: string) => createHash('sha256').update(data).digest('hex')
    const { u, r, p, n, nc, cn, qop, m, uri } = mufasa
    const hashA1 = hash(`${hash(`${u}:${r}:${p}`)}:${n}:${cn}`)
    const expected = hash(`${hashA1}:${n}:${nc}:${cn}:${qop}:${hash(`${m}:${uri}`)}`)
    expect(responseOf({ ...mufasa, algorithm: 'SHA-256-sess' })).toBe(expected)
  })
})

describe('FIPS 180-4', () => {
  test('agrees with OpenSSL on all three hashes', () => {
    for (const [name, openssl] of [
      ['MD5', 'md5'],
      ['SHA-256', 'sha256'],
      ['SHA-512-256', 'sha512-256'],
    ] as const) {
      expect(named(name).hash('abc')).toBe(createHash(openssl).update('abc').digest('hex'))
    }
  })
})

const file = new URL('../../../../../shared/vectors/http-auth-rfc-examples.json', import.meta.url)

test('gives every figure of the collected RFC examples', ({ skip }) => {
  skip(!existsSync(file), 'the file of collected RFC examples is not here')
  const { digest } = JSON.parse(readFileSync(file, 'utf8'))
  expect(digest.length).toBeGreaterThan(3)
  for (const { id, computedResponse, computedUserhash, ...example } of digest) {
    expect(responseOf(example), id).toBe(computedResponse)
    if (computedUserhash)
      expect(userhashOf(named(example.algorithm), example.u, example.r), id).toBe(computedUserhash)
  }
})
