import type { Exchange } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { Rail } from '../../components/Rail.tsx'
import { Status } from '../../components/Status.tsx'
import { verdictWords } from '../../components/verdict-words.ts'
import type { Reading } from '../../stores/readings.ts'
import { to } from '../../util/path-builder.ts'

/** How many checks there is room for. */
const room = 7
const sender = { id: 'from', label: 'user agent', hue: 'user-agent' } as const

/** The checks of one exchange; of a long list the ones around its end, and how many are left out. */
export function LiveVerdict({ exchange, reading }: { exchange: Exchange; reading: Reading }) {
  const { verdict, response, durationMicros } = exchange
  if (!verdict) return null
  const { checks } = verdict
  const end = checks.findIndex(({ outcome }) => outcome === 'failed')
  const last = end < 0 ? checks.length : Math.min(checks.length, Math.max(end + 2, room))
  const first = Math.max(0, last - room)
  const left = checks.length - (last - first)
  return (
    <>
      <Status status={response.status}>{verdictWords(verdict)}</Status>
      <Rail checks={checks.slice(first, last)} rules={reading.rules} sender={sender} />
      <p className="sm muted rail-foot">
        {first > 0 && `The first ${first} passed as well. `}
        {left > first && `Not reached and not shown: ${left - first}. `}
        The server took {micros(durationMicros)}.{' '}
        <Link {...to.scheme(reading.slug)}>Walk through {reading.name}</Link>
      </p>
    </>
  )
}

function micros(n: number): string {
  return n < 1_000 ? `${n} µs` : `${(n / 1_000).toLocaleString('en', { maximumSignificantDigits: 3 })} ms`
}
