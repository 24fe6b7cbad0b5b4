import type { Plugin } from 'vite'

/**
 * Leaves out of Monaco what no editor of these pages can reach: comparing two documents, quick fixes for markers, which
 * nobody sets, going to definitions, which nothing here has, and the command palette. Its API imports them all the same,
 * and the bundler cannot know.
 */
export function monacoParts(): Plugin {
  return {
    name: 'lockstep:monaco-parts',
    enforce: 'pre',
    load(id) {
      if (!id.includes('/monaco-editor/esm/')) return undefined
      const name = Object.keys(left).find((path) => id.split('?', 1)[0]?.endsWith(path))
      return name && left[name]
    },
  }
}

const left: Readonly<Record<string, string>> = {
  '/widget/diffEditor/diffEditorWidget.js': 'export class DiffEditorWidget {}',
  '/widget/multiDiffEditor/multiDiffEditorWidget.js': 'export class MultiDiffEditorWidget {}',
  '/gotoSymbol/browser/link/goToDefinitionAtPosition.js':
    'export class GotoDefinitionAtPositionEditorContribution { static get() { return null } }',
  '/inlayHints/browser/inlayHintsLocations.js':
    'export async function goToDefinitionWithLocation() {} export async function showGoToContextMenu() {}',
  '/quickInput/standaloneQuickInputService.js': 'export class StandaloneQuickInputService {}',
  '/dropOrPasteInto/browser/copyPasteController.js':
    'export class CopyPasteController { static get() { return null } }',
  // Its copy button brings the whole of finding text along.
  '/hover/browser/hoverCopyButton.js': 'export class HoverCopyButton { dispose() {} }',
  '/hover/browser/markerHoverParticipant.js': participant('MarkerHoverParticipant'),
}

/** A part of a hover that never has anything to show. */
function participant(name: string): string {
  return `export class ${name} { hoverOrdinal = 99; computeSync() { return [] } renderHoverParts() {} }`
}
