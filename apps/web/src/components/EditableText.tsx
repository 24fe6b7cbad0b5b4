import { useState } from 'react'
import { Hex } from './Hex.tsx'

type Props = {
  text: string
  label: string
  hue: string | undefined
  edited: boolean
  onEdit: (text: string) => void
  onFocus: () => void
  /** Esc: where the focus goes. */
  onLeave: () => void
  onSend: () => void
}

/**
 * A value that can be changed where it stands. While the caret is in it the text belongs to the page's own editing, not
 * to React; on the way out it is read once, and the element made anew.
 */
export function EditableText({ text, label, hue, edited, onEdit, onFocus, onLeave, onSend }: Props) {
  const [version, setVersion] = useState(0)
  const commit = (element: HTMLElement) => {
    const now = (element.textContent ?? '').replaceAll('\u00a0', ' ')
    setVersion((version) => version + 1)
    if (now !== text) onEdit(now)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input cannot wrap, and a message is read as it flows
    <span
      key={`${version} ${text}`}
      className={edited ? 'v edited' : 'v'}
      data-party={hue}
      role="textbox"
      tabIndex={-1}
      aria-label={label}
      contentEditable="plaintext-only"
      suppressContentEditableWarning
      spellCheck={false}
      onFocus={onFocus}
      onBlur={(event) => commit(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        if (event.key === 'Enter' && event.shiftKey) return
        event.preventDefault()
        event.stopPropagation()
        const send = event.key === 'Enter'
        // What was typed is read on the way out, and not every line has a label that the focus can go to.
        event.currentTarget.blur()
        onLeave()
        if (send) onSend()
      }}
    >
      <Hex text={text} />
    </span>
  )
}
