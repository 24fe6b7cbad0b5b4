import { base64 } from '@lockstep/crypto/base64'
import { hashPassword } from '@lockstep/crypto/password-hash'
import { octets } from '@lockstep/http/message'
import { array, assert, asyncProperty, constantFrom, oneof, property, string, uint8Array } from 'fast-check'
import { expect, it } from 'vitest'
import { failedCheck, Lab } from '../testing/lab.ts'
import { encode } from './credentials.ts'
import { basic } from './index.ts'
import { inspect } from './inspect.ts'
import { userRow } from './sandbox.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)

const text = string({ unit: 'binary', maxLength: 100 })
const piece = constantFrom(
  ...[
    'Basic',
    'basic ',
    ' ',
    '\t',
    ',',
    '=',
    '==',
    'YWRhOng=',
    'YTpi',
    '"',
    'realm="x"',
    '\0',
    '\u00e9',
    'x',
  ],
  ...[base64.encode(octets('ada:x')), 'A'.repeat(4000), '"\\'.repeat(1000), ', '.repeat(1000)],
)
const pieces = array(piece, { maxLength: 10 }).map((all) => all.join(''))
const spelled = oneof(uint8Array({ maxLength: 60 }), text.map(octets)).map(
  (all) => `Basic ${base64.encode(all)}`,
)
const authorization = oneof(
  text,
  pieces,
  spelled,
  text.map((all) => `Basic ${all}`),
)

/** Checks before any password is hashed: what they cost is parsing. */
const parsing = new Set(basic.endpoints[0]?.lists[0]?.checks.slice(0, 7).map(({ id }) => id))

async function labWith(password: string): Promise<Lab> {
  const lab = new Lab([basic])
  const passwordHash = await hashPassword(password, new Uint8Array(16), 1)
  await lab.server().store.put(userRow(lab.server()), { userId: 'ada', passwordHash })
  return lab
}

const send = (lab: Lab, value: string) => lab.get('/basic/whoami', [['Authorization', value]])

it('answers any Authorization field with 200, 400, 401 or 429, and soon', async () => {
  const lab = await labWith('x')
  await assert(
    asyncProperty(authorization, async (value) => {
      let exchange = await send(lab, value)
      expect([200, 400, 401, 429]).toContain(exchange.response.status)
      expect(exchange.verdict?.checks).toHaveLength(11)
      // A pause of the machine is no fault of the parser: what is slow must be slow three times.
      for (let again = 0; again < 2 && exchange.durationMicros > 50_000; again++)
        exchange = await send(lab, value)
      if (parsing.has(failedCheck(exchange) ?? '')) expect(exchange.durationMicros).toBeLessThan(50_000)
      lab.recorded.length = 0
    }),
    { numRuns },
  )
})

it('reads back what the client half wrote', async () => {
  // Neither part holds a control character, and a user-id no colon (RFC 7617 §2).
  const userId = string({ unit: 'grapheme', maxLength: 20 }).map((all) => all.replace(/\p{Cc}|:/gu, ''))
  const password = string({ unit: 'grapheme', maxLength: 20 }).map((all) => all.replace(/\p{Cc}/gu, ''))
  await assert(
    asyncProperty(userId, password, async (user, secret) => {
      const lab = await labWith(secret.normalize('NFC'))
      const told = await send(lab, encode({ userId: user, password: secret }).authorization)
      expect(told.verdict?.derivation?.[0]?.parts[0]?.text).toBe(user.normalize('NFC'))
      expect(failedCheck(told)).toBe(user === 'ada' ? undefined : 'user-known')
      const ada = await send(lab, encode({ userId: 'ada', password: secret }).authorization)
      expect(ada.response.status).toBe(200)
    }),
    { numRuns },
  )
})

it('inspects any field without losing a character', () => {
  const names = constantFrom('authorization', 'www-authenticate', 'origin', 'retry-after', 'x-other')
  assert(
    property(authorization, names, constantFrom('request', 'response'), (value, name, of) => {
      const parts = inspect(value, { kind: 'field', name, of })
      if (parts) expect(parts.map((part) => part.text).join('')).toBe(value)
    }),
    { numRuns },
  )
})
