/** Plays an attack in process, in the real world and in the one without the check that it names. */
import { base64url } from '@lockstep/crypto/base64'
import { MemoryStore } from '@lockstep/store/memory-store'
import { answer } from './answer.ts'
import { type Recorded, tellExchange } from './exchange.ts'
import { placeOf, type Router } from './router.ts'
import type { Attack, ClientCertificate, Exchange, Scheme, World } from './scheme.ts'
import { type Installation, serverFor } from './server.ts'

export const requestsAnAttack = 40

export type AttackSetting = {
  readonly router: Router
  readonly installation: Installation
  readonly sandbox: string
  readonly origin: string
  readonly serverCaPem?: string
  /** Milliseconds since 1970, by the sandbox's clock: the time of the story. */
  now(): number
  /** Milliseconds since 1970, by the server's own clock: the time of the record. */
  recordedAt(): number
  /** Microseconds, for durations. */
  micros(): number
  /** Told of every exchange, as it happens. */
  record(exchange: Recorded): void
}

export type Run = {
  readonly exchanges: readonly Exchange[]
  /** The check at which the last refused exchange ended; null where the attack got in, for a challenge is a refusal too. */
  readonly stoppedBy: string | null
  readonly got: string | null
}

export type AttackRun = { readonly with: Run; readonly without: Run | null }

/**
 * Both runs of an attack. Each has rows of its own that are thrown away, so that an attack neither leans on what a
 * learner did nor spends it. `without` is null where the scheme does not stop the attack.
 */
export async function playAttack(scheme: Scheme, attack: Attack, setting: AttackSetting): Promise<AttackRun> {
  const real = await playIn(null, scheme, attack, setting)
  if (attack.stoppedBy === null) return { with: real, without: null }
  // A structural check has no world without it: only the side with it is played, and the page says so.
  if (scheme.rules[attack.stoppedBy]?.structural) return { with: real, without: null }
  return { with: real, without: await playIn(attack.stoppedBy, scheme, attack, setting) }
}

async function playIn(
  without: string | null,
  scheme: Scheme,
  attack: Attack,
  setting: AttackSetting,
): Promise<Run> {
  const { sandbox, origin, record, micros, router, serverCaPem } = setting
  // A check of the client half is taken away in the page; the server it talks to is the real one.
  const weakens = without !== null && attack.endpoint !== 'page'
  const base = weakens ? `/s/${sandbox}/without/${scheme.slug}.${without}` : `/s/${sandbox}`
  const store = new MemoryStore(Date.now)
  const { key, seedKey = key, random } = setting.installation
  // Keys of its own: what is minted in an attack is worth nothing outside of it, where its rows are not known.
  const installation = {
    ...setting.installation,
    seedKey,
    key: random(32),
    processKey: random(32),
    store,
    volatile: store,
    worldKeyPairs: setting.installation.keyPairs.apart(store),
  }
  const exchanges: Exchange[] = []
  let waited = 0
  const now = () => setting.now() + waited
  const place = (target: string) => {
    const found = placeOf(target)
    if (found?.sandbox !== sandbox)
      throw new Error(`Unexpected target "${target}", expected one below ${base}`)
    return found
  }
  const listener = origin.startsWith('https:') ? 'tls' : 'http'
  const serverAt = (
    target: string,
    address: string,
    transport: 'http' | 'tls' = listener,
    clientCertificate?: ClientCertificate,
  ) =>
    serverFor(installation, place(target), {
      now: now(),
      origin: origin.replace(/^https?:/, transport === 'tls' ? 'https:' : 'http:'),
      connection: {
        transport,
        address,
        ...(serverCaPem ? { serverCaPem } : {}),
        ...(clientCertificate ? { clientCertificate } : {}),
      },
    })
  const keep = (recorded: Omit<Recorded, 'id' | 'sandbox' | 'startedAt' | 'without'>): Exchange => {
    if (exchanges.length >= requestsAnAttack)
      throw new Error(`Unexpected request ${requestsAnAttack + 1} of an attack`)
    const whole: Recorded = {
      ...recorded,
      id: base64url.encode(setting.installation.random(16)),
      sandbox,
      startedAt: setting.recordedAt(),
      without: without === null ? null : `${scheme.slug}.${without}`,
    }
    record(whole)
    const told = tellExchange(whole, 'owner')
    exchanges.push(told)
    return told
  }
  const world: World = {
    origin,
    base,
    sandbox,
    without,
    credentials: scheme.sandbox.credentials(serverAt(`${base}/`, 'lab')),
    now,
    wait: (seconds) => {
      waited += seconds * 1000
    },
    random: setting.installation.random,
    get server() {
      return serverAt(`${base}/`, 'lab')
    },
    async send(
      from,
      request,
      {
        to = 'server',
        says,
        owner = false,
        address = '192.0.2.1',
        certificate,
        transport = certificate ? 'tls' : listener,
      } = {},
    ) {
      const started = micros()
      const server = serverAt(request.target, address, transport, certificate)
      const answered = await answer(router, place(request.target), request, server, () => owner)
      return keep({
        transport,
        request,
        response: answered.response,
        verdict: answered.verdict,
        scheme: answered.scheme?.slug ?? null,
        endpoint: answered.endpoint?.name ?? null,
        durationMicros: micros() - started,
        from,
        to,
        ...(says === undefined ? {} : { says }),
      })
    },
    forge: (from, to, request, response, verdict) =>
      keep({
        transport: listener,
        request,
        response,
        verdict: verdict ?? null,
        scheme: scheme.slug,
        endpoint: null,
        durationMicros: 0,
        from,
        to,
      }),
  }
  const arranged = await attack.arrange(world)
  const played = await attack.play(world, arranged)
  const got = attack.got(played)
  if (got !== null) return { exchanges, stoppedBy: null, got }
  const last = exchanges.findLast(({ verdict }) => verdict?.outcome === 'refused')
  const failed = last?.verdict?.checks.find(({ outcome }) => outcome === 'failed')
  return { exchanges, stoppedBy: failed?.id ?? null, got }
}
