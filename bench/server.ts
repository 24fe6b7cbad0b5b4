/**
 * What a protected endpoint costs, as a ratio to an unprotected Hono endpoint in the same run: recording, checks and
 * trace included. What is compared is the processor time of a request at the server: requests a second would measure
 * the load generator, which takes longer to read an answer than the server takes to make it. Rounds are interleaved;
 * the median of the rounds counts.
 */
import { setTimeout } from 'node:timers/promises'
import { base64 } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import { chooseChallenge, readChallenges, signDigest } from '@lockstep/schemes/digest/credentials'
import { answered, median, row, type Subject } from './lib/measure.ts'
import { type SignedCredentials, signedSubjects } from './lib/signed-subjects.ts'
import { type Host, startHost } from './lib/start-host.ts'

const seconds = Number(process.env.BENCH_SECONDS ?? 3)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

/** Measures and prints; returns nothing, because a figure only means something beside the others of its run. */
export async function benchServer(): Promise<void> {
  const host = await startHost()
  try {
    const subjects = await subjectsOf(host.plain, host.lockstep)
    const results = new Map<string, number[]>()
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) {
        results.set(subject.name, [...(results.get(subject.name) ?? []), await microsARequest(host, subject)])
      }
    }
    const base = median(results.get('unprotected Hono') ?? [])
    console.log(
      `\nProtected endpoints (median of ${rounds} interleaved rounds of ${seconds} s, 12 connections)`,
    )
    const widths = [40, 10, 8, 8]
    console.log(row(['', 'CPU µs', 'ratio', 'goal'], widths))
    for (const { name, goal } of subjects) {
      const micros = median(results.get(name) ?? [])
      console.log(row([name, micros.toFixed(0), (base / micros).toFixed(2), goal?.toFixed(2) ?? ''], widths))
    }
    await benchSandboxes(host, subjects)
  } finally {
    host.stop()
  }
}

/** Microseconds of processor time at the server for one request. */
async function microsARequest(host: Host, subject: Subject): Promise<number> {
  const before = await host.timeUsed()
  const requests = await answered(subject, seconds)
  return ((await host.timeUsed()) - before) / requests
}

async function subjectsOf(plain: string, lockstep: string): Promise<Subject[]> {
  const created = await fetch(`${lockstep}/api/sandboxes`, { method: 'POST' })
  const { id, credentials } = (await created.json()) as {
    id: string
    credentials: {
      'api-key': { key: string }
      basic: { userId: string; password: string }
      digest: { userId: string; password: string }
    } & SignedCredentials
  }
  const base = `/s/${id}`
  const basic = `Basic ${base64.encode(octets(`${credentials.basic.userId}:${credentials.basic.password}`))}`
  const digest = await digestHeaders(lockstep, `${base}/digest/whoami`, credentials.digest)
  return [
    { name: 'unprotected Hono', url: `${plain}/open`, status: 200 },
    {
      name: 'peer: hono/basic-auth',
      url: `${plain}/basic`,
      status: 200,
      headers: () => ({ authorization: `Basic ${base64.encode(octets('ada:a long enough password'))}` }),
    },
    {
      name: 'peer: hono/bearer-auth',
      url: `${plain}/bearer`,
      status: 200,
      headers: () => ({ authorization: 'Bearer a-long-enough-token' }),
    },
    { name: 'Lockstep, refused (401)', url: `${lockstep}${base}/api-key/whoami`, status: 401 },
    {
      name: 'Lockstep, API key',
      url: `${lockstep}${base}/api-key/whoami`,
      status: 200,
      goal: 0.45,
      headers: () => ({ 'x-api-key': credentials['api-key'].key }),
    },
    {
      name: 'Lockstep, Basic (second call on)',
      url: `${lockstep}${base}/basic/whoami`,
      status: 200,
      goal: 0.45,
      headers: () => ({ authorization: basic }),
    },
    {
      name: 'Lockstep, Digest SHA-256',
      url: `${lockstep}${base}/digest/whoami`,
      status: 200,
      goal: 0.33,
      headers: digest,
    },
    ...(await signedSubjects(lockstep, base, credentials)),
  ]
}

/** Answers to one challenge with a count that grows: made beforehand, so that the load does not wait for hashing. */
async function digestHeaders(lockstep: string, target: string, user: { userId: string; password: string }) {
  const proofs: string[] = []
  const refill = async () => {
    const response = await fetch(lockstep + target)
    // fetch joins field lines, and a challenge has commas of its own: the reader takes them apart.
    const headers = [['WWW-Authenticate', response.headers.get('www-authenticate') ?? '']] as const
    const challenge = chooseChallenge(readChallenges({ headers }))
    if (!challenge) throw new Error('Unexpected challenge: none that can be answered')
    for (let count = 200_000; count > 0; count--) {
      proofs.push(
        signDigest({
          challenge,
          ...user,
          method: 'GET',
          target,
          body: new Uint8Array(0),
          qop: 'auth',
          count,
          cnonce: hex(octets(String(count))),
        }).authorization,
      )
    }
  }
  await refill()
  // The server has closed the connection meanwhile: let that be noticed before the next call.
  await setTimeout(50)
  return () => ({ authorization: proofs.pop() ?? '' })
}

/** The cost of one endpoint with one sandbox and with 5,000, and what an idle one takes. */
async function benchSandboxes(host: Host, subjects: readonly Subject[]) {
  const subject = subjects.find(({ name }) => name === 'Lockstep, API key')
  if (!subject) return
  const before = await microsARequest(host, subject)
  const heapBefore = await host.heapUsed()
  const live = 4_900
  for (let i = 0; i < live; i += 50) {
    await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${host.lockstep}/api/sandboxes`, { method: 'POST' })),
    )
  }
  const heapAfter = await host.heapUsed()
  const after = await microsARequest(host, subject)
  console.log(
    `\nSandboxes: with ${live} more of them, ${(after / before).toFixed(2)} of the time a request takes with few`,
  )
  console.log(`Heap an idle sandbox: ${((heapAfter - heapBefore) / live / 1024).toFixed(1)} kB (goal: 20)`)
}
