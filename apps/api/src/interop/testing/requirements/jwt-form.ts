/** JWT: what a token has to look like before anything in it counts. */
import { createPublicKey } from 'node:crypto'
import { expect } from 'vitest'
import { jwsSignature, signJwt } from '../sign-jwt.ts'
import { algorithms, claimsOf, expectInvalid, expectOpen, keyFor, mint } from './jwt-world.ts'
import type { Probe, ProbeWorld } from './probe.ts'

const partsOf = (token: string) => token.split('.') as [string, string, string]
const utf8 = (text: string) => Buffer.from(text)

/** A token with a payload or header of these octets, rightly signed. */
const withTexts = (world: ProbeWorld, texts: { header?: string; claims?: string | Uint8Array }) => {
  const key = keyFor(world)
  return signJwt(
    texts.header ?? JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: key.kid }),
    texts.claims ?? JSON.stringify(claimsOf(world)),
    { alg: 'ES256', key },
  )
}

export const formProbes: readonly Probe[] = [
  {
    id: 'JWT-01',
    title: 'only the five names on the server’s list are an alg, and each of the five opens',
    async run(world) {
      for (const alg of algorithms) await expectOpen(world, mint(world, { alg }), alg)
      for (const alg of [
        'none',
        'None',
        'nOnE',
        '',
        'hs256',
        'ES384',
        'HS512',
        undefined,
        256,
        ['ES256'],
        null,
      ]) {
        const token = mint(world, { header: { alg } })
        await expectInvalid(world, token, 'alg-allowed', String(alg))
        const [header, claims] = partsOf(token)
        await expectInvalid(world, `${header}.${claims}.`, 'alg-allowed', `${alg} without a signature`)
      }
    },
  },
  {
    id: 'JWT-02',
    title: 'no form of a public key serves as a secret for HS256',
    async run(world) {
      for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
        const {
          kid,
          alg: _,
          use: __,
          ...jwk
        } = keyFor(world, alg) as Record<string, unknown> & { kid: string }
        const isPrivate = ['d', 'p', 'q', 'dp', 'dq', 'qi']
        const open = Object.fromEntries(Object.entries(jwk).filter(([name]) => !isPrivate.includes(name)))
        const key = createPublicKey({ key: open, format: 'jwk' })
        const pem = key.export({ type: 'spki', format: 'pem' }).toString()
        const published = (await (await world.lab.call(world.at('/jwt/jwks.json'))).json()) as {
          keys: { kid: string }[]
        }
        const material = String(open.n ?? open.x)
        const secrets = [
          utf8(pem),
          utf8(pem.trim()),
          utf8(pem.replaceAll('\n', '\r\n')),
          utf8(pem.replaceAll(/-----.*-----|\n/g, '')),
          key.export({ type: 'spki', format: 'der' }),
          utf8(JSON.stringify(open)),
          utf8(JSON.stringify(published.keys.find((one) => one.kid === kid))),
          utf8(material),
          Buffer.from(material, 'base64url'),
        ]
        for (const [i, secret] of secrets.entries())
          await expectInvalid(
            world,
            mint(world, { alg: 'HS256', header: { kid }, key: secret }),
            'alg-fits-key',
            `${alg} ${i}`,
          )
      }
    },
  },
  {
    id: 'JWT-03',
    title: 'a key is for one algorithm: RS256 by a PS256 key, PS256 by an RS256 key, and ES384 are refused',
    async run(world) {
      for (const [alg, other] of [
        ['RS256', 'PS256'],
        ['PS256', 'RS256'],
      ] as const) {
        const key = keyFor(world, other)
        await expectInvalid(world, mint(world, { alg, header: { kid: key.kid }, key }), 'alg-fits-key', alg)
      }
      const { kid } = keyFor(world, 'ES256')
      await expectInvalid(world, mint(world, { alg: 'RS256', header: { kid } }), 'alg-fits-key')
      await expectInvalid(world, mint(world, { header: { alg: 'ES384' } }), 'alg-allowed')
    },
  },
  {
    id: 'JWT-04',
    title: 'a signature that is empty, cut, changed, another’s, or followed by more is refused',
    async run(world) {
      for (const alg of algorithms) {
        const token = mint(world, { alg })
        const [header, claims, signature] = partsOf(token)
        const octets = Buffer.from(signature, 'base64url')
        const changed = Buffer.from(octets)
        changed[0] = (changed[0] ?? 0) ^ 1
        const [, , others] = partsOf(mint(world, { alg }))
        for (const bad of ['', octets.subarray(0, -1), changed, others])
          await expectInvalid(
            world,
            `${header}.${claims}.${typeof bad === 'string' ? bad : bad.toString('base64url')}`,
            'signature-matches',
            alg,
          )
        for (const bad of [
          `${token}.`,
          `${token}.${claims}`,
          `${token}.e30.e30`,
          `${header}.${claims}`,
          `.${token}`,
        ])
          await expectInvalid(world, bad, 'compact-form-strict', alg)
      }
    },
  },
  {
    id: 'JWT-05',
    title: 'base64url has one spelling: padding, white space, + and /, and stray bits are refused',
    async run(world) {
      const [header, claims, signature] = partsOf(mint(world))
      // 64 octets end in four characters' worth of which the last has four bits over.
      const last = signature.at(-1) ?? ''
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const stray = `${signature.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`
      expect(Buffer.from(stray, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
      for (const bad of [
        `${header}.${claims}.${stray}`,
        `${header}.${claims}.${signature}==`,
        `${header}=.${claims}.${signature}`,
        `${header}.${claims} .${signature}`,
        `${header}. ${claims}.${signature}`,
        `${header}.${claims}.+${signature.slice(1)}`,
        `${header}.${claims}./${signature.slice(1)}`,
        `${header}.${claims}.${signature}AAA`,
      ])
        await expectInvalid(world, bad, 'compact-form-strict', bad)
    },
  },
  {
    id: 'JWT-06',
    title: 'an ECDSA signature of zeros, of the order and above, or in DER is refused',
    async run(world) {
      const [header, claims] = partsOf(mint(world))
      const input = `${header}.${claims}`
      const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
      const zero = Buffer.alloc(32)
      const right = jwsSignature('ES256', keyFor(world), input)
      const [r, s] = [right.subarray(0, 32), right.subarray(32)]
      const whole = (number: Buffer) => Buffer.concat([Buffer.from([2, 33, 0]), number])
      for (const bad of [
        Buffer.concat([zero, zero]),
        Buffer.concat([zero, s]),
        Buffer.concat([r, zero]),
        Buffer.concat([order, s]),
        Buffer.concat([r, order]),
        Buffer.alloc(64, 0xff),
        Buffer.concat([Buffer.from([0x30, 70]), whole(r), whole(s)]),
      ])
        await expectInvalid(
          world,
          `${input}.${bad.toString('base64url')}`,
          'signature-matches',
          bad.toString('hex'),
        )
    },
  },
  {
    id: 'JWT-08',
    title: 'JSON with two meanings is refused: a name twice, a BOM, other octets, depth, __proto__',
    async run(world) {
      await expectOpen(world, withTexts(world, {}))
      const { kid } = keyFor(world)
      const claims = JSON.stringify(claimsOf(world))
      const header = (more: string) => `{"typ":"at+jwt","alg":"ES256","kid":"${kid}"${more}}`
      const inside = (more: string) => `${claims.slice(0, -1)},${more}}`
      for (const texts of [
        { header: header(',"alg":"none"') },
        { header: header(',"\\u0061lg":"none"') },
        { claims: inside('"sub":"eve"') },
        { claims: inside('"act":{"a":1,"a":2}') },
        { claims: `\u{feff}${claims}` },
        { claims: Buffer.from(inside('"x":"é"'), 'latin1') },
        { claims: Buffer.from(claims, 'utf16le') },
        { claims: inside(`"deep":${'['.repeat(100)}${']'.repeat(100)}`) },
        { claims: inside('"__proto__":{"sub":"eve"}') },
        { header: header(',"__proto__":{"kid":"x"}') },
        { claims: '[]' },
        { claims: '"ada"' },
        { claims: 'null' },
        { claims: '' },
        { claims: `${claims}x` },
        { header: '{"alg":"ES256",}' },
      ])
        await expectInvalid(world, withTexts(world, texts), 'compact-form-strict', JSON.stringify(texts))
      // Nobody else's object got a member from it.
      await expectOpen(
        world,
        withTexts(world, { claims: inside('"constructor":{"prototype":{"sub":"eve"}}') }),
      )
      expect((await world.ask({ target: world.at('/jwt/whoami') })).status).toBe(401)
    },
  },
  {
    id: 'JWT-14',
    title: 'nothing is critical here, so a token with crit is refused, whatever it says',
    async run(world) {
      for (const crit of [['x'], ['exp'], [], ['alg'], ['kid', 'kid'], 'x', null, [1]])
        await expectInvalid(
          world,
          mint(world, { header: { crit, x: 1, exp: 1 } }),
          'crit-understood',
          JSON.stringify(crit),
        )
    },
  },
  {
    id: 'JWT-15',
    title: 'b64: false is refused, with crit and without',
    async run(world) {
      await expectInvalid(world, mint(world, { header: { b64: false } }), 'compact-form-strict')
      await expectInvalid(
        world,
        mint(world, { header: { b64: false, crit: ['b64'] } }),
        'compact-form-strict',
      )
    },
  },
  {
    id: 'JWT-18',
    title: 'what is too long, encrypted or compressed is refused before anything is read out of it',
    async run(world) {
      const big = mint(world, { claims: { more: 'x'.repeat(6200) } })
      expect(big.length).toBeGreaterThan(8192)
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const jwe = (header: object) => `${encode(header)}.e30.e30.e30.e30`
      for (const token of [
        big,
        jwe({ alg: 'PBES2-HS256+A128KW', p2c: 2 ** 31 - 1, p2s: 'AAAA', enc: 'A128GCM' }),
        jwe({ alg: 'dir', enc: 'A128GCM', zip: 'DEF' }),
        'a'.repeat(12_000),
        '.'.repeat(12_000),
      ]) {
        const answer = await expectInvalid(world, token, 'compact-form-strict')
        const { verdict } = await world.sandbox.exchange(answer.lines('exchange-id')[0])
        // Nothing was computed of it, and nothing of what comes later was looked at.
        expect(verdict?.derivation).toEqual([])
        expect(new Set(verdict?.checks.slice(2).map(({ outcome }) => outcome))).toEqual(
          new Set(['not-reached']),
        )
      }
      const fits = mint(world, { claims: { more: 'x'.repeat(5000) } })
      await expectOpen(world, fits)
    },
  },
]
