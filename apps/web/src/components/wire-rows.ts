import { field } from '@lockstep/http/message'
import { reasonPhrase } from '@lockstep/http/reason-phrase'
import type { Exchange, Inspect, Party } from '@lockstep/schemes/scheme'
import { challengesOf, type ShownChallenge } from './challenges-of.ts'
import { answeredMessage, receivedMessage } from './message-of.ts'
import { proofSize, type Size } from './proof-size.ts'
import { checkingWords } from './verdict-words.ts'

/** One row of the diagram: a message that travels from one lane to another, or work within one. */
export type WireRow = {
  readonly key: string
  /** The number beside it, on the first row of a step. */
  readonly number?: number
  readonly when: 'done' | 'later'
  readonly current: boolean
  /** True where it has just been sent by hand: only then does anything move. */
  readonly sent?: boolean
  readonly from: Party
  /** Absent for work. */
  readonly to?: Party
  readonly tls?: boolean
  /** The words above the shaft: the first in bold. */
  readonly say?: readonly [strong: string, rest: string]
  readonly size?: Size
  readonly note?: string
  readonly challenges?: readonly ShownChallenge[]
  /** Work of the sender before the message, and of the receiver after it. */
  readonly before?: string
  readonly after?: string
  /** What opens when it is chosen, in words: "Step 3, the answer". */
  readonly label: string
  /** Which step and message it is; what a link to it needs. */
  readonly step?: string
  readonly message?: number
  readonly half?: 'request' | 'response'
}

/** What a request and its answer say of themselves in the diagram. */
export function exchangeRows(
  exchange: Exchange,
  inspect: Inspect,
  authorization?: string,
): readonly [
  request: Pick<WireRow, 'say' | 'size' | 'after' | 'tls'>,
  response: Pick<WireRow, 'say' | 'size' | 'challenges' | 'tls'>,
] {
  const { request, response, verdict, transport } = exchange
  const challenges = challengesOf(response.headers, authorization)
  const tls = transport === 'tls'
  return [
    {
      say: [request.method, shortTarget(request.target)],
      size: sizesOf(exchange, inspect)[0],
      tls,
      ...(verdict ? { after: checkingWords(verdict.checks) } : {}),
    },
    {
      say: [String(response.status), reasonPhrase(response.status)],
      size: sizesOf(exchange, inspect)[1],
      tls,
      ...(challenges.length > 0 ? { challenges } : {}),
    },
  ]
}

/** An exchange never changes, so it is measured once. */
const sizes = new WeakMap<Exchange, readonly [request: Size, response: Size]>()

function sizesOf(exchange: Exchange, inspect: Inspect): readonly [request: Size, response: Size] {
  const known = sizes.get(exchange)
  if (known) return known
  const measured = [
    proofSize(receivedMessage(exchange), inspect),
    proofSize(answeredMessage(exchange), inspect),
  ] as const
  sizes.set(exchange, measured)
  return measured
}

/** The answer that a later request gave to a challenge. */
export function authorizationOf(exchange: Exchange | undefined): string | undefined {
  return exchange && field(exchange.request, 'authorization')
}

/** The message beside the diagram has all of it. */
const widest = 26

/** The last two segments of a target, or the last one with its query: the start is the sandbox's, and everywhere the same. */
export function shortTarget(target: string): string {
  const [path = '', query] = target.split('?', 2)
  const segments = path.split('/').filter(Boolean)
  // RFC 8615 §3: what follows is long, and says for which path it is.
  if (segments[0] === '.well-known') return '/.well-known/…'
  const end = segments.slice(query === undefined ? -2 : -1).join('/')
  const whole = `${segments.length > 2 ? '…' : ''}/${end}${query === undefined ? '' : `?${query}`}`
  return whole.length > widest ? `${whole.slice(0, widest - 1)}…` : whole
}
