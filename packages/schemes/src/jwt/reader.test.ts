import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Bench, Reading } from '../reader.ts'
import { Lab } from '../testing/lab.ts'
import { jwt } from './index.ts'
import { issueToken } from './issue-token.ts'
import { licencePath, licenceText } from './public-files.ts'
import { publicKeyPem } from './public-key-pem.ts'
import { tokenReader } from './reader/token.ts'
import { signingKeyOf } from './seeded-keys.ts'

let lab: Lab
let bench: Bench
let token: string

beforeAll(async () => {
  lab = new Lab([jwt])
  bench = {
    origin: lab.origin,
    base: lab.base,
    credentials: await lab.allCredentials(jwt),
    now: () => lab.clock,
    random: lab.installation.random,
  }
  token = (await issueToken(lab.server())).token
})

const encode = (value: unknown) =>
  base64url.encode(octets(typeof value === 'string' ? value : JSON.stringify(value)))
const read = async (text: string): Promise<Reading> => {
  const reading = await tokenReader.read(text, bench)
  if (!reading) throw new Error('Unexpected text, expected one that can be read')
  expect(reading.parts.map((part) => part.text).join('')).toBe(text)
  for (const { at, length } of reading.problems) {
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at + length).toBeLessThanOrEqual(text.length)
  }
  return reading
}
const factOf = ({ facts }: Reading, name: string) => facts.find((fact) => fact.name === name)
const documentOf = (reading: Reading, wanted: string) =>
  editOf(reading).documents.find(({ id }) => id === wanted)?.text
const warned = ({ warnings }: Reading) => warnings.map(({ says }) => says).join(' ')
const editOf = ({ edit }: Reading) => {
  if (!edit) throw new Error('Unexpected reading without an editable form')
  return edit
}
const signingOf = (reading: Reading) => {
  const { signing } = editOf(reading)
  if (!signing) throw new Error('Unexpected reading that cannot be signed')
  return signing
}
const documentsOf = (reading: Reading) =>
  Object.fromEntries(editOf(reading).documents.map(({ id, text }) => [id, text]))
const ownKey = (reading: Reading, start: string) => {
  const key = signingOf(reading).own.find(({ id }) => id.startsWith(start))
  if (!key) throw new Error(`Unexpected keys without ${start}`)
  return key
}
const send = async (text: string, reading: Reading) => {
  const message = await editOf(reading).request?.(text)
  if (!message) throw new Error('Unexpected reading that cannot be sent')
  return lab.send(message)
}

describe('finds the token', () => {
  it.each([
    ['bare', (t: string) => t],
    ['after Bearer', (t: string) => `Bearer ${t}`],
    ['on a field line', (t: string) => `Authorization: Bearer ${t}`],
    ['with white space around', (t: string) => `\n\n   ${t}  \n`],
    ['in a request', (t: string) => `GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${t}\r\n\r\n`],
    ['in a command', (t: string) => `curl -H 'Authorization: Bearer ${t}' http://localhost:8787/`],
    ['before words', (t: string) => `${t} expired today`],
    ['in the answer of a log-in', (t: string) => `{"access_token":"${t}","token_type":"Bearer"}`],
  ])('%s', async (_, around) => {
    const reading = await read(around(token))
    expect(reading.kind).toBe('Access token (JWT)')
    expect(reading.problems).toEqual([])
    expect(factOf(reading, 'signature')?.value).toMatch(/^holds with the sandbox’s ES256 key es256-/)
  })

  it('over several lines, which is a flaw and no other token', async () => {
    const reading = await read(token.replace(/.{76}/g, '$&\n'))
    expect(new Set(reading.problems.map(({ says }) => says))).toEqual(
      new Set(['Unexpected white space inside a part, expected none.']),
    )
    expect(factOf(reading, 'signature')?.value).toMatch(/^holds with the sandbox/)
  })

  it.each([
    '',
    'hello',
    'a.b.c',
    'Basic YWRhOmxvdmVsYWNl',
    '{"kty":"oct"}',
    'www.example.com',
    'SGVsbG8.d29ybGQ.x',
  ])('passes over %j', async (text) => expect(await tokenReader.read(text, bench)).toBeUndefined())
})

describe('reads what is broken as far as it goes', () => {
  const where = (reading: Reading, text: string) =>
    reading.problems.map(({ at, length, says }) => [text.slice(at, at + length), says])

  it('a payload that breaks off', async () => {
    const [header] = token.split('.')
    const text = `${header}.${encode('{"sub":"ada","exp":17')}.`
    const reading = await read(text)
    expect(documentOf(reading, 'payload')).toContain('"sub": "ada"')
    expect(documentOf(reading, 'header')).toContain('"alg": "ES256"')
    expect(reading.problems.some(({ says }) => says.startsWith('In the payload: Unexpected end'))).toBe(true)
  })

  it('names the character of the text at which the JSON breaks', async () => {
    const payload = '{"sub":"ada",exp:1}'
    const text = `  ${encode({ alg: 'ES256' })}.${encode(payload)}.AAAA`
    const [problem] = (await read(text)).problems
    const from = 2 + encode({ alg: 'ES256' }).length + 1
    expect(problem?.at).toBe(from + Math.floor((payload.indexOf('exp') * 4) / 3))
  })

  it('padding, base64, white space, strange characters, unused bits', async () => {
    const [header = '', payload = '', signature = ''] = token.split('.')
    const text = `${header}=.${payload.slice(0, 9)}\n ${payload.slice(9)}.${signature}`
    expect(where(await read(text), text)).toEqual([
      ['=', 'Unexpected padding, expected none.'],
      ['\n ', 'Unexpected white space inside a part, expected none.'],
    ])
    expect(documentOf(await read(text), 'payload')).toContain('"sub": "ada"')
    const strange = `${encode({ alg: 'HS256' })}.${encode({ sub: 'ada' })}.ab+/`
    expect(where(await read(strange), strange)[0]?.[0]).toBe('+')
    const unused = `${encode({ alg: 'HS256' })}.${encode({ sub: 'ada' })}.AB`
    expect(where(await read(unused), unused)[0]?.[1]).toMatch(/unused bits/)
  })

  it.each([
    ['', 1, '0', /The payload and the signature are missing\.$/],
    ['.e30', 2, '0', /The signature is missing\.$/],
    ['.e30.AAAA.BBBB', 4, 'BBBB', /\(encrypted\)\.$/],
    ['.e30.AAAA.BBBB.CCCC.DDDD', 6, 'DDDD', /\(encrypted\)\.$/],
    ['.e30.AAAA.BBBB.CCCC.DDDD.EEEE', 7, 'DDDD.EEEE', /\(encrypted\)\.$/],
  ])('points at what is missing or too much after a header and %j', async (rest, count, marked, says) => {
    const text = `eyJhbGciOiJub25lIn0${rest}`
    const [[place, words] = []] = where(await read(`  ${text}\n`), `  ${text}\n`)
    expect(words).toContain(`Unexpected ${count} part`)
    expect(words).toMatch(says)
    expect(place).toBe(marked)
  })

  it('says what is in a header that stands alone', async () => {
    expect(factOf(await read('eyJhbGciOiJub25lIn0'), 'alg')?.value).toBe('none')
  })

  it('a name that is there twice', async () => {
    const text = `${encode({ alg: 'ES256' })}.${encode('{"sub":"ada","sub":"bob"}')}.AAAA`
    expect((await read(text)).problems[0]?.says).toContain('second member "sub"')
  })
})

describe('says what it is', () => {
  it('times by the sandbox’s clock', async () => {
    const now = lab.clock / 1000
    const { token: old } = await issueToken(lab.server(), { claims: { exp: now - 180, iat: now - 7200 } })
    const reading = await read(old)
    expect(factOf(reading, 'life')).toMatchObject({ value: '1 hour', note: 'expired 3 minutes ago' })
    expect(warned(reading)).toContain('It expired 3 minutes ago.')
    expect(factOf(await read(token), 'life')).toMatchObject({ value: '15 minutes', note: '15 minutes left' })
  })

  it('what the token does not say itself, and repeats none of its members', async () => {
    const reading = await read(token)
    expect(factOf(reading, 'issuer')?.value).toBe('this sandbox')
    const members = editOf(reading).documents.flatMap(({ text }) => Object.keys(JSON.parse(text)))
    expect(members.length).toBeGreaterThan(10)
    for (const name of members) expect(factOf(reading, name), name).toBeUndefined()
  })

  it('who made each part: the issuer', async () => {
    const makers = (await read(token)).parts.filter(({ id }) => id).map(({ id, maker }) => [id, maker])
    expect(makers).toEqual([
      ['protected-header', 'server'],
      ['claims-set', 'server'],
      ['signature', 'server'],
    ])
  })

  it.each([
    [{ typ: 'logout+jwt' }, {}, 'Logout token (JWT)', 'never expires'],
    [{ typ: 'JWT' }, { nonce: 'x', exp: 1 }, 'ID Token (JWT)', 'opens no API'],
    [{}, { exp: 1 }, 'Signed JWT', 'Without typ'],
    [{ typ: 'dpop+jwt', jwk: { kty: 'EC' } }, {}, 'DPoP proof (JWT)', 'brings a key'],
    [{ typ: 'at+jwt', kid: '../../etc' }, {}, 'Access token (JWT)', 'looks like a path'],
    [{ typ: 'at+jwt', crit: ['x'], x: 1 }, {}, 'Access token (JWT)', 'crit'],
    [{ typ: 'at+jwt' }, { exp: 1_795_522_500_000 }, 'Access token (JWT)', 'milliseconds'],
    [
      { typ: 'at+jwt' },
      { iat: 1_795_522_500, exp: 1_995_522_500 },
      'Access token (JWT)',
      'It lives for 6 years',
    ],
    [{ typ: 'at+jwt' }, { nbf: 1_995_522_500 }, 'Access token (JWT)', 'not good before'],
    [{ typ: 'at+jwt' }, { password: 'x' }, 'Access token (JWT)', 'looks like a secret'],
  ])('%j %j is a %s, with a warning: %s', async (header, claims, kind, warning) => {
    const reading = await read(`${encode({ alg: 'RS256', ...header })}.${encode(claims)}.AAAA`)
    expect(reading.kind).toBe(kind)
    expect(warned(reading)).toContain(warning)
  })

  it('an unsecured JWT', async () => {
    const reading = await read(`${encode({ alg: 'none' })}.${encode({ sub: 'ada' })}.`)
    expect(reading.kind).toBe('Unsecured JWT')
    expect(warned(reading)).toContain('nobody signed it')
    expect(factOf(reading, 'signature')?.value).toBe('none')
  })

  it('an encrypted one, by its header', async () => {
    const header = encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128CBC-HS256', zip: 'DEF', p2c: 4_000_000 })
    const reading = await read(`${header}.AAAA.AAAA.AAAA.AAAA`)
    expect(reading).toMatchObject({ kind: 'Encrypted token (JWE)', problems: [] })
    expect(reading.edit).toBeUndefined()
    expect(factOf(reading, 'enc')?.value).toBe('A128CBC-HS256')
    expect(warned(reading)).toMatch(/Only the header.*compressed.*rounds/)
    expect(reading.parts.map(({ id }) => id).filter(Boolean)).toEqual([
      'protected-header',
      'encrypted-key',
      'initialization-vector',
      'ciphertext',
      'authentication-tag',
    ])
  })

  it('a JWS whose payload is no JSON, and keeps it as text', async () => {
    const reading = await read(`${encode({ alg: 'RS256' })}.${encode('It’s a dangerous business')}.AAAA`)
    expect(reading.kind).toBe('Signed text (JWS)')
    expect(editOf(reading).documents[1]).toMatchObject({
      language: 'text',
      text: 'It’s a dangerous business',
    })
  })

  it('a secret that everybody tries', async () => {
    const { legacyKey } = bench.credentials
    const { token: weak } = await issueToken(lab.server(), {
      alg: 'HS256',
      key: { kid: 'legacy', privateJwk: legacyKey },
    })
    const reading = await read(weak)
    expect(warned(reading)).toContain('everybody tries first')
    expect(factOf(reading, 'signature')?.value).toBe('holds with the sandbox’s HS256 key legacy')
  })
})

describe('checks the signature with a key that is pasted beside it', () => {
  const other = new Lab([jwt])
  other.installation.key.fill(3)

  it('a JWK Set, a PEM, or none', async () => {
    const { token: foreign, header } = await issueToken(other.server())
    expect(factOf(await read(foreign), 'signature')?.value).toBe('does not hold with a key of the sandbox')
    const set = (await other.get('/jwt/jwks.json')).response.body
    const keys = 'text' in set ? set.text : ''
    expect(factOf(await read(`${foreign}\n\n${keys}\n`), 'signature')?.value).toMatch(
      /^holds with the pasted key es256-/,
    )
    const key = await signingKeyOf(other.server(), String(header.kid), 'ES256')
    const pem = await publicKeyPem(key.publicJwk ?? {}, 'ES256')
    expect(factOf(await read(`${foreign}\n${pem}`), 'signature')?.value).toBe('holds with the pasted key')
    expect(factOf(await read(`${token}\n${pem}`), 'signature')?.value).toMatch(/^holds with the sandbox/)
  })

  it('holds for no other spelling of a token', async () => {
    expect(factOf(await read(`${token}==`), 'signature')?.value).toBe(
      'does not hold with a key of the sandbox',
    )
  })

  it('does not believe a key that the token brings along', async () => {
    const reading = await read(token)
    const jwk = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])
    const secret = await crypto.subtle.exportKey('jwk', (jwk as CryptoKeyPair).privateKey)
    const { d: _d, key_ops: _ops, ext: _ext, ...open } = secret
    const signing = signingOf(reading)
    const signed = await signing.sign(
      { ...documentsOf(reading), header: JSON.stringify({ alg: 'EdDSA', jwk: open }) },
      await signing.read(JSON.stringify(secret)),
    )
    const fact = factOf(await read(signed.text), 'signature')
    expect(fact?.value).toBe('holds with the key that the token brings along')
    expect(await editOf(reading).mintedHere(signed.text)).toBe(false)
  })
})

describe('edits and signs', () => {
  it('writes what was not touched as it came, whatever its white space', async () => {
    const odd = `${encode('{ "alg" : "ES256" , "typ":"at+jwt" }')}.${encode('{\n"sub": "ada", "n": 1.0e2 }')}.AAAA`
    const reading = await read(`Bearer ${odd}`)
    expect(await editOf(reading).write(documentsOf(reading))).toBe(`Bearer ${odd}`)
    expect(await editOf(reading).write({})).toBe(`Bearer ${odd}`)
    const claims = documentsOf(reading).payload?.replace('"ada"', '"bob"') ?? ''
    const written = await editOf(reading).write({ payload: claims })
    expect(written).toBe(`Bearer ${odd.split('.')[0]}.${encode('{"sub":"bob","n":1.0e2}')}.AAAA`)
  })

  it('keeps the old signature until it is told to sign, and the server refuses it', async () => {
    const reading = await read(token)
    const payload = documentsOf(reading).payload?.replace('"ada"', '"root"') ?? ''
    const written = await editOf(reading).write({ payload })
    expect(written.split('.')[2]).toBe(token.split('.')[2])
    expect(
      (await send(written, reading)).verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id,
    ).toBe('signature-matches')
    expect(await editOf(reading).mintedHere(written)).toBe(false)
    expect(await editOf(reading).mintedHere(token)).toBe(true)
  })

  it.each(['hs256', 'rs256', 'ps256', 'es256', 'eddsa'])(
    'signs with the sandbox’s %s key, and the server takes it',
    async (name) => {
      const reading = await read(token)
      const signed = await signingOf(reading).sign(documentsOf(reading), ownKey(reading, name))
      expect(JSON.parse(signed.documents.header ?? '')).toMatchObject({ kid: ownKey(reading, name).id })
      expect((await send(signed.text, reading)).response.status).toBe(200)
      expect(await editOf(reading).mintedHere(signed.text)).toBe(true)
      expect(signed.derivation.map((value) => value.name)).toEqual([
        'protectedHeader',
        'claimsSet',
        'signingInput',
        'signature',
      ])
    },
  )

  it('says which document is broken, and where', async () => {
    const edit = editOf(await read(token))
    await expect(async () => edit.write({ payload: '{"sub":}' })).rejects.toMatchObject({
      name: 'DocumentError',
      document: 'payload',
      at: 7,
    })
    await expect(async () => edit.write({ header: '{' })).rejects.toMatchObject({ document: 'header' })
  })

  it('alg none: an empty signature, and a warning', async () => {
    const reading = await read(token)
    const documents = { ...documentsOf(reading), header: '{"alg":"none","typ":"at+jwt"}' }
    const signed = await signingOf(reading).sign(documents, ownKey(reading, 'es256'))
    expect(signed.text.endsWith('.')).toBe(true)
    expect(signed.warnings[0]?.says).toContain('nobody signed it')
    expect((await send(signed.text, reading)).response.status).toBe(401)
  })

  it.each(['a', 'hunter2', ' spaces stay ', '{not json', 'base64url:AAEC'])(
    'a short secret works, with a warning: %j',
    async (secret) => {
      const reading = await read(token)
      const signing = signingOf(reading)
      const key = await signing.read(secret)
      expect(key.warnings[0]?.says).toContain('HS256 asks for 256')
      const header = JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: licencePath })
      const signed = await signing.sign({ ...documentsOf(reading), header }, key)
      expect(signed.warnings.length).toBeGreaterThan(0)
      expect(signed.text.split('.')[2]).toHaveLength(43)
    },
  )

  it('a kid that was edited stays: the licence as a secret gets into the world that looks it up', async () => {
    const weak = { ...bench, base: `${lab.base}/without/jwt.kid-is-plain` }
    const mint = await issueToken(lab.server(`${weak.base}/`))
    const reading = await tokenReader.read(mint.token, weak)
    if (!reading) throw new Error('Unexpected token that cannot be read')
    const signing = signingOf(reading)
    const header = JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: licencePath })
    const signed = await signing.sign({ ...documentsOf(reading), header }, await signing.read(licenceText))
    expect(JSON.parse(signed.documents.header ?? '').kid).toBe(licencePath)
    expect((await send(signed.text, reading)).response.status).toBe(200)
  })

  it('the text of a public key as a secret gets into the world without alg-fits-key', async () => {
    const base = `${lab.base}/without/jwt.alg-fits-key`
    const mint = await issueToken(lab.server(`${base}/`))
    const reading = await tokenReader.read(mint.token, { ...bench, base })
    if (!reading) throw new Error('Unexpected token that cannot be read')
    const kid = String(mint.header.kid)
    const key = await signingKeyOf(lab.server(`${base}/`), kid, 'ES256')
    const signing = signingOf(reading)
    const read = await signing.read(await publicKeyPem(key.publicJwk ?? {}, 'ES256'))
    expect(read.warnings[0]?.says).toContain('public text')
    const header = JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid })
    const signed = await signing.sign({ ...documentsOf(reading), header }, read)
    expect((await send(signed.text, reading)).response.status).toBe(200)
  })

  it('a kid that was edited stays under a key of the sandbox too, with a warning', async () => {
    const reading = await read(token)
    const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'another' })
    const signed = await signingOf(reading).sign(
      { ...documentsOf(reading), header },
      ownKey(reading, 'es256'),
    )
    expect(JSON.parse(signed.documents.header ?? '').kid).toBe('another')
    expect(signed.warnings.map(({ says }) => says)).toContain(
      'The kid names another key than the one that signed.',
    )
  })

  it('takes PEMs and sets, and says what it cannot take', async () => {
    const reading = await read(token)
    const signing = signingOf(reading)
    const set = JSON.stringify({ keys: bench.credentials.keys })
    expect((await signing.read(set)).name).toMatch(/^ES256 key es256-/)
    const { privateKey } = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair
    const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
    const pem = `-----BEGIN PRIVATE KEY-----\n${btoa(String.fromCharCode(...der))}\n-----END PRIVATE KEY-----`
    const signed = await signing.sign(documentsOf(reading), await signing.read(pem))
    expect(JSON.parse(signed.documents.header ?? '').alg).toBe('ES384')
    expect(signed.warnings.map(({ says }) => says).join(' ')).toContain('takes no ES384')
    for (const [text, says] of [
      [JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }), 'public key'],
      ['{"keys":[]}', 'public keys'],
      ['{}', 'kty'],
      ['{"kty":"EC","crv":"X","d":"AA"}', 'Unexpected key of kind'],
      ['-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----', 'not encrypted'],
    ] as const)
      await expect(async () => signing.read(text), text).rejects.toThrow(says)
  })

  it.each(['HS256', 'HS512', 'RS256', 'PS384', 'ES256', 'ES512', 'EdDSA', 'Ed25519'])(
    'makes a new key for %s and signs with it',
    async (alg) => {
      const reading = await read(token)
      const documents = { ...documentsOf(reading), header: JSON.stringify({ alg }) }
      const key = await signingOf(reading).generate?.(documents)
      if (!key) throw new Error('Unexpected reading that makes no key')
      const signed = await signingOf(reading).sign(documents, key)
      const jwk = JSON.stringify({ ...JSON.parse(key.text), kid: 'new' })
      expect(factOf(await read(`${signed.text}\n${jwk}`), 'signature')?.value).toBe(
        'holds with the pasted key new',
      )
    },
  )

  it('makes no key for an alg that it does not know', async () => {
    const reading = await read(token)
    await expect(signingOf(reading).generate?.({ header: '{"alg":"none"}' })).rejects.toMatchObject({
      name: 'KeyError',
    })
  })
})

it('has a sample that the server takes', async () => {
  const sample = (await tokenReader.sample?.(bench)) ?? ''
  const reading = await read(sample)
  expect(reading.warnings).toEqual([])
  expect((await send(sample, reading)).response.status).toBe(200)
})
