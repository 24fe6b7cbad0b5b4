import type { Step } from '@lockstep/schemes/scheme'
import type { Open } from '../../components/walkthrough-rows.ts'
import type { Sent } from '../../stores/run.ts'

type Props = {
  step: Step
  played: Sent | undefined
  open: Open
  onOpen: (message: number, half: Open['half']) => void
}

/** The messages of a step: its requests, and the answers once they are there. */
export function MessageSwitch({ step, played, open, onOpen }: Props) {
  if (!played && step.messages.length < 2) return <span className="muted">as it will be sent</span>
  // Of many only the open one has its halves: each number opens another.
  const isLong = step.messages.length > 3
  const halves = step.messages.flatMap((_, message) => {
    const exchange = played?.exchanges[message]
    const which = step.messages.length > 1 ? `${message + 1} ` : ''
    const request = {
      message,
      half: 'request' as const,
      words: `${which}${exchange?.request.method ?? 'request'}`,
    }
    if (isLong && message !== open.message) return [{ ...request, words: String(message + 1) }]
    return exchange
      ? [request, { message, half: 'response' as const, words: String(exchange.response.status) }]
      : [request]
  })
  return (
    <>
      <fieldset className="seg" aria-label="Which message">
        {halves.map(({ message, half, words }) => (
          <button
            key={`${message}${half}`}
            type="button"
            aria-pressed={open.message === message && open.half === half}
            onClick={() => onOpen(message, half)}
          >
            {words}
          </button>
        ))}
      </fieldset>
      {played && (
        <span className="muted received">
          as the server {open.half === 'request' ? 'received' : 'sent'} it
        </span>
      )}
    </>
  )
}
