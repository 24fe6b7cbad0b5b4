import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/**
 * Runs every module named `*.prebuilt.ts` on Node when the page is built, and puts what it exports into the page as
 * JSON: a table made from all schemes costs a kilobyte, not all schemes. Without this plugin (in a test) the module
 * runs where it is imported and gives the same.
 */
export function prebuilt(): Plugin {
  return {
    name: 'lockstep:prebuilt',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.prebuilt.ts')) return
      const exported: Record<string, unknown> = await import(pathToFileURL(id).href)
      const lines = Object.entries(exported).map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)}`,
      )
      return { code: lines.join('\n'), map: null, moduleType: 'js' }
    },
  }
}
