import { expect, it } from 'vitest'
import { readCompactForm } from './compact-form.ts'
import { algorithmNamed } from './jwt-algorithm.ts'
import { signatureHolds } from './signature-holds.ts'

it('knows Ed25519 by its old name and by the one of RFC 9864, and no other name that it does not verify', () => {
  for (const alg of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']) expect(algorithmNamed(alg)).toBe(alg)
  expect(algorithmNamed('Ed25519')).toBe('EdDSA')
  for (const alg of ['Ed448', 'ed25519', 'none', 'HS512', undefined, 7, ['Ed25519']])
    expect(algorithmNamed(alg), String(alg)).toBeUndefined()
})

it('verifies what was signed under either name', async () => {
  const { privateKey, publicKey } = (await crypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const jwk = await crypto.subtle.exportKey('jwk', publicKey)
  for (const alg of ['EdDSA', 'Ed25519']) {
    const input = `${btoa(JSON.stringify({ alg })).replaceAll('=', '')}.e30`
    const signature = await crypto.subtle.sign('Ed25519', privateKey, new TextEncoder().encode(input))
    const read = readCompactForm(`${input}.${Buffer.from(signature).toString('base64url')}`)
    if (typeof read === 'string') throw new Error(read)
    expect(await signatureHolds(read, algorithmNamed(alg), jwk), alg).toBe(true)
    expect(await signatureHolds(read, 'RS256', jwk), alg).toBe(false)
  }
})
