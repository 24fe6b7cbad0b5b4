/**
 * Sixty sandboxes at once, each with words of its own in everything that it sends. Whatever anybody does next,
 * nobody is shown a word of somebody else's, and nothing opens a door that it was not made for.
 */

import {
  type FieldLine,
  type HttpRequest,
  type HttpResponse,
  readable,
  request,
  withField,
} from '@lockstep/http/message'
import { callWithKey } from '@lockstep/schemes/api-key/credentials'
import { encode } from '@lockstep/schemes/basic/credentials'
import { chooseChallenge, readChallenges, signDigest } from '@lockstep/schemes/digest/credentials'
import { signTeaching } from '@lockstep/schemes/hmac/credentials/teaching'
import { buildBearer, buildLogin } from '@lockstep/schemes/jwt/credentials'
import { loadSchemes } from '@lockstep/schemes/list'
import { expect, it } from 'vitest'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

/** Each makes RSA keys of its own. */
const sandboxCount = 60
const moves = 500
const sideBySide = 10
/** Each of these costs slow hashes. */
const basicCount = 2

type Base = { readonly base: string; readonly twin: string | null }

type One = {
  readonly number: number
  readonly id: string
  readonly owner: FieldLine
  readonly json: FieldLine
  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  readonly credentials: any
  /** Keys made on request, with the base that they were made at. */
  readonly keys: { key: string; id: string; base: string }[]
  readonly exchanges: string[]
}

/** The same numbers at every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A word that nobody else has. It is long enough to be found. */
const canary = ({ number }: Pick<One, 'number'>) => `a-canary-of-sandbox-${number}`

/** Everything long enough to be a secret, an id or a canary, but for names like `token_endpoint_auth_method`. */
const wordsIn = (text: string) =>
  (text.match(/[A-Za-z0-9_-]{20,}/g) ?? []).filter((word) => !/^[a-z]+(?:[_-][a-z]+)*$/.test(word))

it('shows nobody anything of somebody else’s, and opens nothing across', async () => {
  const app = new TestApp(await loadSchemes(), { limits: 'off' })
  const below = numbers(7)
  const all: One[] = []
  /** Whose each secret is. */
  const owners = new Map<string, number>()
  const learn = (text: string, number: number) => owners.set(text, number)
  let scanned = 0

  /** What was sent to a sandbox on purpose may be seen there. */
  const sentTo = new Map<string, Set<string>>()

  function knownAt({ id }: One): Set<string> {
    const known = sentTo.get(id) ?? new Set()
    sentTo.set(id, known)
    return known
  }

  function send(by: One, message: HttpRequest): Promise<HttpResponse> {
    return sendFrom(by, by, message)
  }

  /** Sends to the sandbox `to` what `by` will read the answer of. */
  async function sendFrom(by: One, to: One, message: HttpRequest): Promise<HttpResponse> {
    const known = knownAt(to)
    for (const word of wordsIn(`${message.target} ${message.headers.join(' ')}`)) known.add(word)
    const answer = await app.send(message)
    scan(`${answer.headers.join(' ')} ${readable(answer.body)}`, by)
    const id = fieldOf(answer, 'exchange-id')
    if (id !== undefined && message.target.startsWith(`/s/${by.id}/`)) by.exchanges.push(id)
    return answer
  }

  function scan(text: string, shownTo: One): void {
    scanned++
    for (const word of wordsIn(text)) {
      const whose = owners.get(word)
      if (whose === undefined || whose === shownTo.number || sentTo.get(shownTo.id)?.has(word)) continue
      throw new Error(`Sandbox ${shownTo.number} was shown ${word}, which is of ${whose}`)
    }
  }

  for (let number = 0; number < sandboxCount; number++) {
    const made = jsonOf(await app.send(request('POST', '/api/sandboxes')))
    const { id, ownerToken, credentials } = made
    const owner = ['Authorization', `Bearer ${ownerToken}`] as const
    all.push({
      number,
      id,
      owner,
      json: ['Content-Type', 'application/json'],
      credentials,
      keys: [],
      exchanges: [],
    })
    for (const word of wordsIn(JSON.stringify(made))) learn(word, number)
    learn(canary({ number }), number)
  }
  expect(owners.size).toBeGreaterThanOrEqual(sandboxCount * 5)

  const streams = all.slice(0, 20).map((one) => ({ one, text: '' }))
  const closing: Promise<void>[] = []
  for (const stream of streams) {
    const { id, owner } = stream.one
    const answer = await app.fetch(`/api/sandboxes/${id}/exchanges`, {
      headers: { accept: 'text/event-stream', authorization: owner[1] },
    })
    const reading = async () => {
      for await (const piece of answer.body ?? []) stream.text += readable(piece)
    }
    closing.push(reading())
  }

  const place = (one: One): Base => {
    const twin = [null, 'api-key.key-matches', 'digest.nonce-count-unused'][below(3)] ?? null
    return { twin, base: twin ? `/s/${one.id}/without/${twin}` : `/s/${one.id}` }
  }
  const extra = (one: One): FieldLine => ['X-Canary', canary(one)]
  const called = (one: One, target: string, fields: readonly FieldLine[], method = 'GET', body = '') =>
    request(method, `${target}?word=${canary(one)}`, [extra(one), ...fields], body)
  const outcomes = { opened: 0, refused: 0 }
  function expectStatus(answer: HttpResponse, opens: boolean, what: string): void {
    outcomes[opens ? 'opened' : 'refused']++
    if (opens ? answer.status >= 300 : ![401, 403, 404].includes(answer.status))
      throw new Error(`Unexpected ${answer.status} for ${what}`)
  }
  /** The digest proof of `whose` credentials at a base of `at`, for a nonce from there or from somewhere else. */
  async function proof(at: One, whose: One, base: string, minted = base): Promise<HttpRequest> {
    const bare = called(at, `${base}/digest/whoami`, [])
    const asked = await app.send(request('GET', `${minted}/digest/whoami`))
    const challenge = chooseChallenge(readChallenges(asked))
    if (!challenge) throw new Error('Unexpected answer, expected a challenge')
    const { userId, password } = whose.credentials.digest
    const signed = signDigest({
      ...{ challenge, userId, password, method: 'GET', target: bare.target, body: bare.body },
      ...{ qop: 'auth', count: 1, cnonce: canary(at) },
    })
    return withField(bare, 'Authorization', signed.authorization)
  }

  const acts: ((me: One, other: One) => Promise<void>)[] = [
    // The seeded key, in its own sandbox and in another's.
    async (me, other) => {
      for (const whose of [me, other]) {
        const { key } = whose.credentials['api-key']
        const sent = callWithKey({ base: `/s/${me.id}`, key }).request
        const answer = await send(me, { ...sent, headers: [...sent.headers, extra(me)] })
        expectStatus(answer, whose === me, 'a seeded key')
      }
    },
    // A key made on request: good in the world that made it, and nowhere else.
    async (me, other) => {
      const { base, twin } = place(me)
      if (twin?.startsWith('digest')) return
      const body = JSON.stringify({ label: canary(me) })
      const made = await send(me, request('POST', `${base}/api-key/keys`, [me.owner, me.json], body))
      const { key, id } = jsonOf(made)
      learn(key, me.number)
      me.keys.push({ key, id, base })
      for (const [at, where, opens] of [
        [me, base, true],
        [me, twin ? `/s/${me.id}` : `/s/${me.id}/without/api-key.key-matches`, false],
        [other, `/s/${other.id}`, false],
      ] as const)
        expectStatus(
          await send(at, callWithKey({ base: where, key }).request),
          opens,
          `a key of ${base} at ${where}`,
        )
    },
    // Another's key cannot be ended or seen from here.
    async (me, other) => {
      const [known] = other.keys
      if (!known) return
      const target = `/s/${me.id}/api-key/keys/${known.id}/revoke`
      expectStatus(await send(me, request('POST', target, [me.owner])), false, 'another’s key')
      await send(me, request('GET', `/s/${me.id}/api-key/keys`, [me.owner]))
    },
    // A digest proof counts where its nonce and its password are from.
    async (me, other) => {
      const { base } = place(me)
      if (base.includes('api-key')) return
      const mine = await proof(me, me, base)
      expectStatus(await send(me, mine), true, 'a proof')
      expectStatus(await send(me, await proof(me, other, base)), false, 'another’s password')
      const elsewhere = [
        `/s/${other.id}`,
        base.includes('without') ? `/s/${me.id}` : `/s/${me.id}/without/digest.qop-present`,
      ]
      for (const minted of elsewhere)
        expectStatus(
          await send(me, await proof(me, me, base, minted)),
          false,
          `a nonce of ${minted} at ${base}`,
        )
      const there = { ...mine, target: mine.target.replace(me.id, other.id) }
      const moved = await sendFrom(me, other, there)
      if (moved.status === 200 && other !== me) throw new Error('A proof was taken in another sandbox')
    },
    // A token counts where it was issued, whoever's name is in it; a signature where its key is from.
    async (me, other) => {
      for (const whose of [me, other]) {
        const { userId, password } = whose.credentials.jwt
        const login = buildLogin(`/s/${whose.id}`, { userId, password }).request
        const token = jsonOf(await app.send(login)).access_token
        const [, claims, signature] = token.split('.')
        learn(signature, whose.number)
        // What a token says is shown to whoever it is sent to.
        for (const word of wordsIn(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))))
          knownAt(me).add(word)
        const [, bearer] = buildBearer('GET', '', token).request.headers[0] ?? []
        const sent = called(me, `/s/${me.id}/jwt/whoami`, [['Authorization', bearer ?? '']])
        expectStatus(await send(me, sent), whose === me, 'a token')
        const key = whose.credentials.hmac
        const bare = called(me, `/s/${me.id}/hmac/whoami`, [])
        const signing = { key, timestamp: app.clock / 1000, nonce: `${canary(me)}-${me.exchanges.length}` }
        expectStatus(await send(me, signTeaching(bare, signing).request), whose === me, 'a signature')
      }
    },
    // An owner token opens its own sandbox.
    async (me, other) => {
      const targets = [
        ['GET', ''],
        ['GET', '/exchanges'],
        ['POST', '/clock'],
        ['POST', '/attacks/api-key/prefix-is-enough'],
        ['POST', '/reset'],
        ['DELETE', ''],
      ] as const
      for (const [method, path] of targets) {
        const message = request(
          method,
          `/api/sandboxes/${other.id}${path}`,
          [me.owner, me.json],
          '{"advance":1}',
        )
        expectStatus(await send(me, message), me === other, `an owner token at ${path}`)
        if (me === other) return
      }
      expectStatus(
        await send(me, request('PUT', `/s/${other.id}/digest/offer`, [me.owner], '{}')),
        false,
        'an offer',
      )
      expectStatus(
        await send(me, request('GET', `/s/${other.id}/api-key/keys`, [me.owner])),
        false,
        'the keys',
      )
    },
    // An exchange is told whole to its owner alone.
    async (me, other) => {
      const [mine, theirs] = [me.exchanges.at(-1), other.exchanges.at(-1)]
      if (mine)
        expectStatus(
          await send(me, request('GET', `/api/exchanges/${mine}`, [me.owner])),
          true,
          'an exchange',
        )
      if (theirs && me !== other)
        expectStatus(
          await send(me, request('GET', `/api/exchanges/${theirs}`, [me.owner])),
          false,
          'an exchange',
        )
    },
    async (me) => {
      const list = await send(me, request('GET', `/api/sandboxes/${me.id}/exchanges`, [me.owner]))
      expectStatus(list, true, 'the list')
    },
    async (me) => {
      const target = `/api/sandboxes/${me.id}/attacks/api-key/prefix-is-enough`
      expectStatus(await send(me, request('POST', target, [me.owner])), true, 'an attack')
    },
    async (me) => {
      if (below(8) > 0) return
      expectStatus(
        await send(me, request('POST', `/api/sandboxes/${me.id}/reset`, [me.owner])),
        true,
        'a reset',
      )
      for (const { key, base } of me.keys.splice(0))
        expectStatus(await send(me, callWithKey({ base, key }).request), false, 'a key from before the reset')
      me.exchanges.length = 0
    },
    // Mallory's site says what it was sent, to whoever sent it.
    async (me) => {
      const sent = called(me, `/s/${me.id}/mallory/api-key`, [['Referer', canary(me)]])
      expectStatus(await send(me, sent), true, 'a page')
    },
  ]

  for (let done = 0; done < moves; done += sideBySide) {
    // Ten learners at once, each another: a reset between two requests of one would be that learner's own doing.
    const first = below(all.length)
    const turns = Array.from({ length: sideBySide }, (_, i) => all[(first + i * 7) % all.length] as One)
    await Promise.all(
      turns.map((me) => {
        const others = all.filter((one) => one !== me && !turns.includes(one))
        return (acts[below(acts.length)] as (typeof acts)[number])(me, others[below(others.length)] as One)
      }),
    )
  }

  for (const me of all.slice(0, basicCount)) {
    const [next] = all.slice((me.number + 1) % basicCount)
    for (const whose of [me, next as One]) {
      const { authorization } = encode(whose.credentials.basic)
      const sent = called(me, `/s/${me.id}/basic/whoami`, [['Authorization', authorization]])
      expectStatus(await send(me, sent), whose === me, 'a password')
    }
  }

  for (const { one } of streams) await send(one, called(one, `/s/${one.id}/digest/whoami`, []))
  app.app.close()
  await Promise.all(closing)
  for (const { one, text } of streams) {
    expect(text).toContain('event: exchange')
    scan(text, one)
  }
  expect(outcomes.opened).toBeGreaterThan(200)
  expect(outcomes.refused).toBeGreaterThan(200)
  expect(scanned).toBeGreaterThan(moves)
  // A label is the client's public name, and the log says who it was. It says nothing else.
  const logged = wordsIn(JSON.stringify(app.logged)).filter((word) => !word.startsWith('a-canary'))
  expect(app.logged.length).toBeGreaterThan(moves)
  expect(logged.filter((word) => owners.has(word))).toEqual([])
}, 120_000)
