/** Published examples: OpenID Connect Core Appendix A with the key that it prints, and RFC 7636 Appendix B. */
import { base64url } from '@lockstep/crypto/base64'
import { describe, expect, it } from 'vitest'
import { readCompactForm } from '../jose/compact-form.ts'
import { signatureHolds } from '../jose/signature-holds.ts'
import { s256ChallengeOf } from '../readers/pkce-pieces.ts'
import { tokenHash } from './token-hash.ts'

/** Appendix A.7. */
const key = {
  kty: 'RSA',
  e: 'AQAB',
  n: 'w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2GFpajvWE4VhfJAjEsOcwYzay7XGN0b-X84BfC8hmCTOj2b2eHT7NsZegFPKRUQzJ9wW8ipn_aDJWMGDuB1XyqT1E7DYqjUCEOD1b4FLpy_xPn6oV_TYOfQ9fZdbE5HGxJUzekuGcOKqOQ8M7wfYHhHHLxGpQVgL0apWuP2gDDOdTtpuld4D2LK1MZK99s9gaSjRHE8JDb1Z4IGhEcEyzkxswVdPndUWzfvWBBWXWxtSUvQGBRkuy1BHOa4sP6FKjWEeeF7gm7UMs2Nm2QUgNZw6xvEDGaLk4KASdIxRQ',
}

/** Its header and its first claims are the same in every example. */
const header = 'eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ'
const first =
  'ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4Mjg5NzYxMDAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhdCI6IDEzMTEyODA5NzAs'
const examples = {
  'A.2': `${header}.${first}CiAibmFtZSI6ICJKYW5lIERvZSIsCiAiZ2l2ZW5fbmFtZSI6ICJKYW5lIiwKICJmYW1pbHlfbmFtZSI6ICJEb2UiLAogImdlbmRlciI6ICJmZW1hbGUiLAogImJpcnRoZGF0ZSI6ICIwMDAwLTEwLTMxIiwKICJlbWFpbCI6ICJqYW5lZG9lQGV4YW1wbGUuY29tIiwKICJwaWN0dXJlIjogImh0dHA6Ly9leGFtcGxlLmNvbS9qYW5lZG9lL21lLmpwZyIKfQ.rHQjEmBqn9Jre0OLykYNnspA10Qql2rvx4FsD00jwlB0Sym4NzpgvPKsDjn_wMkHxcp6CilPcoKrWHcipR2iAjzLvDNAReF97zoJqq880ZD1bwY82JDauCXELVR9O6_B0w3K-E7yM2macAAgNCUwtik6SjoSUZRcf-O5lygIyLENx882p6MtmwaL1hd6qn5RZOQ0TLrOYu0532g9Exxcm-ChymrB4xLykpDj3lUivJt63eEGGN6DH5K6o33TcxkIjNrCD4XB1CKKumZvCedgHHF3IAK4dVEDSUoGlH9z4pP_eWYNXvqQOjGs-rDaQzUHl6cQQWNiDpWOl_lxXjQEvQ`,
  'A.3': `${header}.${first}CiAiYXRfaGFzaCI6ICI3N1FtVVB0alBmeld0RjJBbnBLOVJRIgp9.F9gRev0Dt2tKcrBkHy72cmRqnLdzw9FLCCSebV7mWs7o_sv2O5s6zMky2kmhHTVx9HmdvNnx9GaZ8XMYRFeYk8L5NZ7aYlA5W56nsG1iWOou_-gji0ibWIuuf4Owaho3YSoi7EvsTuLFz6tq-dLyz0dKABMDsiCmJ5wqkPUDTE3QTXjzbUmOzUDli-gCh5QPuZAq0cNW3pf_2n4zpvTYtbmj12cVcxGIMZby7TMWESRjQ9_o3jvhVNcCGcE0KAQXejhA1ocJhNEvQNqMFGlBb6_0RxxKjDZ-Oa329eGDidOvvp0h5hoES4a8IuGKS7NOcpp-aFwp0qVMDLI-Xnm-Pg`,
  'A.4': `${header}.${first}CiAiY19oYXNoIjogIkxEa3RLZG9RYWszUGswY25YeENsdEEiCn0.XW6uhdrkBgcGx6zVIrCiROpWURs-4goO1sKA4m9jhJIImiGg5muPUcNegx6sSv43c5DSn37sxCRrDZZm4ZPBKKgtYASMcE20SDgvYJdJS0cyuFw7Ijp_7WnIjcrl6B5cmoM6ylCvsLMwkoQAxVublMwH10oAxjzD6NEFsu9nipkszWhsPePf_rM4eMpkmCbTzume-fzZIi5VjdWGGEmzTg32h3jiex-r5WTHbj-u5HL7u_KP3rmbdYNzlzd1xWRYTUs4E8nOTgzAUwvwXkIQhOh5TPcSMBYy6X3E7-_gr9Ue6n4ND7hTFhtjYs3cjNKIA08qm5cpVYFMFMG6PkhzLQ`,
} as const

const claimsOf = (token: string) => {
  const read = readCompactForm(token)
  if (typeof read === 'string') throw new Error(`Unexpected example: ${read}`)
  return read
}

describe('OpenID Connect Core Appendix A', () => {
  it.each(Object.entries(examples))('%s: the signature holds by the key of A.7', async (_, token) => {
    const jws = claimsOf(token)
    expect(await signatureHolds(jws, 'RS256', key)).toBe(true)
    const other = claimsOf(
      `${header}.${token.split('.')[1]}.${examples['A.2'].split('.')[2]?.replace('rHQ', 'rHR')}`,
    )
    expect(await signatureHolds(other, 'RS256', key)).toBe(false)
    expect(jws.claims.object).toMatchObject({ sub: '248289761001', aud: 's6BhdRkqt3', nonce: 'n-0S6_WzA2Mj' })
  })

  it('A.3: at_hash is the left half of SHA-256 of the access token', () => {
    const hash = tokenHash('RS256', 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y')
    expect(hash).toBe('77QmUPtjPfzWtF2AnpK9RQ')
    expect(claimsOf(examples['A.3']).claims.object.at_hash).toBe(hash)
  })

  it('A.4: c_hash is the left half of SHA-256 of the code', () => {
    const hash = tokenHash('RS256', 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk')
    expect(hash).toBe('LDktKdoQak3Pk0cnXxCltA')
    expect(claimsOf(examples['A.4']).claims.object.c_hash).toBe(hash)
  })
})

it('Core §3.1.3.6: the hash goes by the alg of the ID Token', () => {
  expect(base64url.decode(tokenHash('ES256', 'token'))).toHaveLength(16)
  // Ed25519 signs by SHA-512: half of that are 32 octets.
  expect(base64url.decode(tokenHash('EdDSA', 'token'))).toHaveLength(32)
})

it('RFC 7636 Appendix B: the challenge of the verifier', () => {
  const challenge = s256ChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})
