import { useEffect, useEffectEvent } from 'react'

type Steering = { back(): void; next(): void; send(): void }

/** ← → step, ↑ ↓ part, Enter sends: from anywhere on the page that does not need these keys itself. */
export function useSteering({ back, next, send }: Steering): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || needsKeys(event)) return
    if (event.key === 'ArrowLeft') back()
    else if (event.key === 'ArrowRight') next()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') focusPart()
    else if (event.key === 'Enter' && !activates(event.target)) send()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

/** A field has its own use for arrows, and all but those of one line for Enter. */
function needsKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('textarea, select')) return true
  return target.matches('input') && key !== 'Enter'
}

/** Enter on a button or a link is a press. */
function activates(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, summary') !== null
}

/** From elsewhere on the page ↑ and ↓ go to the message; within it they go from part to part. */
function focusPart(): void {
  document.querySelector<HTMLElement>('[data-message] [data-part][tabindex="0"]')?.focus()
}
