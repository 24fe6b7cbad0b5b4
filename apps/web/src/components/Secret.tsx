import { useState } from 'react'

/** A value that is covered until it is pressed. What it is called stands in for it. */
export function Secret({ text, called, hue }: { text: string; called: string; hue?: string | undefined }) {
  const [shown, setShown] = useState(false)
  return (
    <button
      type="button"
      className="covered"
      data-party={hue}
      aria-label={shown ? `${text}, press to cover` : `Show ${called}`}
      onClick={() => setShown(!shown)}
    >
      {shown ? text : '••••••••'}
    </button>
  )
}
