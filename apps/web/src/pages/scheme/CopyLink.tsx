import { useMatchRoute } from '@tanstack/react-router'
import { copyText } from '../../ui/copy-text.ts'

/** Copies the address of what is on the page. It holds step, tab and edits, never a secret. */
export function CopyLink() {
  const isStep = useMatchRoute()({ to: '/$slug' })
  return (
    <button
      type="button"
      className="btn btn-quiet"
      onClick={() => void copyText(location.href, 'Copied. The link holds your edits, not the secrets.')}
    >
      Copy link to this {isStep ? 'step' : 'view'}
    </button>
  )
}
