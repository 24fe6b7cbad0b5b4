import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { to } from '../../util/path-builder.ts'
import { nameOf } from '../../util/scheme-names.ts'
import { timeTaken } from '../../util/time-taken.ts'
import type { WireLine } from '../../util/wire-line.ts'
import type { WireSearch } from '../../util/wire-search.ts'

type Props = { line: WireLine; search: WireSearch }

export const WireListRow = memo(function WireListRow({ line, search }: Props) {
  const { exchange, time, check, bytes } = line
  const { id, request, response, scheme, durationMicros } = exchange
  const [clock = '', millis] = timeText(time)
  return (
    <tr aria-current={search.open === id || undefined}>
      <td className="l-time">
        {clock}
        <span className="ms muted">.{millis}</span>
      </td>
      <th scope="row">
        <Link
          {...to.wire({ ...search, open: id })}
          replace
          title={request.target}
          resetScroll={false}
          preload={false}
        >
          <code>
            <b>{request.method}</b> {shortened(request.target)}
          </code>
        </Link>
      </th>
      <td className="l-status">{response.status}</td>
      <td className="l-scheme">{scheme === null ? '–' : (nameOf(scheme) ?? scheme)}</td>
      <td className="l-check">{check ?? ''}</td>
      <td className="l-num">{timeTaken(durationMicros)}</td>
      <td className="l-num l-bytes">{bytes.toLocaleString('en')}</td>
    </tr>
  )
})

function timeText(time: Date): [clock: string, millis: string] {
  return [time.toLocaleTimeString('en-GB'), String(time.getMilliseconds()).padStart(3, '0')]
}

/** Without the part that is the same in every row: the sandbox that this page is about. */
function shortened(target: string): string {
  return target.replace(/^\/s\/[^/]+/, '…')
}
