import type * as Monaco from 'monaco-editor/editor/editor.api'

export const themeName = 'lockstep'

/** Dresses Monaco in the page's own colours, and again whenever the theme changes. Never stops: Monaco never goes. */
export function followTheme(monaco: typeof Monaco): void {
  const dress = () => dressed(monaco)
  dress()
  new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
    matchMedia(query).addEventListener('change', dress)
}

function dressed({ editor }: typeof Monaco): void {
  const [ink, ink2, ink3, sheet, wash, edge, rule] = [
    'ink',
    'ink-2',
    'ink-3',
    'sheet',
    'wash',
    'edge',
    'rule',
  ].map(resolved) as [string, string, string, string, string, string, string]
  const isDark = Number.parseInt(sheet.slice(1, 3), 16) < 128
  editor.defineTheme(themeName, {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: ink.slice(1) },
      { token: 'key', foreground: ink2.slice(1) },
    ],
    colors: {
      'editor.background': sheet,
      'editor.foreground': ink,
      'editorLineNumber.foreground': ink3,
      'editorLineNumber.activeForeground': ink,
      'editorCursor.foreground': ink,
      'editor.selectionBackground': rule,
      'editor.inactiveSelectionBackground': wash,
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorBracketMatch.background': wash,
      'editorBracketMatch.border': edge,
      'editorInlayHint.background': wash,
      'editorInlayHint.foreground': ink2,
      'editorSuggestWidget.background': sheet,
      'editorSuggestWidget.foreground': ink,
      'editorSuggestWidget.border': edge,
      'editorSuggestWidget.selectedBackground': wash,
      'editorSuggestWidget.selectedForeground': ink,
      'editorSuggestWidget.highlightForeground': ink,
      'editorSuggestWidget.focusHighlightForeground': ink,
      'editorHoverWidget.background': sheet,
      'editorHoverWidget.foreground': ink,
      'editorHoverWidget.border': edge,
      focusBorder: ink,
      'scrollbarSlider.background': edge,
      'widget.shadow': '#00000000',
    },
  })
  editor.setTheme(themeName)
}

/** A token's colour as it is now, as Monaco takes it: #rrggbb. */
function resolved(token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--color-${token})`
  document.body.append(probe)
  const numbers = getComputedStyle(probe).color.match(/\d+/g) ?? []
  probe.remove()
  return `#${numbers
    .slice(0, 3)
    .map((number) => Number(number).toString(16).padStart(2, '0'))
    .join('')}`
}
