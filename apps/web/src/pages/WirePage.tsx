import '../styles/wire.css'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useWire, watchWire } from '../stores/wire.ts'
import { to } from '../util/path-builder.ts'
import { filterLines } from '../util/wire-line.ts'
import { OpenExchange } from './wire/OpenExchange.tsx'
import { OwnCommand } from './wire/OwnCommand.tsx'
import { WireList } from './wire/WireList.tsx'
import { WireTools } from './wire/WireTools.tsx'

/** Everything that hit this tab's sandbox, from whichever program it came. */
export function WirePage() {
  const search = useSearch({ from: '/wire' })
  const navigate = useNavigate()
  const all = useWire((state) => state.lines)
  const loaded = useWire((state) => state.loaded)
  const filter = useDeferredValue(search)
  const lines = useMemo(() => filterLines(all, filter), [all, filter])
  useEffect(() => {
    const leave = new AbortController()
    void watchWire(leave.signal)
    return () => leave.abort()
  }, [])
  const close = () => {
    const { open: _, ...rest } = search
    void navigate({ ...to.wire(rest), replace: true })
  }
  return (
    <>
      <div className="top">
        <h1>On the wire</h1>
        <p className="muted">
          Every request that reached your sandbox, from this page or from any program, as the server received
          it.
        </p>
      </div>
      <div className="wire-page" data-open={search.open !== undefined || undefined}>
        <OwnCommand />
        <WireTools search={search} shown={lines.length} all={all.length} />
        <WireList lines={lines} search={search} filtered={lines.length < all.length} loaded={loaded} />
        {search.open !== undefined && <OpenExchange key={search.open} id={search.open} onClose={close} />}
      </div>
    </>
  )
}
