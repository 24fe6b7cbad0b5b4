import { field, octets, request, withField } from '@lockstep/http/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failedCheck, Lab } from '../testing/lab.ts'
import { verifyAnswer } from './client.ts'
import { readChallenges, signDigest } from './credentials.ts'
import { digestAlgorithms } from './digest-algorithm.ts'
import { readDigestParameters } from './digest-parameters.ts'
import { decodeExtendedValue, encodeExtendedValue } from './extended-value.ts'
import { digest } from './index.ts'
import { readNonce } from './nonce.ts'
import { answerOf } from './run-values.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 200)
/** Whole exchanges take longer than parsing, and their inputs vary less. */
const exchanges = Math.min(numRuns, 10_000)
const target = '/s/lab/digest/whoami'

/** Text made of the pieces that the grammar is made of, so that much of it nearly parses. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'Digest ',
        'username',
        'username*',
        'nonce',
        'realm',
        'nc',
        'qop',
        'uri',
        'response',
        'userhash',
        'algorithm',
        '=',
        '"',
        ',',
        ' ',
        '\\',
        "UTF-8''",
        '%e2%82',
        '00000001',
        'true',
        'MD5-sess',
        'auth',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))
const fieldText = fc.oneof(
  pieces,
  pieces.map((text) => `Digest ${text}`),
  fc.string({ unit: 'binary', maxLength: 4000 }),
)

/** A parser that took this long would hold up every other request. The machine may pause once, but not three times. */
function timed<T>(job: () => T): T {
  let quickest = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && quickest >= 50; i++) {
    const started = performance.now()
    job()
    quickest = Math.min(quickest, performance.now() - started)
  }
  expect(quickest).toBeLessThan(50)
  return job()
}

test('no field makes the parsers throw or dawdle', () => {
  fc.assert(
    fc.property(fieldText, (text) => {
      timed(() => readDigestParameters(text))
      timed(() => readChallenges({ headers: [['WWW-Authenticate', text]] }))
      timed(() => decodeExtendedValue(text))
      timed(() => readNonce(new Uint8Array(32), text))
      for (const name of ['authorization', 'www-authenticate', 'authentication-info']) {
        const parts = timed(() => digest.inspect(text, { kind: 'field', name, of: 'request' }))
        if (parts) expect(parts.map((part) => part.text).join('')).toBe(text)
      }
    }),
    { numRuns },
  )
})

test('no field makes the server fail, or lets anybody in', async () => {
  const lab = new Lab([digest])
  await fc.assert(
    fc.asyncProperty(fieldText, async (text) => {
      const { response } = await lab.send(request('GET', target, [['Authorization', text]]))
      expect([400, 401]).toContain(response.status)
      lab.recorded.length = 0
    }),
    { numRuns },
  )
})

test('a name comes out of an extended value as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeExtendedValue(encodeExtendedValue(text))).toBe(text)
    }),
    { numRuns },
  )
})

const algorithm = fc.constantFrom(...digestAlgorithms)

test('what the client half signs the server half accepts, and the other way round', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        algorithm,
        qop: fc.constantFrom('auth' as const, 'auth-int' as const),
        nameForm: fc.constantFrom('username' as const, 'userhash' as const, 'username*' as const),
        count: fc.integer({ min: 1, max: 0xffffffff }),
        cnonce: fc.string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
        }),
        query: fc.webQueryParameters(),
        body: fc.uint8Array({ maxLength: 200 }),
      }),
      async ({ query, ...signing }) => {
        const lab = new Lab([digest])
        const { userId, password } = lab.credentials(digest)
        const challenge = await challengeOf(lab, signing.algorithm.name)
        const whole = `${target}?${query}`
        const signed = signDigest({ ...signing, challenge, userId, password, method: 'POST', target: whole })
        const message = {
          ...request('POST', whole, [['Authorization', signed.authorization]]),
          body: signing.body,
        }
        const exchange = await lab.send(message)
        expect(failedCheck(exchange)).toBeUndefined()
        expect((await verifyAnswer(answerOf(exchange), { ...signed, userId })).outcome).toBe('accepted')
      },
    ),
    { numRuns: exchanges },
  )
})

test('any one character changed in what is protected is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'username',
        'realm',
        'nonce',
        'uri',
        'nc',
        'cnonce',
        'response',
        'opaque',
        'method',
        'body',
      ),
      fc.nat(),
      fc.constantFrom('0', 'A', 'z', '~'),
      async (what, at, char) => {
        const lab = new Lab([digest])
        const { userId, password } = lab.credentials(digest)
        const challenge = await challengeOf(lab, 'SHA-256')
        const body = 'content'
        const signed = signDigest({
          challenge,
          userId,
          password,
          method: 'POST',
          target,
          body: octets(body),
          qop: 'auth-int',
          count: 0xabc,
          cnonce: 'abcdef',
        })
        const honest = request('POST', target, [['Authorization', signed.authorization]], body)
        const changed = (text: string) => {
          const i = at % text.length
          return text.slice(0, i) + (text[i] === char ? '_' : char) + text.slice(i + 1)
        }
        const edited =
          what === 'method'
            ? { ...honest, method: 'GET' }
            : what === 'body'
              ? { ...honest, body: octets(changed(body)) }
              : withField(
                  honest,
                  'Authorization',
                  (field(honest, 'authorization') ?? '').replace(
                    new RegExp(`(?<![a-z])(${what}=)("?)([^",]*)`),
                    (_all, name: string, quote: string, value: string) => name + quote + changed(value),
                  ),
                )
        expect(edited).not.toEqual(honest)
        expect((await lab.send(edited)).response.status, what).not.toBe(200)
        expect((await lab.send(honest)).response.status, 'nothing was spent').toBe(200)
      },
    ),
    { numRuns: exchanges },
  )
})

async function challengeOf(lab: Lab, name: string) {
  const offer = request(
    'PUT',
    '/s/lab/digest/offer',
    [['Content-Type', 'application/json']],
    JSON.stringify({ algorithms: [name] }),
  )
  await lab.send(offer, { owner: true })
  const [challenge] = readChallenges(answerOf(await lab.get('/digest/whoami')))
  if (!challenge) throw new Error('Unexpected answer without a challenge')
  return challenge
}
