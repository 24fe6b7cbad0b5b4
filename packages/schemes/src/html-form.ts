/** Reads the form of a page of ours: what a person, a script or an attacker would post from it. */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { unescapeHtml } from './html-text.ts'

export type HtmlForm = {
  /** As written; empty for the page's own address. */
  readonly action: string
  readonly method: string
  /** What is sent as the page stands: hidden fields, and boxes that are ticked. */
  readonly fields: readonly FormPair[]
}

/** The one form of a page, or undefined where it has none. Reads what `html` writes; it is no HTML parser. */
export function readHtmlForm(page: string): HtmlForm | undefined {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(page)
  if (!form) return undefined
  const about = attributes(form[1] ?? '')
  const inputs = [...(form[2] ?? '').matchAll(/<input\b([^>]*)>/g)].map(([, rest = '']) => attributes(rest))
  return {
    action: about.action ?? '',
    method: (about.method ?? 'get').toUpperCase(),
    fields: inputs.flatMap(({ type, name, value = '', checked }): FormPair[] => {
      const sent = type === 'hidden' || (type === 'checkbox' && checked !== undefined)
      return sent && name !== undefined ? [[name, value]] : []
    }),
  }
}

function attributes(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g))
    found[name] = unescapeHtml(value)
  return found
}
