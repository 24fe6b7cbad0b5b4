import { useCallback, useRef } from 'react'
import { useWindow } from '../../hooks/use-window.ts'
import { Waiting } from '../../ui/Waiting.tsx'
import type { WireLine } from '../../util/wire-line.ts'
import type { WireSearch } from '../../util/wire-search.ts'
import { WireListRow } from './WireListRow.tsx'

const rowHeight = 28

type Props = { lines: readonly WireLine[]; search: WireSearch; filtered: boolean; loaded: boolean }

/** The list, newest first. Only the rows in view are in the document; how many there are stands above it. */
export function WireList({ lines, search, filtered, loaded }: Props) {
  const scroller = useRef<HTMLElement>(null)
  const count = lines.length
  const above = useCallback(
    (n: number) => count - 1 - lines.findLastIndex((line) => line.n <= n),
    [lines, count],
  )
  const { first, last } = useWindow(scroller, count, rowHeight, lines.at(-1)?.n ?? 0, above)
  const rows = lines.slice(count - last, count - first).toReversed()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="log-scroller" ref={scroller} tabIndex={0} aria-label="Exchanges, newest first">
      {count === 0 && <Empty filtered={filtered} loaded={loaded} />}
      {count > 0 && (
        <div style={{ paddingTop: first * rowHeight, paddingBottom: (count - last) * rowHeight }}>
          {' '}
          <table className="log">
            <thead>
              <tr>
                <th scope="col" className="l-time">
                  Time
                </th>
                <th scope="col">Request</th>
                <th scope="col" className="l-status">
                  Status
                </th>
                <th scope="col" className="l-scheme">
                  Scheme
                </th>
                <th scope="col" className="l-check">
                  Refused by
                </th>
                <th scope="col" className="l-num">
                  Server
                </th>
                <th scope="col" className="l-num l-bytes">
                  Bytes
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={moveFocus}>
              {rows.map((line) => (
                <WireListRow key={line.exchange.id} line={line} search={search} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** ↑ and ↓ go from row to row. */
function moveFocus(event: React.KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const row = (event.target as HTMLElement).closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const link = next?.querySelector('a')
  if (!link) return
  event.preventDefault()
  link.focus()
}

function Empty({ filtered, loaded }: { filtered: boolean; loaded: boolean }) {
  if (!loaded) return <Waiting why="The page asks what has reached the sandbox so far." />
  return (
    <div className="empty">
      {filtered ? (
        <p>Nothing in the list fits this filter. It goes on collecting: widen the filter to see what came.</p>
      ) : (
        <p>
          Nothing has reached this sandbox yet. Run the command above in a terminal, or send a step of a
          walkthrough: each request appears here the moment it lands.
        </p>
      )}
    </div>
  )
}
