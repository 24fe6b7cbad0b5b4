import type { Exchange } from '@lockstep/schemes/scheme'
import { Clause } from '../../components/Clause.tsx'
import { hueOf } from '../../components/parties.ts'
import { partsOf } from '../../components/parts-of.ts'
import type { Reading } from '../../stores/readings.ts'

/** The one part of the request that is meant to prove something, and what it is. */
export function LiveProof({ exchange, reading }: { exchange: Exchange; reading: Reading }) {
  const found = exchange.request.headers
    .flatMap(([name, value]) =>
      partsOf(reading.inspect, value, { kind: 'field', name, of: 'request' }).map((part) => ({ name, part })),
    )
    .find(({ part }) => part.secret && part.explain)
  if (!found) return null
  const { name, part } = found
  return (
    <dl className="live-proof">
      <dt>in {name}</dt>
      <dd>
        <code className="v" data-party={hueOf(reading.parties, part.maker)}>
          {part.text}
        </code>
      </dd>
      <dt>{part.label}</dt>
      <dd>
        {part.explain?.replaceAll('`', '')} {part.clause && <Clause clause={part.clause} short />}
      </dd>
    </dl>
  )
}
