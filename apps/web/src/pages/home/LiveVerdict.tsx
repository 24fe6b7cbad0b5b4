import type { Exchange } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { Rail } from '../../components/Rail.tsx'
import { Status } from '../../components/Status.tsx'
import { verdictWords } from '../../components/verdict-words.ts'
import type { Reading } from '../../stores/readings.ts'
import { to } from '../../util/path-builder.ts'
import { timeTaken } from '../../util/time-taken.ts'
import { shortenChecks } from './shorten-checks.ts'

const sender = { id: 'from', label: 'user agent', hue: 'user-agent' } as const

/** The checks of one exchange, from the first one on; of a long list, how many passed in between. */
export function LiveVerdict({ exchange, reading }: { exchange: Exchange; reading: Reading }) {
  const { verdict, response, durationMicros } = exchange
  if (!verdict) return null
  const { shown, fold, left } = shortenChecks(verdict.checks)
  return (
    <>
      <Status status={response.status}>{verdictWords(verdict)}</Status>
      <Rail checks={shown} rules={reading.rules} sender={sender} fold={fold} />
      <p className="sm muted rail-foot">
        {left > 0 && `+ ${left} more, not reached. `}
        The server took {timeTaken(durationMicros)}.{' '}
        <Link {...to.scheme(reading.slug)}>Walk through {reading.name}</Link>
      </p>
    </>
  )
}
