import { octets } from '@lockstep/http/message'
import { reasonPhrase } from '@lockstep/http/reason-phrase'
import type { Exchange } from '@lockstep/schemes/scheme'
import type { WireOutcome, WireSearch } from './wire-search.ts'

/** One exchange with what the list shows and filters by, worked out once. */
export type WireLine = {
  /** Counts up as lines arrive. */
  readonly n: number
  readonly exchange: Exchange
  readonly time: Date
  readonly outcome: WireOutcome
  /** The check that ended it. */
  readonly check: string | undefined
  /** Octets both ways, as HTTP/1.1 lays them out. */
  readonly bytes: number
  readonly text: string
}

let count = 0

export function wireLine(exchange: Exchange): WireLine {
  const { request, response, verdict, startedAt } = exchange
  const check = verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id
  const first = `${request.method} ${request.target} HTTP/1.1\r\n`
  const status = `HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}\r\n`
  count++
  return {
    n: count,
    exchange,
    time: new Date(startedAt),
    outcome: verdict?.outcome ?? 'unchecked',
    check,
    bytes: sizeOf(first, request) + sizeOf(status, response),
    text: `${request.method} ${request.target} ${response.status} ${check ?? ''}`.toLowerCase(),
  }
}

function sizeOf(first: string, { headers, body }: Exchange['request'] | Exchange['response']): number {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return octets(`${first}${fields}\r\n`).length + body.bytes
}

/** The lines that a filter lets through, in their order. */
export function filterLines(
  lines: readonly WireLine[],
  { text = '', scheme, outcome }: WireSearch,
): readonly WireLine[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0 && scheme === undefined && outcome === undefined) return lines
  return lines.filter(
    (line) =>
      (scheme === undefined || line.exchange.scheme === scheme) &&
      (outcome === undefined || line.outcome === outcome) &&
      wanted.every((word) => line.text.includes(word)),
  )
}
