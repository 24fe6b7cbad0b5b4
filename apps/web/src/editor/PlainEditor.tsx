import type { EditorProps } from './editor-props.ts'

/** A text area in the editor's dress: on touch devices, where Monaco does not come, and until it is there. */
export function PlainEditor({ id, label, describedBy, text, flaws, onChange, onLeave, onSend }: EditorProps) {
  return (
    <textarea
      className="plain-editor"
      data-document={id}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={flaws.length > 0}
      rows={Math.max(1, text.split('\n').length)}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave()
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend()
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    />
  )
}
