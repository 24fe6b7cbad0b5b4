import { copyText } from './copy-text.ts'
import { Icon } from './Icon.tsx'

type Props = {
  /** What is copied; asked for when it is pressed. */
  text: () => string
  /** What the button does: "Copy the command". */
  label: string
  /** The sentence of the toast: "Copied the command." */
  done: string
}

export function CopyButton({ text, label, done }: Props) {
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={label}
      title={label}
      onClick={() => copyText(text(), done)}
    >
      <Icon name="copy" />
    </button>
  )
}
