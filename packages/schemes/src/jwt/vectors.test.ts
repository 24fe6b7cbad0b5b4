import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCompactForm, readCompactJws } from '../jose/compact-form.ts'
import { cryptoKey } from '../jose/crypto-keys.ts'
import { isJwtAlgorithm, webCrypto } from '../jose/jwt-algorithm.ts'
import { signToken } from '../jose/sign-token.ts'
import { signatureHolds } from '../jose/signature-holds.ts'
import { jwkThumbprint } from '../readers/jwk-thumbprint.ts'
import { Lab } from '../testing/lab.ts'
import { buildBearer } from './credentials.ts'
import { jwt } from './index.ts'

const vectors = new URL('../../../../../shared/vectors/', import.meta.url)

/** The published file, or undefined where it is not beside the repository; says so then. */
function published<T>(path: string): T | undefined {
  const file = new URL(path, vectors)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T
  process.stdout.write(`Skipped: ${path} is not there.\n`)
  return undefined
}

/** The checks of the server on form, alg, crit, key and signature, with one key in its set. */
async function accepts(token: string, key: JsonWebKey): Promise<boolean> {
  const jws = readCompactJws(token)
  if (typeof jws === 'string') return false
  const { alg } = jws.header.object
  if (!isJwtAlgorithm(alg) || 'crit' in jws.header.object || (key.alg ?? alg) !== alg) return false
  return signatureHolds(jws, alg, key)
}

// The claims of appendix A, with its line breaks.
const joe = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'

describe('RFC 7515 appendix A', () => {
  const secret: JsonWebKey = {
    kty: 'oct',
    k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  }
  const token =
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

  it('A.1 HS256: the same octets make the same token', async () => {
    const texts = { header: '{"typ":"JWT",\r\n "alg":"HS256"}', claims: joe }
    const { token: ours, derivation } = await signToken(texts, 'HS256', secret)
    expect(ours).toBe(token)
    expect(derivation.map(({ name }) => name)).toEqual([
      'protectedHeader',
      'claimsSet',
      'signingInput',
      'signature',
      'compactSerialization',
    ])
    expect(await accepts(token, secret)).toBe(true)
    expect(await accepts(token.replace('dBjf', 'eBjf'), secret)).toBe(false)
  })

  it('A.1: re-encoded without its line breaks it is another token', async () => {
    const texts = { header: '{"typ":"JWT","alg":"HS256"}', claims: joe }
    expect((await signToken(texts, 'HS256', secret)).token).not.toBe(token)
  })

  it('A.2 RS256', async () => {
    const key: JsonWebKey = {
      kty: 'RSA',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      e: 'AQAB',
    }
    const rs256 =
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'
    expect(await accepts(rs256, key)).toBe(true)
    expect(await accepts(`${rs256.slice(0, -4)}AAAA`, key)).toBe(false)
  })

  it('A.3 ES256', async () => {
    const key: JsonWebKey = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    }
    const es256 =
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'
    expect(await accepts(es256, key)).toBe(true)
    expect(await accepts(`${es256.slice(0, -4)}AAAA`, key)).toBe(false)
  })

  it('A.5: an unsecured JWS has a form, and no place on our list', async () => {
    const unsecured =
      'eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.'
    expect(typeof readCompactForm(unsecured)).toBe('object')
    expect(await accepts(unsecured, secret)).toBe(false)
    const lab = new Lab([jwt])
    const exchange = await lab.send(buildBearer('GET', `${lab.base}/jwt/whoami`, unsecured).request)
    expect(exchange.verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id).toBe('alg-allowed')
  })

  type Example = { readonly id: string; readonly alg: string; readonly jws: string; readonly jwk: JsonWebKey }
  const examples = published<{ jws: readonly Example[] }>('jose-dpop-rfc-examples.json')?.jws ?? []
  it.each(examples)('$id, as published in one file', async ({ jws, jwk, alg }) => {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = jwk
    expect(await accepts(jws, { ...open, alg })).toBe(true)
    const [header, payload, signature = ''] = jws.split('.')
    const changed = signature.startsWith('A') ? 'B' : 'A'
    expect(await accepts(`${header}.${payload}.${changed}${signature.slice(1)}`, open)).toBe(false)
    // Another alg of ours for the same key is another key.
    expect(await accepts(jws, { ...open, alg: alg === 'RS256' ? 'PS256' : 'RS256' })).toBe(false)
  })
})

describe('RFC 8037 appendix A', () => {
  const key: JsonWebKey = {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  }
  const token =
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'

  it('A.3: the thumbprint', () => {
    expect(jwkThumbprint(key as Record<string, unknown>)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  it('A.4 and A.5: signed, and checked', async () => {
    const { d: _d, ...open } = key
    expect(await accepts(token, open)).toBe(true)
    const texts = { header: '{"alg":"EdDSA"}', claims: 'Example of Ed25519 signing' }
    expect((await signToken(texts, 'EdDSA', key)).token).toBe(token)
  })
})

it('RFC 7638 §3.1: the thumbprint of the RSA key of the example', () => {
  const rsa = published<{ rfc7638: string }>('jose-dpop-rfc-examples.json')
  const key = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB',
    alg: 'RS256',
    kid: '2011-04-29',
  }
  expect(jwkThumbprint(key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  if (rsa) expect(rsa.rfc7638).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

describe('RFC 7520 §4', () => {
  type Cookbook = {
    readonly title: string
    readonly input: { readonly payload: string; readonly key: JsonWebKey; readonly alg: string }
    readonly signing: { readonly protected: object; readonly 'sig-input': string; readonly sig: string }
    readonly output: { readonly compact: string }
  }
  for (const [section, name] of [
    ['§4.1 RSA v1.5 Signature', '4_1.rsa_v15_signature'],
    ['§4.4 HMAC-SHA2 Integrity Protection', '4_4.hmac-sha2_integrity_protection'],
  ] as const) {
    const example = published<Cookbook>(`jose-cookbook/jws/${name}.json`)
    it.runIf(example)(section, async () => {
      const { input, signing, output } = example as Cookbook
      expect(await accepts(output.compact, publicHalf(input.key))).toBe(true)
      // The header is signed as it is printed; JSON.stringify happens to make the same octets.
      const texts = { header: JSON.stringify(signing.protected), claims: input.payload }
      const alg = isJwtAlgorithm(input.alg) ? input.alg : 'none'
      const { token, derivation } = await signToken(texts, alg, input.key)
      expect(token).toBe(output.compact)
      const signingInput = derivation.find(({ name }) => name === 'signingInput')
      expect(signingInput?.parts.map(({ text }) => text).join('')).toBe(signing['sig-input'])
    })
  }

  // §4.5 to §4.8 are no compact serialization.
  for (const [section, name] of [
    ['§4.2 RSA-PSS Signature: PS384 is not on our list', '4_2.rsa-pss_signature'],
    ['§4.3 ECDSA Signature: ES512 is not on our list', '4_3.ecdsa_signature'],
  ] as const) {
    const example = published<Cookbook>(`jose-cookbook/jws/${name}.json`)
    it.runIf(example)(section, async () => {
      const { input, output } = example as Cookbook
      expect(typeof readCompactJws(output.compact)).toBe('object')
      expect(await accepts(output.compact, publicHalf(input.key))).toBe(false)
    })
  }
})

describe('Wycheproof, JSON Web Signature', () => {
  type Group = {
    readonly comment: string
    readonly public?: JsonWebKey
    readonly private?: JsonWebKey
    readonly tests: readonly {
      readonly tcId: number
      readonly comment: string
      readonly jws: unknown
      readonly result: 'valid' | 'invalid'
    }[]
  }
  const groups =
    published<{ testGroups: readonly Group[] }>('wycheproof/json_web_signature_test.json')?.testGroups ?? []
  const cases = groups.flatMap((group) =>
    group.tests.map((one) => ({ ...one, group: group.comment, key: group.public ?? group.private ?? {} })),
  )

  /** Invalid for what its key says of its own use. Our set holds only keys that we made for signing. */
  const otherUse = [353, 354, 355, 356]
  /** Told to have padding, which the file has lost: they are the valid case 357, octet for octet. */
  const likeValid = [367, 370]
  /** Valid there, although characters that are not base64url stand in the token: we refuse those (RFC 7515 §2). */
  const lenient = [372, 373]
  /** Valid there with a key that names another alg than the token: for us a key is for exactly one. */
  const otherAlg = [346, 347, 350, 351]

  it.runIf(cases.length > 0)('refuses every invalid case, but for what a key says of its use', async () => {
    const taken: number[] = []
    for (const { tcId, jws, key, result } of cases)
      if (result === 'invalid' && typeof jws === 'string' && (await accepts(jws, key))) taken.push(tcId)
    expect(taken.filter((id) => ![...otherUse, ...likeValid].includes(id))).toEqual([])
    const valid = cases.find(({ tcId }) => tcId === 357)?.jws
    for (const { tcId, jws } of cases) if (likeValid.includes(tcId)) expect(jws).toBe(valid)
    expect(cases.filter(({ result }) => result === 'invalid').length).toBeGreaterThan(340)
  })

  it.runIf(cases.length > 0)('accepts every valid case of an alg that this server takes', async () => {
    const refused: number[] = []
    let accepted = 0
    for (const { tcId, jws, key, result } of cases) {
      if (result !== 'valid' || typeof jws !== 'string') continue
      if (await accepts(jws, key)) accepted++
      else if (isJwtAlgorithm(key.alg)) refused.push(tcId)
    }
    expect(refused.filter((id) => ![...lenient, ...otherAlg].includes(id))).toEqual([])
    expect(accepted).toBeGreaterThanOrEqual(20)
  })
})

describe('Wycheproof, ECDSA on P-256 in the form of JWS', () => {
  type Group = {
    readonly publicKeyJwk?: JsonWebKey
    readonly tests: readonly {
      readonly tcId: number
      readonly msg: string
      readonly sig: string
      readonly result: string
    }[]
  }
  const groups =
    published<{ testGroups: readonly Group[] }>('wycheproof/ecdsa_secp256r1_sha256_p1363_test.json')
      ?.testGroups ?? []

  it.runIf(groups.length > 0)('holds where r and s are in range, 32 octets each, and right', async () => {
    let tried = 0
    for (const { publicKeyJwk, tests } of groups) {
      if (!publicKeyJwk) continue
      const key = await cryptoKey(publicKeyJwk, 'ES256')
      for (const { tcId, msg, sig, result } of tests) {
        tried++
        const holds = await crypto.subtle.verify(webCrypto.ES256.signature, key, fromHex(sig), fromHex(msg))
        expect(holds, String(tcId)).toBe(result === 'valid')
      }
    }
    expect(tried).toBeGreaterThan(200)
  })
})

function publicHalf({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open }: JsonWebKey): JsonWebKey {
  return open
}

function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
