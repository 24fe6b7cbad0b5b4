import type { Exchange, Inspect, Party } from '@lockstep/schemes/scheme'
import { exchangeRows, type WireRow } from './wire-rows.ts'

/** Of many exchanges that are all of one kind, only so many are shown, with a count of the rest. */
const shown = 4

/**
 * The rows of an attack as it was played. `decisive` is the exchange that the two runs are compared by; `byClient` says
 * that its answer was judged, by whoever asked.
 */
export function attackRows(
  exchanges: readonly Exchange[],
  parties: readonly Party[],
  inspect: Inspect,
  decisive: Exchange | undefined,
  byClient: boolean,
): { rows: WireRow[]; leftOut: number } {
  const middle = exchanges.slice(shown / 2, -shown / 2)
  const kept =
    middle.length > shown && middle.every((exchange) => kindOf(exchange) === kindOf(middle[0]))
      ? exchanges.filter((exchange) => !middle.includes(exchange))
      : exchanges
  const rows = kept.flatMap((exchange): WireRow[] => {
    const number = exchanges.indexOf(exchange) + 1
    const from = find(parties, exchange.from, parties[0])
    const to = find(parties, exchange.to ?? 'server', parties.at(-1))
    if (!from || !to) return []
    const [{ after, ...asked }, answered] = exchangeRows(exchange, inspect)
    const isIt = exchange === decisive
    const checking = after === undefined ? {} : { after }
    return [
      {
        ...asked,
        ...(isIt && byClient ? {} : checking),
        key: exchange.id,
        number,
        when: 'done',
        current: isIt && !byClient,
        from,
        to,
        label: `Request ${number}`,
        ...(exchange.says ? { note: exchange.says } : {}),
      },
      {
        ...answered,
        ...(isIt && byClient ? checking : {}),
        key: `${exchange.id}/answer`,
        when: 'done',
        current: isIt && byClient,
        from: to,
        to: from,
        half: 'response',
        label: `Answer ${number}`,
      },
    ]
  })
  return { rows, leftOut: exchanges.length - kept.length }
}

/** Guess after guess goes to one address. The messages of a story do not, and each of them is a part of it. */
function kindOf(exchange: Exchange | undefined): string {
  return `${exchange?.from} ${exchange?.request.method} ${exchange?.request.target.split('?', 1)[0]}`
}

function find(
  parties: readonly Party[],
  id: string | undefined,
  otherwise: Party | undefined,
): Party | undefined {
  return parties.find((party) => party.id === id) ?? otherwise
}
