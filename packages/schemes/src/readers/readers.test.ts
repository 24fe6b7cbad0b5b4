import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { base64url } from '@lockstep/crypto/base64'
import fc from 'fast-check'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Bench, Reading } from '../reader.ts'
import { jwk } from './jwk.ts'
import { jwkThumbprint } from './jwk-thumbprint.ts'
import { readers } from './list.ts'
import { pem } from './pem.ts'
import { pkcePair } from './pkce-pair.ts'
import { recognise } from './recognise.ts'

const bench: Bench = {
  origin: 'http://localhost:8787',
  base: '/s/test',
  credentials: undefined,
  now: () => Date.UTC(2026, 10, 24),
  random: (bytes) => new Uint8Array(bytes).fill(7),
}
const read = async (reader: (typeof readers)[number], text: string): Promise<Reading> => {
  const reading = await reader.read(text, bench)
  if (!reading) throw new Error(`${reader.id} does not read this text`)
  return reading
}
const fact = ({ facts }: Reading, name: string) => facts.find((one) => one.name === name)?.value
const joined = ({ parts }: Reading) => parts.map(({ text }) => text).join('')

describe('every reader', () => {
  it.each(readers)('reads its own sample without a problem: $name', async (reader) => {
    const text = (await reader.sample?.(bench)) ?? ''
    const reading = await read(reader, text)
    expect(reading.problems).toEqual([])
    expect(joined(reading)).toBe(text)
    expect((await reading.edit?.write({})) ?? text).toBe(text)
    expect((await reading.edit?.mintedHere(text)) ?? false).toBe(false)
  })

  it('reads a broken sample as far as it can: joined parts are the text, flaws lie within it', async () => {
    for (const reader of readers) {
      const sample = (await reader.sample?.(bench)) ?? ''
      await fc.assert(
        fc.asyncProperty(fc.nat(sample.length), fc.nat(20), fc.string(), async (at, cut, put) => {
          const text = sample.slice(0, at) + put + sample.slice(at + cut)
          const reading = await reader.read(text, bench)
          if (!reading) return
          expect(joined(reading)).toBe(text)
          for (const { at, length } of reading.problems) {
            expect(at).toBeGreaterThanOrEqual(0)
            expect(at + length).toBeLessThanOrEqual(text.length)
          }
        }),
        { numRuns: 60 },
      )
    }
  })

  it('says nothing of a text of another kind', async () => {
    for (const text of [
      '',
      'hello',
      '{"alg":"none"}',
      'Authorization: Basic YTpi',
      'eyJhbGciOiJub25lIn0.e30.',
    ])
      expect(await recognise(text, [{ readers, bench }])).toEqual([])
  })
})

describe('recognise', () => {
  const reader = (id: string, reading: Partial<Reading>) => ({
    id,
    name: id,
    read: () => ({ kind: id, parts: [], facts: [], problems: [], warnings: [], ...reading }),
  })
  it('puts guesses last, the broken behind the whole, and more explained before less', async () => {
    const flaw = { at: 0, length: 1, says: '' }
    const sources = [
      reader('guess', { guess: true, parts: [{ text: 'abcdef', label: 'all' }] }),
      reader('broken', { problems: [flaw], parts: [{ text: 'abcdef', label: 'all' }] }),
      reader('little', { parts: [{ text: 'ab', label: 'some' }, { text: 'cdef' }] }),
      reader('much', { parts: [{ text: 'abcdef', label: 'all' }] }),
    ]
    const found = await recognise('abcdef', [{ readers: sources, bench }])
    expect(found.map(({ reader }) => reader.id)).toEqual(['much', 'little', 'broken', 'guess'])
  })
})

describe('JWK and JWKS', () => {
  // The two keys of RFC 7517 §A.1.
  const set = {
    keys: [
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
        y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
        use: 'enc',
        kid: '1',
      },
      {
        kty: 'RSA',
        n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
        e: 'AQAB',
        alg: 'RS256',
        kid: '2011-04-29',
      },
    ],
  }

  it('RFC 7638 §3.1: the thumbprint of the example', () => {
    expect(jwkThumbprint(set.keys[1] ?? {})).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })

  it('gives the thumbprints that jose gives, for every kind of key', async () => {
    const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
    for (const key of [...set.keys, okp, { kty: 'oct', k: 'c2VjcmV0' }])
      expect(jwkThumbprint(key)).toBe(await calculateJwkThumbprint(key as never))
  })

  it('RFC 7517 §A.1: a set, key by key', async () => {
    const reading = await read(jwk, JSON.stringify(set))
    expect(reading.kind).toBe('JWK Set with two keys')
    expect(fact(reading, 'key "1"')).toBe('public P-256 key')
    expect(fact(reading, 'key "2011-04-29"')).toBe('public RSA key of 2048 bits')
    expect(reading.problems).toEqual([])
    expect(reading.warnings).toEqual([])
  })

  it('says that a key is private, has no kid, and is too short, and covers what is private', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const reading = await read(jwk, JSON.stringify(privateKey.export({ format: 'jwk' })))
    expect(reading.kind).toBe('JWK: private RSA key of 1024 bits')
    expect(reading.warnings.map(({ says }) => says)).toEqual([
      expect.stringContaining('private half'),
      expect.stringContaining('no kid'),
      expect.stringContaining('1024 bits are too few'),
    ])
    const parts = reading.parts.filter(({ secret }) => secret).map(({ id }) => id)
    expect(parts.toSorted()).toEqual(['d', 'dp', 'dq', 'p', 'q', 'qi'])
    expect(reading.facts.find(({ name }) => name === 'as PEM (PKCS #8)')).toMatchObject({
      secret: true,
      value: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString().trimEnd(),
    })
  })

  it('gives a public key as the PEM that Node gives', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const reading = await read(jwk, JSON.stringify(publicKey.export({ format: 'jwk' })))
    expect(fact(reading, 'as PEM (SubjectPublicKeyInfo)')).toBe(
      publicKey.export({ format: 'pem', type: 'spki' }).toString().trimEnd(),
    )
  })

  it.each([
    ['{"kty":"EC","crv":"P-256","x":"AAAA"}', /without y, expected it as a string/],
    ['{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}', /3 octets in x, expected 32/],
    ['{"kty":"RSA","n":"0v!7","e":"AQAB"}', /text in n, expected base64url/],
    ['{"keys":[{"kid":"1"}]}', /without kty/],
    ['{"kty":"EC","crv":"Ed25519","x":"AAAA","y":"AAAA"}', /curve Ed25519 in a key of kind EC/],
  ])('points at what is wrong in %s', async (text, says) => {
    const { problems } = await read(jwk, text)
    expect(problems.map((one) => one.says).join(' ')).toMatch(says)
  })

  it('reads a key that breaks off', async () => {
    const { kind, problems } = await read(jwk, '{"kty":"oct","kid":"a","k":"c2Vj')
    expect(kind).toBe('JWK: shared secret')
    expect(problems.at(-1)?.says).toMatch(/^Unexpected end of the text/)
  })

  it('warns of a short secret and of two keys with one name', async () => {
    const key = { kty: 'oct', kid: 'one', k: base64url.encode(new Uint8Array(6)) }
    const { warnings } = await read(jwk, JSON.stringify({ keys: [key, key] }))
    expect(warnings.map(({ says }) => says).join(' ')).toMatch(
      /6 octets are too few.*Two keys are named "one"/,
    )
  })
})

describe('PEM', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ed = generateKeyPairSync('ed25519')
  const asPem = (key: typeof rsa.publicKey, type: 'spki' | 'pkcs8' | 'pkcs1' | 'sec1') =>
    key.export({ format: 'pem', type: type as never }).toString()
  const jwkIn = (reading: Reading) => JSON.parse(fact(reading, 'as JWK') ?? 'null')

  it.each([
    ['Public RSA key of 2048 bits (SubjectPublicKeyInfo)', asPem(rsa.publicKey, 'spki'), rsa.publicKey],
    ['Public RSA key of 2048 bits (PKCS #1)', asPem(rsa.publicKey, 'pkcs1'), rsa.publicKey],
    ['Public Ed25519 key (SubjectPublicKeyInfo)', asPem(ed.publicKey, 'spki'), ed.publicKey],
    ['Private RSA key of 2048 bits (PKCS #8)', asPem(rsa.privateKey, 'pkcs8'), rsa.privateKey],
    ['Private RSA key of 2048 bits (PKCS #1)', asPem(rsa.privateKey, 'pkcs1'), rsa.privateKey],
    ['Private P-256 key (SEC 1)', asPem(ec.privateKey, 'sec1'), ec.privateKey],
    ['Private Ed25519 key (PKCS #8)', asPem(ed.privateKey, 'pkcs8'), ed.privateKey],
  ])('%s', async (kind, text, key) => {
    const reading = await read(pem, text)
    expect(reading.kind).toBe(kind)
    expect(reading.problems).toEqual([])
    expect(jwkIn(reading)).toEqual(key.export({ format: 'jwk' }))
    const isPrivate = kind.startsWith('Private')
    expect(reading.facts.some(({ name, secret }) => name === 'as JWK' && secret === true)).toBe(isPrivate)
    expect(reading.warnings.some(({ says }) => says.includes('private key'))).toBe(isPrivate)
  })

  it('recognises an encrypted key and does not open it', async () => {
    const text = rsa.privateKey
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString()
    const reading = await read(pem, text)
    expect(reading.kind).toBe('Encrypted private key')
    expect(reading.facts).toEqual([])
  })

  it.each([
    ['-----BEGIN PUBLIC KEY-----\nMF!w\n-----END PUBLIC KEY-----', 29, /Unexpected "!", expected base64/],
    ['-----BEGIN PUBLIC KEY-----\nMFkwE\n-----END PUBLIC KEY-----', 31, /something is missing/],
    ['-----BEGIN PUBLIC KEY-----\nMFkw\n', 32, /expected -----END PUBLIC KEY-----/],
    ['-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PRIVATE KEY-----', 32, /the label "PRIVATE KEY"/],
    ['-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----', 26, /expected the DER of a public key/],
    ['-----BEGIN CERTIFICATE-----\nMFkw\n-----END CERTIFICATE-----', 27, /expected the DER of a certificate/],
  ])('points at where %j breaks', async (text, at, says) => {
    const { problems } = await read(pem, text)
    expect(problems).toContainEqual(expect.objectContaining({ at, says: expect.stringMatching(says) }))
  })
})

describe('a certificate', () => {
  // openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /C=AT/O=Lockstep/CN=ada -set_serial 0x1234
  const certificate = [
    '-----BEGIN CERTIFICATE-----',
    'MIIBnzCCAUWgAwIBAgICEjQwCgYIKoZIzj0EAwIwLjELMAkGA1UEBhMCQVQxETAP',
    'BgNVBAoMCExvY2tzdGVwMQwwCgYDVQQDDANhZGEwHhcNMjYxMTI0MTQwMTAwWhcN',
    'MjYxMjI0MTQwMTAwWjAuMQswCQYDVQQGEwJBVDERMA8GA1UECgwITG9ja3N0ZXAx',
    'DDAKBgNVBAMMA2FkYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABO+mVIH5TmM8',
    'rpIiKEblM4dYq7L7SQ+Bg6X/6A+aU8UotPPXKHxUtHSD3PK7aXQNYAVWQVMe775G',
    'D2LageFm6QKjUzBRMB0GA1UdDgQWBBTg2PF/tnJEZVGRsTXRSHjBSrmuTDAfBgNV',
    'HSMEGDAWgBTg2PF/tnJEZVGRsTXRSHjBSrmuTDAPBgNVHRMBAf8EBTADAQH/MAoG',
    'CCqGSM49BAMCA0gAMEUCIFfky7wp4FiPDIMa3ylmtEjNrZt4Pi0PLUlbDjmPRdl8',
    'AiEApABj2kLxnsqviPkn2iAHEscrBPOlvX/amXRZUdcZ72M=',
    '-----END CERTIFICATE-----',
  ].join('\n')

  it('reads its outline as openssl does, and says what it does not read', async () => {
    const reading = await read(pem, certificate)
    expect(reading.kind).toBe('Certificate')
    expect(reading.problems).toEqual([])
    expect(fact(reading, 'subject')).toBe('C=AT, O=Lockstep, CN=ada')
    expect(fact(reading, 'issuer')).toBe('C=AT, O=Lockstep, CN=ada')
    expect(fact(reading, 'serial number')).toBe('12:34')
    expect(fact(reading, 'not before')).toBe('2026-11-24 14:01:00Z')
    expect(fact(reading, 'not after')).toBe('2026-12-24 14:01:00Z')
    expect(fact(reading, 'public key')).toBe('public P-256 key')
    expect(JSON.parse(fact(reading, 'its key as JWK') ?? '')).toEqual(
      new X509Certificate(certificate).publicKey.export({ format: 'jwk' }),
    )
    expect(fact(reading, 'not read')).toMatch(/extensions.*signature and chain/)
  })

  it.each([
    [Date.UTC(2020, 0, 1), 'It is not valid yet.'],
    [Date.UTC(2040, 0, 1), 'It has expired.'],
  ])('warns by the clock (%i)', async (now, says) => {
    const reading = await pem.read(certificate, { ...bench, now: () => now })
    expect(reading?.warnings).toEqual([expect.objectContaining({ says })])
  })
})

describe('PKCE pair', () => {
  // RFC 7636, Appendix B.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

  it.each([
    `code_verifier=${verifier}&code_challenge=${challenge}&code_challenge_method=S256`,
    `{"code_verifier": "${verifier}", "code_challenge": "${challenge}", "code_challenge_method": "S256"}`,
    `${verifier}\n${challenge}`,
    `${challenge} ${verifier}`,
  ])('RFC 7636 Appendix B: %s', async (text) => {
    const reading = await read(pkcePair, text)
    expect(reading.kind).toBe('PKCE pair')
    expect(fact(reading, 'S256 of the verifier')).toBe(challenge)
    expect(fact(reading, 'do they fit')).toBe('yes, by S256')
    expect(reading.problems).toEqual([])
    expect(joined(reading)).toBe(text)
    expect(reading.parts.find(({ id }) => id === 'code_verifier')).toMatchObject({
      text: verifier,
      secret: true,
    })
  })

  it('says that a pair does not fit, and follows an edit', async () => {
    const reading = await read(
      pkcePair,
      `code_verifier=${verifier}&code_challenge=${challenge}&code_challenge_method=S256`,
    )
    const written = (await reading.edit?.write({ code_verifier: `${verifier}A` })) ?? ''
    expect(written).toContain(`code_verifier=${verifier}A&code_challenge=${challenge}`)
    expect(fact(await read(pkcePair, written), 'do they fit')).toBe('no, not by S256')
  })

  it('RFC 7636 §4.3: without a method it is plain, and warns', async () => {
    const reading = await read(pkcePair, `code_verifier=${verifier}&code_challenge=${verifier}`)
    expect(fact(reading, 'do they fit')).toBe('yes, by plain')
    expect(reading.warnings[0]?.says).toMatch(/No method is named, which means plain/)
  })

  it.each([
    ['code_verifier=short', 14, /Unexpected 5 characters in code_verifier, expected 43 to 128/],
    [`code_verifier=${'a'.repeat(129)}`, 14, /Unexpected 129 characters/],
    [`code_verifier=${'a'.repeat(42)}+`, 56, /Unexpected "\+" in code_verifier/],
    [
      `code_challenge=${'a'.repeat(44)}&code_challenge_method=S256`,
      15,
      /Unexpected 44 characters, expected 43/,
    ],
  ])('points at what is wrong in %s', async (text, at, says) => {
    const { problems } = await read(pkcePair, text)
    expect(problems).toEqual([expect.objectContaining({ at, says: expect.stringMatching(says) })])
  })

  it('takes two texts for a pair only where one is the digest of the other', async () => {
    expect(await pkcePair.read(`${verifier} ${verifier}`, bench)).toBeUndefined()
  })
})

it.each([undefined, 'oct2', 'constructor', '__proto__', 'toString'])(
  'a key of no known kty has no thumbprint: %s',
  (kty) => {
    expect(jwkThumbprint({ kty, crv: 'P-256', x: 'AA', y: 'AA' })).toBeUndefined()
  },
)
