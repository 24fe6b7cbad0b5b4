import { existsSync, readFileSync } from 'node:fs'
import { decodeForm, encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { signatureHolds } from '../jose/signature-holds.ts'
import { Lab } from '../testing/lab.ts'
import { isPushedReference } from './authorization/pushed-requests.ts'
import { readAuthorizationRequest } from './authorization/read-authorization-request.ts'
import { presentedWays, readBasic } from './clients/client-authentication.ts'
import { clientSecretBasic } from './credentials/client-authentication.ts'
import { codeChallengeOf } from './credentials/pkce.ts'
import { readUserCode } from './device/user-code.ts'
import { oauth2 } from './index.ts'
import { accessTokenHash, isForRequest, isPublicKey, isRecent, jktOf, readProof } from './tokens/dpop.ts'
import { readForm } from './verify/form.ts'

const basicOf = (value: string) => request('POST', '/token', [['Authorization', `Basic ${value}`]])

describe('RFC 6749 §2.3.1', () => {
  const printed = 'czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3'

  it('the client half makes the printed credentials', () => {
    expect(clientSecretBasic('s6BhdRkqt3', '7Fjfp0ZBr1KtDRbnfVdmIw').value).toBe(printed)
  })

  it('the server half reads them', () => {
    expect(readBasic(basicOf(printed))).toEqual({
      method: 'client_secret_basic',
      clientId: 's6BhdRkqt3',
      secret: '7Fjfp0ZBr1KtDRbnfVdmIw',
    })
  })

  it('the secret in the form (the second example, a refresh)', () => {
    const body =
      'grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw'
    const message = request('POST', '/token', [['Content-Type', formMediaType]], body)
    const form = readForm(message)
    expect(form.value('refresh_token')).toBe('tGzv3JOkF0XG5Qx2TlKWIA')
    expect(presentedWays(message, form)).toEqual([
      { method: 'client_secret_post', clientId: 's6BhdRkqt3', secret: '7Fjfp0ZBr1KtDRbnfVdmIw' },
    ])
  })
})

describe('RFC 6749 §4.1', () => {
  it('§4.1.1: the authorization request', () => {
    const query =
      'response_type=code&client_id=s6BhdRkqt3&state=xyz&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb'
    const read = readAuthorizationRequest(decodeForm(query) ?? [])
    expect(read.request).toEqual({
      response_type: 'code',
      client_id: 's6BhdRkqt3',
      state: 'xyz',
      redirect_uri: 'https://client.example.com/cb',
      namedRedirectUri: true,
      response_mode: 'query',
      scope: '',
    })
    expect(read.repeated).toEqual([])
  })

  it('§4.1.3: the token request', () => {
    const printed = 'czZCaGRSa3F0MzpnWDFmQmF0M2JW'
    expect(clientSecretBasic('s6BhdRkqt3', 'gX1fBat3bV').value).toBe(printed)
    expect(readBasic(basicOf(printed))).toMatchObject({ clientId: 's6BhdRkqt3', secret: 'gX1fBat3bV' })
    const body =
      'grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb'
    const form = readForm(request('POST', '/token', [['Content-Type', formMediaType]], body))
    expect(form.flaw).toBeUndefined()
    expect(form.value('code')).toBe('SplxlOBeZQQYbYS6WxSbIA')
    expect(form.value('redirect_uri')).toBe('https://client.example.com/cb')
  })
})

describe('RFC 6749 appendix B', () => {
  const characters = ' %&+£€'

  it('encodes the six characters as printed, and reads them back', () => {
    expect(encodeForm([['v', characters]])).toBe('v=+%25%26%2B%C2%A3%E2%82%AC')
    expect(decodeForm('v=+%25%26%2B%C2%A3%E2%82%AC')).toEqual([['v', characters]])
  })

  it('and so do client_id and client_secret, before Basic joins them', () => {
    const { value } = clientSecretBasic('a:b', characters)
    expect(atob(value)).toBe('a%3Ab:+%25%26%2B%C2%A3%E2%82%AC')
    expect(readBasic(basicOf(value))).toMatchObject({ clientId: 'a:b', secret: characters })
  })
})

describe('RFC 7636 appendix B', () => {
  it('makes the printed challenge of the printed verifier', () => {
    expect(codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })
})

describe('RFC 7638 §3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'

  it('names the printed key, whatever else it says of itself', () => {
    const jwk = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }
    expect(jktOf(jwk)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })
})

describe('RFC 8414 §3.1', () => {
  it('the path of the issuer comes after the well-known part, and the metadata says the same issuer', async () => {
    const lab = new Lab([oauth2])
    const answer = await lab.send(request('GET', `/.well-known/oauth-authorization-server${lab.base}`))
    expect(answer.response.status).toBe(200)
    const body = 'text' in answer.response.body ? answer.response.body.text : ''
    expect(JSON.parse(body)).toMatchObject({ issuer: `${lab.origin}${lab.base}` })
  })
})

describe('RFC 8628 §3.2, §6.1', () => {
  it.each(['WDJB-MJHT', 'WDJBMJHT', 'wdjb mjht'])('reads the printed user code, typed as %s', (typed) => {
    expect(readUserCode(typed)).toBe('WDJB-MJHT')
  })
})

describe('RFC 9126 §2.2', () => {
  it('the printed reference is of the form that this server gives out', () => {
    expect(isPushedReference('urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c')).toBe(true)
    expect(isPushedReference('https://client.example.org/request.jwt')).toBe(false)
  })
})

/** The figures of RFC 9449. */
type Figure = {
  readonly proof: string
  readonly claims: {
    readonly htm: string
    readonly htu: string
    readonly iat: number
    readonly jti: string
    readonly ath?: string
  }
  readonly jkt: string
}
type Published = {
  readonly dpop: { readonly accessToken: string; readonly ath: string; readonly proofs: readonly Figure[] }
}
const file = new URL('../../../../../shared/vectors/jose-dpop-rfc-examples.json', import.meta.url)
const published = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Published) : undefined
if (!published) process.stdout.write('Skipped: the figures of RFC 9449 are not there.\n')

/** The proof of §4.1 and of §5.1, with its line breaks taken out. */
const printedProof =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg'
const printedToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'

async function expectHolds({ proof, claims, jkt }: Figure) {
  const { origin, pathname } = new URL(claims.htu)
  const message = request(claims.htm, pathname, [['DPoP', proof]])
  const read = readProof(message)
  if (typeof read === 'string') throw new Error(read)
  expect(read.form.claims.object).toEqual(claims)
  expect(isPublicKey(read.jwk)).toBe(true)
  expect(await signatureHolds(read.form, read.form.header.object.alg, read.jwk as JsonWebKey)).toBe(true)
  expect(jktOf(read.jwk)).toBe(jkt)
  expect(isForRequest(read, message, { origin })).toBe(true)
  expect(isForRequest(read, { ...message, method: 'PUT' }, { origin })).toBe(false)
  expect(isForRequest(read, { ...message, target: `${pathname}/x` }, { origin })).toBe(false)
  expect(isRecent(read, { now: claims.iat * 1000 })).toBe(true)
  expect(isRecent(read, { now: (claims.iat + 3600) * 1000 })).toBe(false)
}

describe('RFC 9449', () => {
  it('§4.1 and §5: the proof holds for the printed token request', async () => {
    await expectHolds({
      proof: printedProof,
      claims: {
        htm: 'POST',
        htu: 'https://server.example.com/token',
        iat: 1_562_262_616,
        jti: '-BwC3ESc6acc2lTc',
      },
      jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
    })
  })

  it('§4.1: with one character of the signature changed it does not', async () => {
    const read = readProof(request('POST', '/token', [['DPoP', printedProof.replace('.2-Gx', '.3-Gx')]]))
    if (typeof read === 'string') throw new Error(read)
    expect(await signatureHolds(read.form, 'ES256', read.jwk as JsonWebKey)).toBe(false)
  })

  it('§7.1: ath is the hash of the printed access token', () => {
    expect(accessTokenHash(printedToken)).toBe('fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo')
  })

  it.skipIf(!published)('the figures as published: both proofs hold, the second with its ath', async () => {
    const { accessToken, ath, proofs } = (published as Published).dpop
    expect(accessTokenHash(accessToken)).toBe(ath)
    expect(proofs.length).toBeGreaterThanOrEqual(2)
    for (const figure of proofs) await expectHolds(figure)
    expect(proofs.map(({ claims }) => claims.ath)).toEqual([undefined, ath])
  })
})
