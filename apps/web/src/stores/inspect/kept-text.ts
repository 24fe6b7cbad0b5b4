/** A text that this sandbox made outlives a reload of the tab. Any other is forgotten with the page. */
import { foundIn, type InspectState, useInspect } from './inspect-state.ts'
import { liveIn } from './send-text.ts'

const storageKey = 'inspect'
type Kept = Pick<InspectState, 'text' | 'sample' | 'documents'> & { readonly reader: string }

/** Keeps what is open now, if it may be kept. */
export function keepText(): void {
  const state = useInspect.getState()
  const one = foundIn(state)
  // An edit can be a paste, too.
  if (!state.isOwn || !one || liveIn(state).length > 0) {
    forgetText()
    return
  }
  const kept: Kept = {
    text: state.text,
    sample: state.sample,
    reader: one.reader.id,
    documents: state.documents,
  }
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(kept))
  } catch {
    // Storage is closed to this page: the work lives as long as the page does.
  }
}

export function forgetText(): void {
  try {
    sessionStorage.removeItem(storageKey)
  } catch {
    // Nothing was kept there either.
  }
}

export function keptText(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
  } catch {
    return null
  }
}
