import { type ComponentType, useEffect, useRef, useState } from 'react'
import { create } from 'zustand'
import type { EditorProps } from './editor-props.ts'
import { PlainEditor } from './PlainEditor.tsx'

type Monaco = ComponentType<EditorProps & { caret?: number | undefined; children: React.ReactNode }>

/** Whether somebody has pointed at an editor, or come into one: then all of them become Monaco, so that they look alike. */
const useWanted = create(() => false)
const want = () => useWanted.setState(true, true)

/** Loaded once, for every editor of the page. */
let loaded: Promise<Monaco | undefined> | undefined

/**
 * The plain editor at once. Whoever points at it or comes into it gets Monaco in its place, with text and caret where
 * they were: most who paste a token read it, and most of a megabyte is not for them.
 */
export function DocumentEditor(props: EditorProps & { onKind?: (isMonaco: boolean) => void }) {
  const { onKind, ...rest } = props
  const [Monaco, setMonaco] = useState<{ of: Monaco; caret: number | undefined }>()
  const isWanted = useWanted()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isWanted || !takesMonaco()) return
    let left = false
    loaded ??= import('./MonacoEditor.tsx').then(
      ({ MonacoEditor }) => MonacoEditor,
      // It did not come (the server went away, a policy forbids it): the plain editor does the same work.
      () => undefined,
    )
    void loaded.then((of) => {
      if (left || !of) return
      const area = box.current?.querySelector('textarea')
      const caret = area && area === document.activeElement ? area.selectionStart : undefined
      setMonaco({ of, caret })
      onKind?.(true)
    })
    return () => {
      left = true
    }
  }, [onKind, isWanted])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is pressed here; the text area inside is what people use
    <div className="editor" ref={box} onPointerEnter={want} onFocus={want}>
      {Monaco ? (
        <Monaco.of {...rest} caret={Monaco.caret}>
          <PlainEditor {...rest} />
        </Monaco.of>
      ) : (
        <PlainEditor {...rest} />
      )}
    </div>
  )
}

/** On touch an on-screen keyboard and the system's own handles work better in a text area. */
function takesMonaco(): boolean {
  return !matchMedia('(pointer: coarse)').matches
}
