import type { Party } from '@lockstep/schemes/scheme'
import { Mark } from '../../components/Mark.tsx'

type Props = {
  party: Party | undefined
  words?: string
  busy: boolean
  onSend: () => void
  className?: string
}

/** Sending speaks for a party, and wears its hue and mark. */
export function SendButton({
  party,
  words = 'Send',
  busy,
  onSend,
  className = 'btn btn-small btn-send',
}: Props) {
  return (
    <button
      type="button"
      className={className}
      data-party={party?.hue}
      aria-disabled={busy || undefined}
      onClick={onSend}
    >
      {party && <Mark hue={party.hue} />}
      {words} <kbd>Enter</kbd>
    </button>
  )
}
