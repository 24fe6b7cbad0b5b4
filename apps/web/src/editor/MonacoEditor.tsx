import { readJsonText } from '@lockstep/schemes/readers/json-text'
import '../styles/monaco.css'
import { Editor, type OnMount } from '@monaco-editor/react'
import type * as Monaco from 'monaco-editor/editor/editor.api'
import { useEffect, useRef, useState } from 'react'
import { changedLines } from '../util/changed-lines.ts'
import type { EditorProps } from './editor-props.ts'
import { languageId, membersOf } from './json-language.ts'
import { monaco } from './monaco.ts'
import { themeName } from './monaco-theme.ts'

type Code = Parameters<OnMount>[0]
type Props = EditorProps & {
  /** Where the caret stood in the plain editor, if it stood there. */
  readonly caret?: number | undefined
  readonly children: React.ReactNode
}

const options: Monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  contextmenu: false,
  cursorSurroundingLines: 0,
  fixedOverflowWidgets: true,
  folding: false,
  fontFamily: '"Commit Mono", ui-monospace, monospace',
  fontLigatures: false,
  fontSize: 13,
  glyphMargin: false,
  guides: { indentation: false },
  hover: { above: false },
  inlayHints: { enabled: 'on', fontFamily: '"Radio Canada", system-ui, sans-serif', fontSize: 12 },
  lineDecorationsWidth: 12,
  lineHeight: 22,
  lineNumbersMinChars: 4,
  links: false,
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  padding: { top: 6, bottom: 6 },
  quickSuggestions: { other: true, strings: true, comments: false },
  renderLineHighlight: 'none',
  renderWhitespace: 'none',
  scrollBeyondLastLine: false,
  scrollbar: { vertical: 'hidden', horizontal: 'hidden', alwaysConsumeMouseWheel: false },
  selectionHighlight: false,
  stickyScroll: { enabled: false },
  suggest: { showIcons: false, showStatusBar: false, preview: false },
  // Tab goes on to the next control, as everywhere on the page.
  tabFocusMode: true,
  tabSize: 2,
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true },
  wordBasedSuggestions: 'off',
  wordWrap: 'on',
  wrappingIndent: 'indent',
}

/** Monaco over one document. As high as its text; marks, times and sentences come from the same places as without it. */
export function MonacoEditor(props: Props) {
  const { id, label, describedBy, language, text, members, onChange, caret, children } = props
  const [code, setCode] = useState<Code>()
  const [height, setHeight] = useState(text.split('\n').length * 22 + 14)
  const handlers = useRef(props)
  handlers.current = props
  const path = `inmemory://inspect/${id}`
  membersOf.set(monaco.Uri.parse(path).toString(), members)
  useDecorations(code, props)
  useEffect(() => {
    code?.updateOptions({ ariaLabel: label })
    const field = code?.getDomNode()?.querySelector('[role="textbox"], textarea')
    field?.setAttribute('aria-describedby', describedBy)
  }, [code, label, describedBy])
  return (
    <Editor
      path={path}
      language={language === 'json' ? languageId : 'plaintext'}
      value={text}
      theme={themeName}
      height={height}
      loading={children}
      options={{ ...options, ariaLabel: label }}
      onChange={(value) => onChange(value ?? '')}
      onMount={(editor) => {
        setCode(editor)
        setHeight(editor.getContentHeight())
        editor.onDidContentSizeChange(({ contentHeight }) => setHeight(contentHeight))
        editor.onKeyDown((event) => {
          const isSend = event.keyCode === monaco.KeyCode.Enter && (event.ctrlKey || event.metaKey)
          // While a list of suggestions is open, Esc closes that.
          const isLeave =
            event.keyCode === monaco.KeyCode.Escape && !document.querySelector('.suggest-widget.visible')
          if (!isSend && !isLeave) return
          event.preventDefault()
          event.stopPropagation()
          if (isSend) handlers.current.onSend()
          else handlers.current.onLeave()
        })
        const model = editor.getModel()
        model?.updateOptions({
          bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
        })
        if (caret === undefined || !model) return
        editor.setPosition(model.getPositionAt(caret))
        editor.focus()
      }}
    />
  )
}

/** Changed lines, changed values in their editor's hue, and what is wrong underlined where it stands. */
function useDecorations(code: Code | undefined, props: EditorProps): void {
  const { text, before, flaws, language, hueOf } = props
  const collection = useRef<Monaco.editor.IEditorDecorationsCollection>(undefined)
  useEffect(() => {
    const model = code?.getModel()
    if (!code || !model || model.getValue() !== text) return
    const over = (at: number, length: number) =>
      monaco.Range.fromPositions(model.getPositionAt(at), model.getPositionAt(at + length))
    const received = language === 'json' ? readJsonText(before).members : []
    const values = language === 'json' ? readJsonText(text).members.filter(isLeaf) : []
    const decorations: Monaco.editor.IModelDeltaDecoration[] = [
      ...changedLines(before, text).map((line) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: { isWholeLine: true, className: 'changed-line', linesDecorationsClassName: 'changed-bar' },
      })),
      ...values.map(({ path, value, valueAt, valueLength }) => {
        const was = received.find((member) => member.path.join('\0') === path.join('\0'))
        const isSame = JSON.stringify(was?.value) === JSON.stringify(value)
        return {
          range: over(valueAt, valueLength),
          options: { inlineClassName: isSame ? `made made-${hueOf(path[0])}` : 'edited-value' },
        }
      }),
      ...(language === 'text' && text === before
        ? [
            {
              range: model.getFullModelRange(),
              options: { inlineClassName: `made made-${hueOf(undefined)}` },
            },
          ]
        : []),
      ...flaws.map(({ at, length }) => ({
        // What is missing has no width: the character before it carries the line.
        range: over(Math.max(0, length > 0 ? at : at - 1), Math.max(1, length)),
        options: { inlineClassName: 'flaw' },
      })),
    ]
    collection.current ??= code.createDecorationsCollection()
    collection.current.set(decorations)
  }, [code, text, before, flaws, language, hueOf])
}

function isLeaf({ value }: { value: unknown }): boolean {
  return typeof value !== 'object' || value === null
}
