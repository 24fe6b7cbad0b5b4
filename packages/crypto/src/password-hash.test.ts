import { describe, expect, it } from 'vitest'
import { base64url } from './base64.ts'
import { hashPassword, iterations, passwordMatches } from './password-hash.ts'

const salt = new Uint8Array(16).fill(3)

const stored = (saltText: string, count: number, hashHex: string) => {
  const hash = Uint8Array.from(hashHex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return `pbkdf2-sha256$${count}$${base64url.encode(new TextEncoder().encode(saltText))}$${base64url.encode(hash)}`
}

// The vectors there have 64 octets; the first block of PBKDF2 does not depend on how many are asked for.
describe('RFC 7914 §11', () => {
  it.each([
    ['passwd', 'salt', 1, '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'],
    ['Password', 'NaCl', 80_000, '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56'],
  ])('%s, %s, %d', async (password, saltText, count, hash) => {
    expect(await passwordMatches(password, stored(saltText, count, hash))).toBe(true)
    expect(await passwordMatches(`${password} `, stored(saltText, count, hash))).toBe(false)
  })
})

describe('hashPassword', () => {
  it('says how it was made, and is matched by that password alone', async () => {
    const kept = await hashPassword('open sesame', salt)
    expect(kept).toMatch(new RegExp(`^pbkdf2-sha256\\$${iterations}\\$[\\w-]{22}\\$[\\w-]{43}$`))
    expect(await passwordMatches('open sesame', kept)).toBe(true)
    expect(await passwordMatches('open sesamf', kept)).toBe(false)
  })

  it('differs with the salt, and takes the empty password', async () => {
    const kept = await hashPassword('', salt, 1000)
    expect(kept).toMatch(/^pbkdf2-sha256\$1000\$/)
    expect(kept).not.toBe(await hashPassword('', new Uint8Array(16), 1000))
    expect(await passwordMatches('', kept)).toBe(true)
  })
})

describe('passwordMatches', () => {
  it.each(['', 'open sesame', 'md5$1$AAAA$AAAA', 'pbkdf2-sha256$0$AAAA$AAAA', 'pbkdf2-sha256$1$A*$AAAA'])(
    'throws on %j without repeating it',
    async (bad) => {
      await expect(passwordMatches('x', bad)).rejects.toThrow(/^Unexpected stored password, expected /)
    },
  )
})
