/** The client half against what it says of itself, for any values. */
import { base64, base64url } from '@lockstep/crypto/base64'
import { decodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { field, readable, splitTarget } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCompactForm } from '../jose/compact-form.ts'
import { signatureHolds } from '../jose/signature-holds.ts'
import { authorizationRequest } from './credentials/authorization-request.ts'
import { authenticationWays, clientSecretBasic } from './credentials/client-authentication.ts'
import { dpopKey } from './credentials/dpop-key.ts'
import { dpopProof } from './credentials/dpop-proof.ts'
import { formRequest } from './credentials/form-request.ts'
import { codeChallengeOf } from './credentials/pkce.ts'
import { accessTokenHash, jktOf } from './tokens/dpop.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((one) => one.isWellFormed())
const pairs = fc.array(fc.tuple(text, text), { maxLength: 6 })
const derivedText = (
  derivation: readonly { name: string; parts: readonly { text: string }[] }[],
  name: string,
) =>
  derivation
    .find((one) => one.name === name)
    ?.parts.map((part) => part.text)
    .join('')

it('RFC 7636 Appendix B', () => {
  expect(codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

it('an authorization request says what it was given, and its derivation is its address', () => {
  fc.assert(
    fc.property(pairs, (parameters) => {
      const built = authorizationRequest({ origin: 'http://a', path: '/authorize', parameters })
      expect(decodeForm(splitTarget(built.request.target).query ?? '')).toEqual(parameters)
      expect(derivedText(built.derivation, 'authorizationRequestUri')).toBe(`http://a${built.request.target}`)
    }),
  )
})

it('a form says what it was given, and its derivation is its content', () => {
  fc.assert(
    fc.property(pairs, text, text, fc.constantFrom(...authenticationWays), (parameters, id, secret, way) => {
      const client = { client_id: id, client_secret: secret }
      const { request, derivation } = formRequest({ target: '/token', parameters, client, way })
      const own: FormPair[] =
        way === 'client_secret_basic'
          ? []
          : [['client_id', id], ...(way === 'none' ? [] : [['client_secret', secret] as const])]
      expect(decodeForm(readable(request.body))).toEqual([...parameters, ...own])
      expect(derivedText(derivation, 'tokenRequest')).toBe(readable(request.body))
      expect(field(request, 'authorization') !== undefined).toBe(way === 'client_secret_basic')
    }),
  )
})

it('Basic of a client can be taken apart again, whatever its id and its secret', () => {
  fc.assert(
    fc.property(text, text, (id, secret) => {
      const { value } = clientSecretBasic(id, secret)
      const [one = '', other = '', ...more] = readable(base64.decode(value) ?? new Uint8Array()).split(':')
      expect(more).toEqual([])
      expect(decodeForm(`${one}=${other}`) ?? []).toEqual(
        id === '' && secret === '' ? [['', '']] : [[id, secret]],
      )
    }),
  )
})

it('a proof holds by the key that it carries, and says what it was given', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      text,
      text,
      fc.option(text, { nil: undefined }),
      async (seed, jti, htu, accessToken) => {
        const key = await dpopKey(base64url.encode(seed))
        const claims = { jti, htm: 'GET', htu, iat: 1, nonce: 'n' }
        const { proof, derivation } = await dpopProof(claims, key, accessToken)
        const form = readCompactForm(proof)
        if (typeof form === 'string') throw new Error(form)
        expect(await signatureHolds(form, 'EdDSA', key.publicJwk)).toBe(true)
        expect(form.claims.object).toEqual({
          ...claims,
          ...(accessToken === undefined ? {} : { ath: accessTokenHash(accessToken) }),
        })
        expect(form.header.object.jwk).not.toHaveProperty('d')
        expect(derivedText(derivation, 'jkt')).toBe(jktOf({ ...key.publicJwk }))
        expect(derivedText(derivation, 'dpopProof')).toBe(proof)
        expect(derivedText(derivation, 'dpopSigningInput')).toBe(form.signingInput)
      },
    ),
    { numRuns: 50 },
  )
})

it.each(['', 'A', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}!`])(
  'no key is made of %j',
  async (text) => {
    await expect(dpopKey(text)).rejects.toThrow('Unexpected key, expected 32 octets')
  },
)
