import type { Exchange } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { shortId } from '../../components/SandboxMenu.tsx'
import { useNow } from '../../hooks/use-now.ts'
import { useLatest, watchLatest } from '../../stores/latest.ts'
import { useReading } from '../../stores/readings.ts'
import { useSandbox } from '../../stores/sandbox.ts'
import { Waiting } from '../../ui/Waiting.tsx'
import { ago } from '../../util/ago.ts'
import { to } from '../../util/path-builder.ts'
import { sentBy } from '../../util/sent-by.ts'
import { LiveVerdict } from './LiveVerdict.tsx'
import { LiveWire } from './LiveWire.tsx'

/** The newest exchange, as it was received. It is replaced the moment another lands. */
export function LiveExchange() {
  const { watched, exchange, arrived } = useLatest()
  const reading = useReading(exchange?.scheme ?? null)
  useEffect(() => {
    const leave = new AbortController()
    void watchLatest(leave.signal)
    return () => leave.abort()
  }, [])
  return (
    <section className="live" aria-label="The latest exchange">
      <div className="sec">
        <h2>On the wire of sandbox {watched ? shortId(watched.id) : 'demo'}</h2>
        <When exchange={exchange} />
        <OwnWireLink id={watched?.id} />
      </div>
      {exchange && reading ? (
        <>
          <LiveWire key={exchange.id} exchange={exchange} reading={reading} play={arrived} />
          <div className="rail-box">
            <LiveVerdict exchange={exchange} reading={reading} />
          </div>
        </>
      ) : (
        <Waiting why="The page sends one request of its own, so that there is something to read." />
      )}
      <p className="sr" role="status">
        {exchange && arrived
          ? `${exchange.request.method} ${exchange.request.target} arrived, answered ${exchange.response.status}.`
          : ''}
      </p>
    </section>
  )
}

function When({ exchange }: { exchange: Exchange | null }) {
  const now = useNow(1_000)
  // Keeps the room that its words will take.
  if (!exchange) return <span className="muted invisible">now, from this page</span>
  return (
    <span className="muted">
      {ago(exchange.startedAt, now)}, from {sentBy(exchange)}
    </span>
  )
}

/** The Wire page shows this tab's own sandbox, which is another one than the public one. */
function OwnWireLink({ id }: { id: string | undefined }) {
  const own = useSandbox((state) => state.sandbox?.id)
  return (
    <Link {...to.wire()} className="sm">
      {id !== undefined && id === own ? 'All exchanges' : 'Your own wire'}
    </Link>
  )
}
