import { shortTarget } from '../../../components/wire-rows.ts'
import { useElsewhere } from '../../../stores/front/take-up.ts'

/** What there is to say when the window went where the lesson does not. */
export function ElsewhereNote() {
  const exchange = useElsewhere((state) => state.exchange)
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
