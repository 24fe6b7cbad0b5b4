import { shortTarget } from '../../../components/wire-rows.ts'
import { useRun } from '../../../stores/run.ts'

/** What there is to say when the window went where the lesson does not. */
export function ElsewhereNote() {
  const exchange = useRun((run) => run.elsewhere)
  return (
    <div className="win-note" role="status">
      {exchange && (
        <p className="note">
          The window asked for{' '}
          <code>
            {exchange.request.method} {shortTarget(exchange.request.target)}
          </code>{' '}
          and got {exchange.response.status}. That is no part of this step; it stands on the Wire page. Send
          takes the window back to where the step is.
        </p>
      )}
    </div>
  )
}
