import type { Exchange } from '@lockstep/schemes/scheme'
import { bodyText } from '../../components/message-of.ts'
import { WireView } from '../../components/WireView.tsx'
import { exchangeRows, type WireRow } from '../../components/wire-rows.ts'
import type { Reading } from '../../stores/readings.ts'
import { sentBy } from '../../util/sent-by.ts'
import { LiveProof } from './LiveProof.tsx'

type Props = { exchange: Exchange; reading: Reading; play: boolean }

/** One request and its answer as two arrows between two lanes. */
export function LiveWire({ exchange, reading, play }: Props) {
  const [asked, answered] = exchangeRows(exchange, reading.inspect)
  const from = { id: 'from', label: 'user agent', hue: 'user-agent', note: sentBy(exchange) } as const
  const server = { id: 'server', label: 'resource server', hue: 'resource-server' } as const
  const { after: _, ...request } = asked
  const body = bodyText(exchange.response.body)
  const rows: WireRow[] = [
    {
      key: 'request',
      number: 1,
      when: 'done',
      current: true,
      from,
      to: server,
      label: 'The request',
      ...request,
      say: [exchange.request.method, exchange.request.target],
    },
    {
      key: 'response',
      number: 2,
      when: 'done',
      current: false,
      from: server,
      to: from,
      label: 'The answer',
      ...answered,
      ...(answered.challenges || body === '' || body.length > 80 ? {} : { note: body }),
    },
  ]
  return (
    <div>
      <WireView parties={[from, server]} rows={rows} host={location.host} play={play} />
      <LiveProof exchange={exchange} reading={reading} />
    </div>
  )
}
