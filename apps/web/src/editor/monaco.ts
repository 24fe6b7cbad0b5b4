/**
 * Monaco, from this origin alone: the core, and of its many features those that a small JSON document uses. JSON itself is
 * read by `readers/json-text.ts`, as everywhere on the page, so neither its language service nor that worker is loaded.
 * In a chunk of its own: import this file lazily only.
 */
import { loader } from '@monaco-editor/react'
import * as monaco from 'monaco-editor/editor/editor.api'
import 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget'
import 'monaco-editor/editor/contrib/bracketMatching/browser/bracketMatching'
import 'monaco-editor/editor/contrib/clipboard/browser/clipboard'
import 'monaco-editor/editor/contrib/cursorUndo/browser/cursorUndo'
import 'monaco-editor/editor/contrib/hover/browser/hoverContribution'
import 'monaco-editor/editor/contrib/inlayHints/browser/inlayHintsContribution'
import 'monaco-editor/editor/contrib/lineSelection/browser/lineSelection'
import 'monaco-editor/editor/contrib/linesOperations/browser/linesOperations'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/editor/contrib/toggleTabFocusMode/browser/toggleTabFocusMode'
import 'monaco-editor/editor/contrib/wordOperations/browser/wordOperations'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { registerJson } from './json-language.ts'
import { followTheme } from './monaco-theme.ts'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }
// Without this line the loader would ask a foreign host for Monaco.
loader.config({ monaco: monaco as Parameters<typeof loader.config>[0]['monaco'] & object })
registerJson(monaco)
followTheme(monaco)

export { monaco }
