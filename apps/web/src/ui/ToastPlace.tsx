import { useEffect, useState } from 'react'
import { Icon } from './Icon.tsx'
import { hideToast, useToast } from './toast-store.ts'

const life = 6_000

/** Where the one toast appears: bottom centre, six seconds, and it stays while it is looked at. */
export function ToastPlace() {
  const toast = useToast((state) => state.toast)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (!toast || held) return
    const timer = setTimeout(hideToast, life)
    return () => clearTimeout(timer)
  }, [toast, held])
  return (
    <div className="toast-place" role="status">
      {toast && (
        // biome-ignore lint/a11y/noStaticElementInteractions: looking at it holds it; nothing is done by it
        <div
          key={toast.id}
          className="toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>{toast.text}</span>
          <button type="button" className="icon-btn" aria-label="Close the message" onClick={hideToast}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  )
}
