import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import { readProse } from './read-prose.ts'

/** Turns an import of a `.md` file into `export const sections`: data, so that no Markdown parser reaches the page. */
export function prose(): Plugin {
  return {
    name: 'lockstep:prose',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.md')) return
      this.addWatchFile(id)
      const sections = readProse(await readFile(id, 'utf8'))
      return { code: `export const sections = ${JSON.stringify(sections)}`, map: null, moduleType: 'js' }
    },
  }
}
